package dev.weir.planner.explain;

import java.util.Optional;

/// What was measured, by stage and by the node's place in the stage's plan in preorder. Implemented by whoever collects
/// the tasks' metrics.
@FunctionalInterface
public interface PlanMetrics {
    PlanMetrics NONE = (_, _) -> Optional.empty();

    /// @param stage of the fragment
    /// @param node  0 is the fragment's root, children follow in order
    Optional<Measured> of(int stage, int node);

    /// Sums over tasks and threads.
    ///
    /// @param rows        out
    /// @param wallNanos   the longest of the tasks
    /// @param cpuNanos    of all threads
    /// @param memoryBytes peak
    /// @param extra       such as `filter: bloom 91 % dropped`; empty when there is nothing to say
    record Measured(long rows, long batches, long bytes, long wallNanos, long cpuNanos, long memoryBytes, String extra) {}
}
