/// Cuts a fragment into pipelines and drives them: morsels, quanta, cancellation.
///
/// Read {@link dev.weir.exec.pipeline.TaskContext} first.
package dev.weir.exec.pipeline;
