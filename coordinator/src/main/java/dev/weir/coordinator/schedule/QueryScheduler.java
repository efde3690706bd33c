package dev.weir.coordinator.schedule;

import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs a placed query, as a pure state machine: an event in, actions out. Does no I/O, reads no clock, and is used by one
/// thread at a time.
///
/// All tasks start together, since consumers wait for producers by themselves. The first failure decides the outcome; from
/// then on every worker is told to drop the query. The query is released when each worker's call has ended or the worker is
/// gone.
public final class QueryScheduler {
    private final Placement placement;
    private final Map<TaskId, TaskProgress> tasks = new LinkedHashMap<>();
    /// Workers whose call is open.
    private final Set<WorkerNode> open = new LinkedHashSet<>();
    private Phase phase = new Phase.Planned();

    /// How far a query is.
    public sealed interface Phase {
        record Planned() implements Phase {}

        record Running() implements Phase {}

        record Succeeded() implements Phase {}

        /// @param reason what the user is told
        record Failed(QueryException reason) implements Phase {}
    }

    public QueryScheduler(Placement placement) {
        this.placement = placement;
        for (List<TaskAssignment> stage : placement.stages().values()) {
            for (TaskAssignment task : stage) {
                tasks.put(task.id(), TaskProgress.planned(task));
            }
        }
    }

    public Phase phase() {
        return phase;
    }

    /// Whether nothing is left to be done or waited for.
    public boolean released() {
        return !(phase instanceof Phase.Planned) && !(phase instanceof Phase.Running) && open.isEmpty();
    }

    public Placement placement() {
        return placement;
    }

    /// All tasks, by stage and index.
    public List<TaskProgress> tasks() {
        return new ArrayList<>(tasks.values());
    }

    public List<Action> apply(Event event) {
        if (released()) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        switch (event) {
            case Event.Start _ -> start(actions);
            case Event.TaskReported reported -> reported(reported, actions);
            case Event.CallEnded(WorkerNode worker) -> ended(worker, actions);
            case Event.CallFailed(WorkerNode worker, QueryException cause) -> gone(worker, cause, actions);
            case Event.WorkerLost(WorkerNode worker, QueryException reason) -> {
                if (open.contains(worker)) {
                    gone(worker, reason, actions);
                }
            }
            case Event.Cancel(QueryException reason) -> fail(reason, actions);
            case Event.PatienceEnded _ -> {
                if (phase instanceof Phase.Failed) {
                    for (WorkerNode worker : open) {
                        actions.add(new Action.BreakCall(worker));
                    }
                }
            }
        }
        if (released()) {
            actions.add(new Action.Release());
        }
        return actions;
    }

    private void start(List<Action> actions) {
        if (!(phase instanceof Phase.Planned)) {
            return;
        }
        phase = new Phase.Running();
        placement.byWorker().forEach((worker, assigned) -> {
            open.add(worker);
            actions.add(new Action.StartTasks(worker, assigned));
            for (TaskAssignment task : assigned) {
                tasks.computeIfPresent(task.id(), (_, progress) -> progress.in(TaskState.RUNNING));
            }
        });
    }

    private void reported(Event.TaskReported report, List<Action> actions) {
        TaskProgress known = tasks.get(report.task());
        if (known == null || known.state().ended()) {
            return;
        }
        tasks.put(report.task(), known.reported(report));
        if (report.state() == TaskState.FAILED || report.state() == TaskState.CANCELLED) {
            fail(report.failure() == null ? new QueryException(ErrorCode.INTERNAL, "Task ended without a reason: " + report.task()) : report.failure(), actions);
        }
    }

    private void ended(WorkerNode worker, List<Action> actions) {
        if (!open.contains(worker)) {
            return;
        }
        boolean all = true;
        for (TaskProgress task : tasks.values()) {
            all &= !task.assignment().worker().equals(worker) || task.state() == TaskState.FINISHED;
        }
        if (!all) {
            fail(new QueryException(ErrorCode.INTERNAL, "Worker ended its tasks without a report: " + worker), actions);
        }
        open.remove(worker);
        if (open.isEmpty() && phase instanceof Phase.Running) {
            phase = new Phase.Succeeded();
            actions.add(new Action.ReportSuccess());
        }
    }

    private void gone(WorkerNode worker, QueryException cause, List<Action> actions) {
        if (!open.remove(worker)) {
            return;
        }
        fail(located(worker, cause), actions);
        for (TaskProgress task : tasks()) {
            if (task.assignment().worker().equals(worker) && !task.state().ended()) {
                tasks.put(task.assignment().id(), task.in(TaskState.FAILED));
            }
        }
    }

    /// Names the stages that a lost worker was running.
    private QueryException located(WorkerNode worker, QueryException cause) {
        if (cause.code() != ErrorCode.WORKER_LOST) {
            return cause;
        }
        Set<Integer> stages = new LinkedHashSet<>();
        for (TaskProgress task : tasks.values()) {
            if (task.assignment().worker().equals(worker) && task.state() == TaskState.RUNNING) {
                stages.add(task.assignment().id().stage());
            }
        }
        QueryException located = cause;
        for (int stage : stages) {
            located = located.with("stage " + stage + " of domain " + worker.domain());
        }
        return located;
    }

    private void fail(QueryException reason, List<Action> actions) {
        if (phase instanceof Phase.Failed || phase instanceof Phase.Succeeded) {
            return;
        }
        phase = new Phase.Failed(reason);
        actions.add(new Action.ReportFailure(reason));
        for (WorkerNode worker : open) {
            actions.add(new Action.CancelTasks(worker, reason));
        }
        if (!open.isEmpty()) {
            actions.add(new Action.StartPatience());
        }
    }
}
