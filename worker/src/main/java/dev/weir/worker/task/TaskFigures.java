package dev.weir.worker.task;

import dev.weir.exec.metrics.TaskMetrics;

/// What a task did so far.
///
/// @param sentRows  into its output
/// @param sentBytes as they lay in memory
public record TaskFigures(TaskMetrics metrics, long sentRows, long sentBytes) {}
