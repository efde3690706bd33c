package dev.weir.bench.border;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/// Sets what moved beside the bound.
public final class BorderReport {
    private BorderReport() {}

    /// The head of a Markdown table of {@link #line}s.
    public static String head() {
        return "| query | bound bytes | rows' bytes | filters' bytes | ratio | by border: bound, rows + filters |\n|---|---:|---:|---:|---:|---|\n";
    }

    public static String line(String query, List<BorderBound> bounds, BorderTraffic traffic) {
        long least = total(bounds);
        Set<String> borders = new TreeSet<>(traffic.rows().keySet());
        borders.addAll(traffic.filters().keySet());
        bounds.forEach(bound -> borders.add(bound.border()));
        StringJoiner parts = new StringJoiner("; ");
        for (String border : borders) {
            long bound = bounds.stream().filter(one -> one.border().equals(border)).mapToLong(BorderBound::bytes).sum();
            parts.add(border.replace("|", "-") + " " + bound + ", " + traffic.rows().getOrDefault(border, 0L) + " + " + traffic.filters().getOrDefault(border, 0L));
        }
        return String.format(Locale.ROOT, "| %s | %d | %d | %d | %.2f | %s |%n", query, least, sum(traffic.rows().values()), sum(traffic.filters().values()),
                (double) traffic.total() / least, parts);
    }

    /// Bytes of all borders.
    public static long total(List<BorderBound> bounds) {
        return bounds.stream().mapToLong(BorderBound::bytes).sum();
    }

    private static long sum(Iterable<Long> bytes) {
        long sum = 0;
        for (long one : bytes) {
            sum += one;
        }
        return sum;
    }
}
