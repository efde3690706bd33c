package dev.weir.bench.border;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What crossed the borders while a query ran, as EXPLAIN ANALYZE tells it, in as many digits as are printed there.
///
/// @param rows    bytes of rows by border, without what describes them
/// @param filters bytes of runtime filters by border
public record BorderTraffic(Map<String, Long> rows, Map<String, Long> filters) {
    private static final Pattern STAGE = Pattern.compile("Stage ([0-9]+) at (\\S+)");
    private static final Pattern RECEIVED = Pattern.compile("(?:Receive|Merge) stage ([0-9]+)\\b.*\\breceived ([0-9.]+) ([KMGT]?i?B)\\b.*");
    private static final Pattern FILTERS = Pattern.compile("filters of stage ([0-9]+) ([0-9.]+) ([KMGT]?i?B)\\b");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private record Move(int from, int to, long bytes, boolean filter) {}

    /// @param lines of EXPLAIN ANALYZE
    public static BorderTraffic of(List<String> lines) {
        Map<Integer, String> domains = new HashMap<>();
        List<Move> moves = new ArrayList<>();
        int stage = -1;
        for (String line : lines) {
            Matcher start = STAGE.matcher(line);
            if (start.lookingAt()) {
                stage = Integer.parseInt(start.group(1));
                domains.put(stage, start.group(2));
            }
            Matcher received = RECEIVED.matcher(line.strip());
            if (received.matches()) {
                moves.add(new Move(Integer.parseInt(received.group(1)), stage, bytes(received.group(2), received.group(3)), false));
            }
            Matcher filters = FILTERS.matcher(line);
            while (filters.find()) {
                moves.add(new Move(Integer.parseInt(filters.group(1)), stage, bytes(filters.group(2), filters.group(3)), true));
            }
        }
        BorderTraffic all = new BorderTraffic(new TreeMap<>(), new TreeMap<>());
        for (Move move : moves) {
            Set<String> border = new TreeSet<>(Arrays.asList(domains.get(move.from()), domains.get(move.to())));
            if (border.size() == 2) {
                (move.filter() ? all.filters() : all.rows()).merge(String.join("|", border), move.bytes(), Long::sum);
            }
        }
        return all;
    }

    /// Over all borders, rows and filters.
    public long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum() + filters.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long bytes(String number, String unit) {
        return Math.round(Double.parseDouble(number) * Math.pow(1024, UNITS.indexOf(unit)));
    }
}
