package dev.weir.worker.task;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.type.SqlType;
import dev.weir.worker.exchange.GovernedMark;
import dev.weir.worker.exchange.OutputBuffer;
import dev.weir.worker.exchange.StreamFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// One task of this process: its execution and what it has made.
final class RunningTask {
    private final TaskId id;
    private final OutputBuffer output;
    private final StreamFormat format;
    private final GovernedFigures governed;
    private final GovernedMark mark = new GovernedMark();
    private final TaskListener listener;
    private final String where;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private TaskListener.State state = TaskListener.State.RUNNING;
    private QueryException failure;
    private TaskExecution execution;
    private FilterOutputs filterOutputs;
    private FilterInputs filterInputs;
    private QueryException cancelled;

    /// @param consumers   tasks that read the output
    /// @param outputBytes that each consumer's queue may hold
    /// @param types       of the columns that it makes
    /// @param where       for failures: `stage 2 of domain sales`
    RunningTask(TaskId id, int consumers, long outputBytes, StreamFormat format, List<SqlType> types, GovernedFigures governed, TaskListener listener, String where) {
        this.governed = governed;
        this.id = id;
        this.output = new OutputBuffer(consumers, outputBytes, this::located, mark, types);
        this.format = format;
        this.listener = listener;
        this.where = where;
        if (governed.any()) {
            mark.setAsRead();
        }
    }

    /// Set as soon as the task handles rows of a governed scan, its own or another stage's.
    GovernedMark mark() {
        return mark;
    }

    TaskId id() {
        return id;
    }

    OutputBuffer output() {
        return output;
    }

    StreamFormat format() {
        return format;
    }

    /// Completes when the task does nothing any more and its output is consumed or dropped.
    CompletableFuture<Void> ended() {
        return ended;
    }

    /// Takes in charge the runtime filters that it makes.
    synchronized void exchange(FilterOutputs filters) {
        filterOutputs = filters;
    }

    /// Takes in charge the runtime filters that come to it.
    synchronized void exchange(FilterInputs filters) {
        filterInputs = filters;
    }

    /// Forgets the runtime filters that it made; after the end of the query here.
    void removeFilters() {
        FilterOutputs outputs = filterOutputs();
        if (outputs != null) {
            outputs.remove();
        }
    }

    /// Takes the execution in charge; a cancel that came before it applies at once.
    void run(TaskExecution started) {
        QueryException early;
        synchronized (this) {
            execution = started;
            early = cancelled;
        }
        if (early != null) {
            started.cancel(early);
        }
        started.done().whenComplete((_, cause) -> finish(cause));
    }

    /// Ends a task whose execution could not be started.
    void failed(Throwable cause) {
        finish(cause);
    }

    void cancel(QueryException reason) {
        TaskExecution running;
        synchronized (this) {
            if (cancelled == null) {
                cancelled = reason;
            }
            running = execution;
        }
        if (running != null) {
            running.cancel(reason);
        }
        endFilters();
        output.drop(reason);
    }

    /// Nobody has a use for its filters any more, nor it for others'.
    private void endFilters() {
        FilterOutputs made = filterOutputs();
        FilterInputs taken;
        synchronized (this) {
            taken = filterInputs;
        }
        if (taken != null) {
            taken.close();
        }
        if (made != null) {
            made.close();
        }
    }

    /// Tells the listener how far the task is.
    void report() {
        TaskFigures figures = figures();
        if (figures == null) {
            return;
        }
        synchronized (listener) {
            TaskListener.State now;
            QueryException why;
            synchronized (this) {
                now = state;
                why = failure;
            }
            listener.changed(id, now, why, figures);
        }
    }

    boolean running() {
        synchronized (this) {
            return state == TaskListener.State.RUNNING;
        }
    }

    private synchronized FilterOutputs filterOutputs() {
        return filterOutputs;
    }

    private TaskFigures figures() {
        TaskExecution started;
        FilterInputs taken;
        synchronized (this) {
            started = execution;
            taken = filterInputs;
        }
        FilterOutputs made = filterOutputs();
        long sent = output.bytes() + (made == null ? 0 : made.bytes());
        if (started == null) {
            return null;
        }
        TaskMetrics metrics = taken == null ? started.metrics() : taken.measured(started.metrics());
        return new TaskFigures(governed.redact(metrics, mark.isAsRead()), output.rows(), mark.isAsRead() ? 0 : sent);
    }

    private void finish(Throwable cause) {
        QueryException coded = cause == null ? null : located(QueryException.wrap(cause));
        synchronized (this) {
            failure = coded;
            state = coded == null ? TaskListener.State.FINISHED
                    : cancelled != null && coded.code() == ErrorCode.QUERY_CANCELLED ? TaskListener.State.CANCELLED : TaskListener.State.FAILED;
        }
        if (coded == null) {
            output.finish();
        } else {
            output.drop(coded);
        }
        endFilters();
        TaskFigures figures = figures();
        synchronized (listener) {
            listener.changed(id, state, coded, figures);
        }
        output.drained().whenComplete((_, _) -> ended.complete(null));
    }

    /// Names stage and domain once, where the failure happened, and takes out what may not be told of governed rows.
    private QueryException located(QueryException coded) {
        for (String context : coded.context()) {
            if (context.startsWith("stage ")) {
                return coded;
            }
        }
        return (mark.isSet() ? coded.withoutValue() : coded).with(where);
    }
}
