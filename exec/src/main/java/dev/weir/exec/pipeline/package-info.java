/// Cuts a fragment into pipelines and drives them: morsels, quanta, cancellation.
///
/// Read {@link dev.weir.exec.pipeline.TaskContext} (what a task is given), `PipelineBuilder` (plan to pipelines), `Pipeline`,
/// `Driver` (one thread's worth of one), {@link dev.weir.exec.pipeline.TaskExecution} (starts, ends and fails them) and
/// {@link dev.weir.exec.pipeline.WorkerPool} (threads) and `FairQueue` (whose turn it is). `NodeOperators` alone knows the classes of joins, sorts and
/// exchanges. Must not import formats beyond `formats.memory`.
package dev.weir.exec.pipeline;
