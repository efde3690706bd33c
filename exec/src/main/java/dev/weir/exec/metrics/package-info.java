/// What running a plan cost, for EXPLAIN ANALYZE, progress and the console.
///
/// Read {@link dev.weir.exec.metrics.StageMetrics} (counted by one thread), then {@link dev.weir.exec.metrics.MetricsCollector}
/// (adds them up) and {@link dev.weir.exec.metrics.TaskMetrics} (the answer, by plan node). Imports nothing of ours.
package dev.weir.exec.metrics;
