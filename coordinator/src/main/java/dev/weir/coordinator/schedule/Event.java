package dev.weir.coordinator.schedule;

import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.plan.TaskId;

/// What happens to a query that runs.
public sealed interface Event {
    record Start() implements Event {}

    /// A worker reports a task.
    ///
    /// @param failure null unless FAILED or CANCELLED
    /// @param metrics null when not told
    record TaskReported(TaskId task, TaskState state, QueryException failure, TaskMetrics metrics, long sentRows, long sentBytes) implements Event {}

    /// The call that runs a worker's tasks ended well: nothing of the query is left there.
    record CallEnded(WorkerNode worker) implements Event {}

    /// The call could not be made or broke.
    record CallFailed(WorkerNode worker, QueryException cause) implements Event {}

    record WorkerLost(WorkerNode worker, QueryException reason) implements Event {}

    /// The user, a timeout, or a client that has gone.
    record Cancel(QueryException reason) implements Event {}

    /// Workers had their time to end what was cancelled.
    record PatienceEnded() implements Event {}
}
