package dev.weir.coordinator.query;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Makes ids of queries: `q_20261120_1a2b3c`, the day in UTC and six random hexadecimal digits. Repeats are left to chance
/// only within a day, and the last million of ids of this process are never repeated.
public final class QueryIds {
    private static final int SPACE = 1 << 24;

    private final Clock clock;
    private final int offset;
    private int count;

    public QueryIds(Clock clock) {
        this(clock, new SecureRandom().nextInt(SPACE));
    }

    QueryIds(Clock clock, int offset) {
        this.clock = clock;
        this.offset = offset;
    }

    public synchronized String next() {
        // An odd factor visits every number of the space once before any comes again.
        int digits = (offset + count++ * 0x9E3779) & (SPACE - 1);
        String day = LocalDate.now(clock.withZone(ZoneOffset.UTC)).format(DateTimeFormatter.BASIC_ISO_DATE);
        return String.format(Locale.ROOT, "q_%s_%06x", day, digits);
    }
}
