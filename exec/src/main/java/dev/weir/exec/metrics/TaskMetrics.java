package dev.weir.exec.metrics;

import java.util.ArrayList;
import java.util.List;

/// What a task did so far, or in all once it is done.
///
/// @param operators  a plan node each, in preorder: `operators.get(i).node() == i`
/// @param wallNanos  since the task was started
/// @param cpuNanos   of all threads
/// @param peakMemory of the task's allocator
public record TaskMetrics(List<OperatorMetrics> operators, long wallNanos, long cpuNanos, long peakMemory) {
    public TaskMetrics {
        operators = List.copyOf(operators);
    }

    /// Adds up two tasks of one fragment.
    public TaskMetrics plus(TaskMetrics other) {
        List<OperatorMetrics> sum = new ArrayList<>(operators.size());
        for (int i = 0; i < operators.size(); i++) {
            sum.add(operators.get(i).plus(other.operators.get(i)));
        }
        return new TaskMetrics(sum, Math.max(wallNanos, other.wallNanos), cpuNanos + other.cpuNanos, peakMemory + other.peakMemory);
    }
}
