package dev.weir.coordinator.query;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// What a session may set: `SET SESSION name = 'value'`, `--session name=value`, or a property of the JDBC URL.
///
/// @param check throws IllegalArgumentException with what is wrong about a value
public record SessionProperty(String name, String defaultValue, String description, Consumer<String> check) {
    private static final long LEAST_MEMORY = 1 << 20;

    public static final SessionProperty SEARCH_PATH = new SessionProperty(
            "search_path", "", "Where unqualified tables are looked for: 'domain.product, domain.product, ...'", _ -> { });
    public static final SessionProperty SCHEMA = new SessionProperty(
            "schema", "", "The current product, as USE sets it: 'domain.product' or 'product'", _ -> { });
    public static final SessionProperty TIME_ZONE = new SessionProperty(
            "time_zone", "UTC", "The zone in which timestamps with time zone are shown", SessionProperty::zone);
    public static final SessionProperty QUERY_TIMEOUT = new SessionProperty(
            "query_timeout", "0s", "A query that runs longer ends with QUERY_TIMEOUT; 0s: no limit", value -> duration(value));
    public static final SessionProperty QUERY_MAX_MEMORY = new SessionProperty(
            "query_max_memory", "0", "Memory that a query may take in each process, e.g. 1GiB; 0: what the process has (--memory)", value -> memory(value));
    public static final SessionProperty DISABLED_RULES = new SessionProperty(
            "disabled_rules", "", "Optimizer rules that are left out, separated by commas; for finding faults", _ -> { });
    public static final SessionProperty PURPOSE = new SessionProperty(
            "purpose", "", "The stated purpose of the queries, for purpose-bound grants", _ -> { });

    public static final SessionProperty RUNTIME_FILTERS = new SessionProperty(
            "runtime_filters", "true", "Whether what a join has read narrows the scans that it is joined with", SessionProperty::truth);
    public static final SessionProperty RUNTIME_FILTER_WAIT = new SessionProperty(
            "runtime_filter_wait", "auto", "How long scans wait for runtime filters of other stages; auto: as long as each is worth",
            value -> filterWait(value));

    public static final List<SessionProperty> ALL =
            List.of(SEARCH_PATH, SCHEMA, TIME_ZONE, QUERY_TIMEOUT, QUERY_MAX_MEMORY, DISABLED_RULES, PURPOSE, RUNTIME_FILTERS, RUNTIME_FILTER_WAIT);

    public static Optional<SessionProperty> named(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        for (SessionProperty property : ALL) {
            if (property.name.equals(folded)) {
                return Optional.of(property);
            }
        }
        return Optional.empty();
    }

    /// Finds a property or says which ones there are.
    public static SessionProperty required(String name) {
        return named(name).orElseThrow(() -> {
            List<String> names = new ArrayList<>();
            for (SessionProperty property : ALL) {
                names.add(property.name());
            }
            return new QueryException(ErrorCode.INVALID_ARGUMENT, "There is no session property '" + name + "'")
                    .withHint("there are: " + String.join(", ", names));
        });
    }

    /// Checks a value before it is taken.
    public String checked(String value) {
        try {
            check.accept(value);
            return value;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "Bad value for session property '" + name + "': " + e.getMessage());
        }
    }

    /// Reads `250ms`, `30s`, `5m`, `1h`, or a bare number of seconds.
    public static Duration duration(String text) {
        String folded = text.trim().toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < folded.length() && Character.isDigit(folded.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > 12) {
            throw new IllegalArgumentException("expected a duration such as 30s, found '" + text + "'");
        }
        long number = Long.parseLong(folded.substring(0, digits));
        return switch (folded.substring(digits).trim()) {
            case "ms" -> Duration.ofMillis(number);
            case "", "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> throw new IllegalArgumentException("expected a duration such as 30s, found '" + text + "'");
        };
    }

    /// Reads `auto` as -1, else a duration of ten minutes at most, in milliseconds.
    public static int filterWait(String text) {
        if (text.trim().equalsIgnoreCase("auto")) {
            return -1;
        }
        long millis = duration(text).toMillis();
        if (millis > 600_000) {
            throw new IllegalArgumentException("at most 10m, found '" + text + "'");
        }
        return (int) millis;
    }

    private static void truth(String value) {
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("expected true or false, found '" + value + "'");
        }
    }

    /// Reads `512MiB` or `1GiB`; 0 for no limit of its own.
    public static long memory(String text) {
        long bytes = ByteSize.parse(text);
        if (bytes != 0 && bytes < LEAST_MEMORY) {
            throw new IllegalArgumentException("a query needs at least 1MiB");
        }
        return bytes;
    }

    private static void zone(String value) {
        ZoneId.of(value);
    }
}
