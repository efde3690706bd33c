package dev.weir.bench.suite;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Sums up a run of a suite: totals, geometric means, ratios to a baseline.
public final class SuiteReport {
    private SuiteReport() {}

    /// A Markdown table, a line a query, medians with their spread.
    public static String markdown(Map<String, List<QueryTimes>> times, String baseline) {
        List<String> engines = List.copyOf(times.keySet());
        StringBuilder text = new StringBuilder("| query |");
        for (String engine : engines) {
            text.append(' ').append(engine).append(" ms (min-max) |");
        }
        for (String engine : engines) {
            if (!engine.equals(baseline)) {
                text.append(' ').append(engine).append(" / ").append(baseline).append(" |");
            }
        }
        text.append("\n|---|").append("---:|".repeat(engines.size() + (times.containsKey(baseline) ? engines.size() - 1 : engines.size()))).append('\n');
        int queries = times.get(engines.getFirst()).size();
        for (int q = 0; q < queries; q++) {
            text.append("| ").append(times.get(engines.getFirst()).get(q).query()).append(" |");
            for (String engine : engines) {
                QueryTimes one = times.get(engine).get(q);
                text.append(one.problem().isEmpty()
                        ? String.format(Locale.ROOT, " %.1f (%.1f-%.1f) |", one.medianMillis(), one.minMillis(), one.maxMillis())
                        : " " + one.problem().replace("|", "\\|") + " |");
            }
            for (String engine : engines) {
                if (!engine.equals(baseline)) {
                    text.append(times.containsKey(baseline)
                            ? String.format(Locale.ROOT, " %.2f |", times.get(engine).get(q).medianMillis() / times.get(baseline).get(q).medianMillis()) : " |");
                }
            }
            text.append('\n');
        }
        text.append("| **total** |");
        for (String engine : engines) {
            text.append(String.format(Locale.ROOT, " %.1f |", total(times.get(engine))));
        }
        ratios(text, times, engines, baseline, true);
        text.append("| **geomean** |");
        for (String engine : engines) {
            text.append(String.format(Locale.ROOT, " %.1f |", geomean(times.get(engine))));
        }
        ratios(text, times, engines, baseline, false);
        return text.toString();
    }

    /// An SVG with a bar for each query and engine.
    public static String chart(String title, Map<String, List<QueryTimes>> times) {
        return SuiteChart.svg(title, times);
    }

    /// `engine,query,run,millis` lines.
    public static String csv(Map<String, List<QueryTimes>> times) {
        StringBuilder text = new StringBuilder("engine,query,run,millis\n");
        times.forEach((engine, all) -> {
            for (QueryTimes one : all) {
                for (int run = 0; run < one.nanos().size(); run++) {
                    text.append(String.format(Locale.ROOT, "%s,%s,%d,%.3f%n", engine, one.query(), run + 1, one.nanos().get(run) / 1e6));
                }
            }
        });
        return text.toString();
    }

    public static double total(List<QueryTimes> times) {
        double sum = 0;
        for (QueryTimes one : times) {
            sum += one.medianMillis();
        }
        return sum;
    }

    public static double geomean(List<QueryTimes> times) {
        double logs = 0;
        for (QueryTimes one : times) {
            logs += Math.log(one.medianMillis());
        }
        return Math.exp(logs / times.size());
    }

    private static void ratios(StringBuilder text, Map<String, List<QueryTimes>> times, List<String> engines, String baseline, boolean total) {
        for (String engine : engines) {
            if (!engine.equals(baseline)) {
                if (times.containsKey(baseline)) {
                    double ratio = total ? total(times.get(engine)) / total(times.get(baseline)) : geomean(times.get(engine)) / geomean(times.get(baseline));
                    text.append(String.format(Locale.ROOT, " %.2f |", ratio));
                } else {
                    text.append(" |");
                }
            }
        }
        text.append('\n');
    }
}
