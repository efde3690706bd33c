package dev.weir.coordinator.query;

import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.bind.BoundStatement;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.distribute.Distributor;
import dev.weir.planner.distribute.PlacementRules;
import dev.weir.planner.explain.PlanMetrics;
import dev.weir.planner.explain.StageDescription;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import dev.weir.planner.physical.PhysicalPlanner;
import dev.weir.planner.physical.PhysicalQuery;
import java.util.Map;
import java.util.Optional;

final class QueryPlanner {
    static DistributedPlan plan(LogicalPlan.Output output, Catalog catalog, PlanSettings settings) {
        PhysicalQuery physical = PhysicalPlanner.plan(dev.weir.planner.optimize.Optimizer.optimize(output, settings).plan(), new PlanEstimator());
        return Distributor.distribute(physical, catalog, settings, PlacementRules.EVERYWHERE);
    }

    static String explain(BoundStatement.Explain explain, Catalog catalog, PlanSettings settings) {
        return StageDescription.text(plan(explain.query().plan(), catalog, settings), null, PlanMetrics.NONE);
    }

    static String explainAnalyze(BoundStatement.Explain explain, DistributedPlan plan, Catalog catalog, Map<Integer, TaskMetrics> metrics, long planning, long execution, long rows) {
        return StageDescription.text(plan, null, (stage, node) -> {
            TaskMetrics task = metrics.get(stage);
            if (task == null || node >= task.operators().size()) {
                return Optional.empty();
            }
            OperatorMetrics m = task.operators().get(node);
            return Optional.of(new PlanMetrics.Measured(m.rowsOut(), m.batchesOut(), m.bytesOut(), m.wallNanos(), m.cpuNanos(), m.peakMemory(), m.extras().toString()));
        }) + "planning " + planning / 1000 + " us, execution " + execution / 1000 + " us, " + rows + " rows\n";
    }
}
