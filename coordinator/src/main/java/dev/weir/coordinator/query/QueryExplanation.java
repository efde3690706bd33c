package dev.weir.coordinator.query;

import dev.weir.exec.memory.MemoryReport;
import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.planner.PlannedQuery;
import dev.weir.planner.bind.BoundStatement;
import dev.weir.planner.explain.LogicalDescription;
import dev.weir.planner.explain.PlanDot;
import dev.weir.planner.explain.PlanJson;
import dev.weir.planner.explain.PlanMetrics;
import dev.weir.planner.explain.PlanNode;
import dev.weir.planner.explain.PlanText;
import dev.weir.planner.explain.ScanNotes;
import dev.weir.planner.explain.StageDescription;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import dev.weir.planner.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Writes a plan for people: as asked for by EXPLAIN, with what was measured for EXPLAIN ANALYZE.
final class QueryExplanation {
    private static final String BYTES = " bytes";

    private QueryExplanation() {}

    /// EXPLAIN: nothing has run.
    ///
    /// @param governance what governs the scans for who asks
    static String planned(BoundStatement.Explain explain, PlannedQuery query, ScanNotes governance) {
        if (explain.type() == Statement.ExplainType.LOGICAL) {
            return written(explain, List.of(LogicalDescription.of(query.optimized().plan(), new PlanEstimator(), governance)), "");
        }
        return written(explain, StageDescription.of(query.plan(), query.estimates(), PlanMetrics.NONE, governance), explain.verbose() ? steps(query) : "");
    }

    /// EXPLAIN ANALYZE: the query has run.
    ///
    /// @param metrics by stage
    static String measured(BoundStatement.Explain explain, PlannedQuery query, Map<Integer, TaskMetrics> metrics, long queuedNanos, long executionNanos, long rows) {
        List<PlanNode> stages = StageDescription.of(query.plan(), query.estimates(), (stage, node) -> measured(metrics.get(stage), node), ScanNotes.NONE);
        return written(explain, stages, steps(query) + String.format(Locale.ROOT, "queued %.1f ms, execution %.1f ms, %d rows%n", queuedNanos / 1e6, executionNanos / 1e6, rows));
    }

    private static String written(BoundStatement.Explain explain, List<PlanNode> nodes, String footer) {
        return switch (explain.format()) {
            case JSON -> PlanJson.of(nodes);
            case GRAPH -> PlanDot.of(nodes);
            case TEXT -> {
                StringBuilder text = new StringBuilder();
                for (PlanNode node : nodes) {
                    text.append(PlanText.of(node));
                }
                yield text.append(footer).toString();
            }
        };
    }

    private static String steps(PlannedQuery query) {
        StringBuilder text = new StringBuilder("planning:");
        for (PlannedQuery.Step step : query.steps()) {
            text.append(String.format(Locale.ROOT, " %s %.1f ms", step.name(), step.nanos() / 1e6));
        }
        return text.append('\n').toString();
    }

    private static String extra(String name, long value) {
        return value == 0 ? name : name.endsWith(BYTES) ? name.substring(0, name.length() - BYTES.length()) + " " + MemoryReport.bytes(value) : name + " " + value;
    }

    private static Optional<PlanMetrics.Measured> measured(TaskMetrics stage, int node) {
        if (stage == null || node >= stage.operators().size()) {
            return Optional.empty();
        }
        OperatorMetrics operator = stage.operators().get(node);
        StringBuilder extras = new StringBuilder();
        operator.extras().forEach((name, value) -> {
            // A name with a colon, such as what governs a scan, says all there is to say.
            if (value != 0 || name.indexOf(':') >= 0) {
                extras.append(extras.isEmpty() ? "" : ", ").append(extra(name, value));
            }
        });
        // A stage's root hands its rows to no operator: what it sends is what came in.
        long rows = node == 0 ? operator.rowsIn() : operator.rowsOut();
        return Optional.of(new PlanMetrics.Measured(
                rows, operator.batchesOut(), operator.bytesOut(), operator.wallNanos(), operator.cpuNanos(), operator.peakMemory(), extras.toString()));
    }
}
