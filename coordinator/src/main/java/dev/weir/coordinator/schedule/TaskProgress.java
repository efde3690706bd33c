package dev.weir.coordinator.schedule;

import dev.weir.exec.metrics.TaskMetrics;

/// A task and what its worker last said of it.
///
/// @param metrics  null before the first report
/// @param sentRows into its output, so far
public record TaskProgress(TaskAssignment assignment, TaskState state, TaskMetrics metrics, long sentRows, long sentBytes) {
    static TaskProgress planned(TaskAssignment assignment) {
        return new TaskProgress(assignment, TaskState.PLANNED, null, 0, 0);
    }

    TaskProgress in(TaskState next) {
        return new TaskProgress(assignment, next, metrics, sentRows, sentBytes);
    }

    TaskProgress reported(Event.TaskReported report) {
        boolean told = report.metrics() != null;
        return new TaskProgress(
                assignment, report.state(), told ? report.metrics() : metrics, told ? report.sentRows() : sentRows, told ? report.sentBytes() : sentBytes);
    }
}
