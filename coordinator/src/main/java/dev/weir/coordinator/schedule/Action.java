package dev.weir.coordinator.schedule;

import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.QueryException;
import java.util.List;

/// What the scheduler wants done.
public sealed interface Action {
    /// Orders tasks from a worker, in one call that stays open.
    record StartTasks(WorkerNode worker, List<TaskAssignment> tasks) implements Action {}

    /// Drops everything of the query at a worker.
    record CancelTasks(WorkerNode worker, QueryException reason) implements Action {}

    /// Breaks the call to a worker that does not answer a cancel.
    record BreakCall(WorkerNode worker) implements Action {}

    /// Wants {@link Event.PatienceEnded} after a second.
    record StartPatience() implements Action {}

    /// The query has failed, or was cancelled; there is no result. Comes once, at once.
    record ReportFailure(QueryException failure) implements Action {}

    /// All rows were made and read. Comes once, unless the query failed.
    record ReportSuccess() implements Action {}

    /// Nothing of the query is left on any worker that lives. Comes last, after success or failure.
    record Release() implements Action {}
}
