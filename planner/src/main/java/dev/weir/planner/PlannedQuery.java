package dev.weir.planner;

import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.Optimized;
import dev.weir.planner.physical.Estimates;
import java.util.List;

/// A query that is ready to be scheduled, and what EXPLAIN shows of it.
///
/// @param logical   as bound
/// @param optimized and what each pass took
/// @param estimates of the distributed plan's nodes
/// @param steps     what bind, optimize, physical and distribute took
public record PlannedQuery(
        LogicalPlan.Output logical, Optimized optimized, DistributedPlan plan, Estimates estimates, List<Step> steps) {
    public PlannedQuery {
        steps = List.copyOf(steps);
    }

    public record Step(String name, long nanos) {}

    public List<String> names() {
        return plan.names();
    }

    public List<SqlType> types() {
        return plan.types();
    }

    public long nanos() {
        long sum = 0;
        for (Step step : steps) {
            sum += step.nanos();
        }
        return sum;
    }
}
