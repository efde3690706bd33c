package dev.weir.planner.optimize;

import dev.weir.planner.logical.LogicalPlan;
import java.util.List;

/// An optimized plan and how it came about.
public record Optimized(LogicalPlan.Output plan, List<Timing> timings) {
    public Optimized {
        timings = List.copyOf(timings);
    }

    /// @param changed whether the pass changed the plan
    public record Timing(String pass, long nanos, boolean changed) {}
}
