package dev.weir.planner.optimize.rule;

import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.Conjuncts;

/// Gives a filter that sits on a scan to the scan, which prunes by it and decodes other columns for the survivors only.
public final class PushFiltersIntoScans {
    private PushFiltersIntoScans() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return plan.transformUp(node -> node instanceof LogicalPlan.Filter filter && filter.input() instanceof LogicalPlan.Scan scan
                ? new LogicalPlan.Scan(scan.table(), scan.columns(), scan.sources(), Conjuncts.and(scan.filter(), filter.predicate())) : node);
    }
}
