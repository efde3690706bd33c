package dev.weir.exec.evaluate.cast;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Converts points in time between units and between wall clock and instant.
public final class TimeUnits {
    private static final long[] STEP = {1_000_000_000L, 100_000_000L, 10_000_000L, 1_000_000L, 100_000L, 10_000L, 1000L, 100L, 10L, 1L};

    private TimeUnits() {}

    /// From the unit of one precision (microseconds up to 6, else nanoseconds) to that of another, rounded half up to the
    /// new precision. Throws ArithmeticException when nanoseconds do not reach that far.
    public static long convert(long value, int from, int to) {
        boolean fromNanos = from > 6;
        boolean toNanos = to > 6;
        if (to >= from) {
            return fromNanos == toNanos ? value : Math.multiplyExact(value, 1000L);
        }
        long step = fromNanos ? STEP[to] : STEP[to] / 1000;
        long half = step / 2;
        long whole = Math.floorDiv(value, step);
        long rounded = Math.floorMod(value, step) >= half && half > 0 ? whole + 1 : whole;
        return fromNanos == toNanos ? rounded * step : rounded * (step / 1000);
    }

    /// The wall-clock time in `zone` at an instant, both in microseconds or nanoseconds since the epoch.
    public static long toLocal(long instant, boolean nanos, ZoneId zone) {
        long perSecond = nanos ? 1_000_000_000L : 1_000_000L;
        long second = Math.floorDiv(instant, perSecond);
        return Math.addExact(instant, zone.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds() * perSecond);
    }

    /// The instant of a wall-clock time in `zone`: of two the earlier one; in a gap moved forward by its length.
    public static long fromLocal(long local, boolean nanos, ZoneId zone) {
        long perSecond = nanos ? 1_000_000_000L : 1_000_000L;
        long second = Math.floorDiv(local, perSecond);
        LocalDateTime wall = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        long instant = wall.atZone(zone).toEpochSecond();
        return Math.addExact(Math.multiplyExact(instant, perSecond), Math.floorMod(local, perSecond));
    }
}
