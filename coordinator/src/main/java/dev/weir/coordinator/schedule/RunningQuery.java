package dev.weir.coordinator.schedule;

import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.exec.plan.wire.MetricsCodec;
import dev.weir.exec.type.ClientTypes;
import dev.weir.proto.v1.SessionMessage;
import dev.weir.proto.v1.TaskStatusMessage;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives a {@link QueryScheduler}: turns what calls and clocks say into events and does what the actions ask for. Events
/// that come while another is being handled wait for their turn; no lock is held during I/O.
public final class RunningQuery {
    private static final Logger LOG = LoggerFactory.getLogger(RunningQuery.class);
    private static final long PATIENCE_MILLIS = 500;

    private final QueryScheduler scheduler;
    private final OrderEncoder orders;
    private final String zone;
    private final WorkerCalls calls;
    private final ScheduledExecutorService clock;
    private final Map<WorkerNode, WorkerCalls.Call> open = new HashMap<>();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final CompletableFuture<Void> outcome = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private boolean handling;

    RunningQuery(Placement placement, SessionMessage session, String coordinator, long memoryLimit, WorkerCalls calls, ScheduledExecutorService clock) {
        this.scheduler = new QueryScheduler(placement);
        this.orders = new OrderEncoder(placement, session, coordinator, memoryLimit);
        this.zone = session.getZone().isEmpty() ? "UTC" : session.getZone();
        this.calls = calls;
        this.clock = clock;
    }

    public String id() {
        return scheduler.placement().query();
    }

    public Placement placement() {
        return scheduler.placement();
    }

    /// Completes when all rows were made and read; exceptionally with the QueryException that ended the query.
    public CompletableFuture<Void> outcome() {
        return outcome;
    }

    /// Completes when no live worker holds anything of the query.
    public CompletableFuture<Void> released() {
        return released;
    }

    /// The tasks with what was last heard of each.
    public List<TaskProgress> tasks() {
        synchronized (scheduler) {
            return scheduler.tasks();
        }
    }

    /// Ends the query everywhere; the first reason counts.
    public void cancel(QueryException reason) {
        handle(new Event.Cancel(reason));
    }

    /// Opens the result; once.
    public ResultStream result() {
        TaskAssignment root = scheduler.placement().root();
        return new CheckedResult(calls.result(root.worker(), root.id(), orders.exchangeKey(), schema(root.fragment().root())));
    }

    private Schema schema(PhysicalPlan plan) {
        if (plan instanceof PhysicalPlan.ClientOutput output) {
            return ClientTypes.schema(output.names(), output.types(), ZoneId.of(zone));
        }
        throw new QueryException(ErrorCode.INTERNAL, "The last stage makes no rows for clients");
    }

    void start() {
        handle(new Event.Start());
    }

    void lost(WorkerNode worker, QueryException reason) {
        handle(new Event.WorkerLost(worker, reason));
    }

    private void handle(Event event) {
        synchronized (events) {
            events.add(event);
            if (handling) {
                return;
            }
            handling = true;
        }
        while (true) {
            Event next;
            synchronized (events) {
                next = events.poll();
                if (next == null) {
                    handling = false;
                    return;
                }
            }
            List<Action> actions;
            synchronized (scheduler) {
                actions = scheduler.apply(next);
            }
            for (Action action : actions) {
                try {
                    perform(action);
                } catch (RuntimeException failure) {
                    // The others must still be done: they may be what ends tasks elsewhere.
                    LOG.warn("Query {} could not do {}", id(), action, failure);
                }
            }
        }
    }

    private void perform(Action action) {
        switch (action) {
            case Action.StartTasks(WorkerNode worker, List<TaskAssignment> tasks) -> startTasks(worker, tasks);
            case Action.CancelTasks(WorkerNode worker, QueryException reason) -> calls.cancel(worker, id(), reason);
            case Action.BreakCall(WorkerNode worker) -> {
                WorkerCalls.Call call = open.get(worker);
                if (call != null) {
                    call.abort();
                }
            }
            case Action.StartPatience _ -> clock.schedule(() -> handle(new Event.PatienceEnded()), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            case Action.ReportFailure(QueryException failure) -> outcome.completeExceptionally(failure);
            case Action.ReportSuccess _ -> outcome.complete(null);
            case Action.Release _ -> released.complete(null);
        }
    }

    private void startTasks(WorkerNode worker, List<TaskAssignment> tasks) {
        try {
            open.put(worker, calls.execute(worker, orders.order(tasks), new WorkerCalls.Observer() {
                @Override
                public void reported(TaskStatusMessage status) {
                    handle(event(status));
                }

                @Override
                public void ended() {
                    handle(new Event.CallEnded(worker));
                }

                @Override
                public void failed(QueryException cause) {
                    handle(new Event.CallFailed(worker, cause));
                }
            }));
        } catch (RuntimeException failure) {
            handle(new Event.CallFailed(worker, WorkerErrors.of(failure, worker)));
        }
    }

    private static Event event(TaskStatusMessage status) {
        TaskState state = switch (status.getState()) {
            case TASK_STATE_RUNNING -> TaskState.RUNNING;
            case TASK_STATE_FINISHED -> TaskState.FINISHED;
            case TASK_STATE_CANCELLED -> TaskState.CANCELLED;
            case TASK_STATE_FAILED, TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> TaskState.FAILED;
        };
        return new Event.TaskReported(
                OrderEncoder.decode(status.getId()), state, status.hasError() ? ErrorCodec.decode(status.getError()) : null,
                status.hasMetrics() ? MetricsCodec.decode(status.getMetrics()) : null, status.getMetrics().getSentRows(), status.getMetrics().getSentBytes());
    }

    /// Tells why the query failed rather than how its result broke off.
    private final class CheckedResult implements ResultStream {
        private static final long VERDICT_MILLIS = 1_000;
        private static final long REPORTS_MILLIS = 50;

        private final ResultStream stream;

        /// A query that fails before its root task runs would leave the reader waiting for a stream that never begins.
        private CheckedResult(ResultStream stream) {
            this.stream = stream;
            outcome.whenComplete((_, failure) -> {
                if (failure != null) {
                    stream.close();
                }
            });
        }

        @Override
        public Schema schema() {
            try {
                return stream.schema();
            } catch (QueryException broken) {
                throw verdict(broken);
            }
        }

        @Override
        public ResultBatch next() {
            ResultBatch batch;
            try {
                batch = stream.next();
            } catch (QueryException broken) {
                throw verdict(broken);
            }
            if (batch == null) {
                awaitReports();
            }
            return batch;
        }

        /// Lets the last figures of all tasks arrive before the reader asks for them. Not for long: what a satisfied LIMIT
        /// has left unread may take its time to end.
        private void awaitReports() {
            try {
                outcome.get(REPORTS_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException complete) {
                LOG.debug("Query {} has its result, its tasks have not all ended well", id(), complete);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            stream.close();
        }

        /// A broken stream and the report of its cause race each other.
        private QueryException verdict(QueryException broken) {
            try {
                outcome.get(VERDICT_MILLIS, TimeUnit.MILLISECONDS);
                return broken;
            } catch (ExecutionException failed) {
                return QueryException.wrap(failed);
            } catch (TimeoutException undecided) {
                cancel(broken);
                return broken;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return new QueryException(ErrorCode.QUERY_CANCELLED, "Interrupted", interrupted);
            }
        }
    }
}
