package dev.weir.bench.variant;

import dev.weir.bench.suite.QueryTimes;
import dev.weir.bench.suite.SuiteReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Sets the ratios of Weir to DuckDB in the variants beside that on the plain files.
public final class VariantReport {
    private VariantReport() {}

    /// Two Markdown tables: a line a variant, then ratios by query.
    public static String markdown(Map<Variant, VariantRun.Outcome> outcomes) {
        StringBuilder text = new StringBuilder("| variant | weir ms | duckdb ms | geomean of weir / duckdb | of plain | the same of CPU time | of plain | problems |\n"
                + "|---|---:|---:|---:|---:|---:|---:|---:|\n");
        double plain = outcomes.containsKey(Variant.PLAIN) ? ratio(outcomes.get(Variant.PLAIN)) : Double.NaN;
        double plainCpu = outcomes.containsKey(Variant.PLAIN) ? cpuRatio(outcomes.get(Variant.PLAIN)) : Double.NaN;
        outcomes.forEach((variant, outcome) -> text.append(String.format(Locale.ROOT, "| %s | %.1f | %.1f | %.3f | %.3f | %.3f | %.3f | %d |%n", variant.label(),
                SuiteReport.total(outcome.weir()), SuiteReport.total(outcome.duckdb()), ratio(outcome), ratio(outcome) / plain, cpuRatio(outcome),
                cpuRatio(outcome) / plainCpu, problems(outcome))));
        text.append("\n| query |");
        outcomes.keySet().forEach(variant -> text.append(' ').append(variant.label()).append(" |"));
        text.append("\n|---|").append("---:|".repeat(outcomes.size())).append('\n');
        List<QueryTimes> queries = outcomes.values().iterator().next().weir();
        for (int query = 0; query < queries.size(); query++) {
            text.append("| ").append(queries.get(query).query()).append(" |");
            for (VariantRun.Outcome outcome : outcomes.values()) {
                QueryTimes weir = outcome.weir().get(query);
                text.append(weir.problem().isEmpty() ? String.format(Locale.ROOT, " %.2f |", weir.medianMillis() / outcome.duckdb().get(query).medianMillis()) : " wrong |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// `engine,query,run,millis` lines, the engine with the variant's name.
    public static String csv(Map<Variant, VariantRun.Outcome> outcomes) {
        Map<String, List<QueryTimes>> times = new LinkedHashMap<>();
        outcomes.forEach((variant, outcome) -> {
            times.put("weir-" + variant.label(), outcome.weir());
            times.put("duckdb-" + variant.label(), outcome.duckdb());
        });
        return SuiteReport.csv(times);
    }

    public static long problems(VariantRun.Outcome outcome) {
        return outcome.weir().stream().filter(times -> !times.problem().isEmpty()).count();
    }

    private static double cpuRatio(VariantRun.Outcome outcome) {
        double logs = 0;
        for (int query = 0; query < outcome.weirCpu().size(); query++) {
            // a system that counts in ticks may have seen nothing
            logs += Math.log(Math.max(1, outcome.weirCpu().get(query)) / Math.max(1, outcome.duckdbCpu().get(query)));
        }
        return Math.exp(logs / outcome.weirCpu().size());
    }

    private static double ratio(VariantRun.Outcome outcome) {
        return SuiteReport.geomean(outcome.weir()) / SuiteReport.geomean(outcome.duckdb());
    }
}
