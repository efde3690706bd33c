/// Tasks: verified, resolved for their user, run, reported, cleaned up; no transport.
///
/// Read {@link dev.weir.worker.task.TaskOrder} and {@link dev.weir.worker.task.TaskSpec} (what is ordered),
/// {@link dev.weir.worker.task.PlanVerifier} (what is refused), {@link dev.weir.worker.task.WorkerTasks}, `QueryTasks` and
/// `RunningTask`. Must not import `control`.
package dev.weir.worker.task;
