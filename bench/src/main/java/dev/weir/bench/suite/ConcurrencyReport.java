package dev.weir.bench.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Sets many clients beside one.
public final class ConcurrencyReport {
    private ConcurrencyReport() {}

    /// A Markdown table of the whole, then one by query.
    public static String markdown(ConcurrencyRun.Outcome alone, ConcurrencyRun.Outcome many, long peakBytes) {
        StringBuilder text = new StringBuilder("| | one client | ").append(many.clientNanos().length).append(" clients |\n|---|---:|---:|\n");
        row(text, "queries", alone.samples().size(), many.samples().size(), "%.0f");
        row(text, "problems", alone.problems(), many.problems(), "%.0f");
        row(text, "wall s", alone.wallNanos() / 1e9, many.wallNanos() / 1e9, "%.2f");
        row(text, "queries / s", alone.queriesPerSecond(), many.queriesPerSecond(), "%.2f");
        row(text, "throughput, of one client's", 1, many.queriesPerSecond() / alone.queriesPerSecond(), "%.2f");
        row(text, "slowest client / mean", alone.slowestToMean(), many.slowestToMean(), "%.2f");
        row(text, "SELECT 1 p50 ms", alone.probeMillis(0.5), many.probeMillis(0.5), "%.1f");
        row(text, "SELECT 1 p99 ms", alone.probeMillis(0.99), many.probeMillis(0.99), "%.1f");
        row(text, "SELECT 1 worst ms", alone.probeMillis(1), many.probeMillis(1), "%.1f");
        row(text, "servers' CPU s", alone.serverNanos() / 1e9, many.serverNanos() / 1e9, "%.2f");
        row(text, "servers' CPU ms a query", alone.serverNanos() / 1e6 / alone.samples().size(), many.serverNanos() / 1e6 / many.samples().size(), "%.1f");
        row(text, "clients' own CPU s", alone.ownCpuNanos() / 1e9, many.ownCpuNanos() / 1e9, "%.2f");
        row(text, "clients' own CPU ms a query", alone.ownCpuNanos() / 1e6 / alone.samples().size(), many.ownCpuNanos() / 1e6 / many.samples().size(), "%.1f");
        text.append(String.format(Locale.ROOT, "%npeak resident size of all servers: %.2f GiB%n", peakBytes / 1073741824.0));
        text.append("\n| query | one client ms | median ms | slowest ms |\n|---|---:|---:|---:|\n");
        Map<String, long[]> before = byQuery(alone);
        byQuery(many).forEach((query, nanos) -> text.append(String.format(Locale.ROOT, "| %s | %.1f | %.1f | %.1f |%n",
                query, median(before.get(query)), median(nanos), nanos[nanos.length - 1] / 1e6)));
        List<String> problems = new ArrayList<>();
        for (ConcurrencyRun.Outcome outcome : List.of(alone, many)) {
            for (ConcurrentClient.Sample sample : outcome.samples()) {
                if (!sample.problem().isEmpty()) {
                    problems.add("client " + sample.client() + ", " + sample.query() + ": " + sample.problem());
                }
            }
        }
        problems.stream().limit(20).forEach(problem -> text.append('\n').append(problem));
        return text.append('\n').toString();
    }

    public static String csv(ConcurrencyRun.Outcome alone, ConcurrencyRun.Outcome many) {
        StringBuilder text = new StringBuilder("clients,client,query,millis,problem\n");
        for (ConcurrencyRun.Outcome outcome : List.of(alone, many)) {
            for (ConcurrentClient.Sample sample : outcome.samples()) {
                text.append(String.format(Locale.ROOT, "%d,%d,%s,%.3f,\"%s\"%n", outcome.clientNanos().length, sample.client(), sample.query(),
                        sample.nanos() / 1e6, sample.problem().replace("\"", "\"\"")));
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, double one, double other, String format) {
        text.append("| ").append(name).append(" | ").append(String.format(Locale.ROOT, format, one)).append(" | ")
                .append(String.format(Locale.ROOT, format, other)).append(" |\n");
    }

    private static Map<String, long[]> byQuery(ConcurrencyRun.Outcome outcome) {
        Map<String, long[]> all = new TreeMap<>();
        for (ConcurrentClient.Sample sample : outcome.samples()) {
            all.merge(sample.query(), new long[] {sample.nanos()}, ConcurrencyReport::joined);
        }
        all.values().forEach(Arrays::sort);
        return all;
    }

    private static long[] joined(long[] left, long[] right) {
        long[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private static double median(long[] sorted) {
        return sorted == null ? Double.NaN : sorted[sorted.length / 2] / 1e6;
    }
}
