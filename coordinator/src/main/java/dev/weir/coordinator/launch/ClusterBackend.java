package dev.weir.coordinator.launch;

import dev.weir.coordinator.catalog.MeshCatalog;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.query.QueryBackend;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.coordinator.query.ScanContract;
import dev.weir.coordinator.query.SystemTables;
import dev.weir.coordinator.schedule.ContractCalls;
import dev.weir.coordinator.schedule.Scheduler;
import dev.weir.coordinator.schedule.TaskProgress;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.TaskId;
import dev.weir.proto.v1.SessionMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

/// Runs stages on the workers of a cluster.
final class ClusterBackend implements QueryBackend {
    private static final long REPORTS_MILLIS = 1_000;

    private final Scheduler scheduler;
    private final MeshCatalog catalog;
    private final ContractCalls contracts;
    private final ToLongFunction<String> memory;

    /// @param memory bytes for queries of the worker of a domain that has least; 0 when there is none
    ClusterBackend(Scheduler scheduler, MeshCatalog catalog, ContractCalls contracts, ToLongFunction<String> memory) {
        this.memory = memory;
        this.contracts = contracts;
        this.scheduler = scheduler;
        this.catalog = catalog;
    }

    @Override
    public QueryBackend.RunningQuery start(Request request) {
        SessionMessage session = SessionMessage.newBuilder()
                .setUser(request.user()).setZone(request.zone().getId()).setStartMicros(request.start()).build();
        return new Running(scheduler.start(request.id(), request.plan(), catalog.snapshot(), session, request.memory()));
    }

    @Override
    public Map<TableName, ScanContract> contracts(String user, Map<TableName, Set<String>> tables, Set<TableName> announcedGoverned) {
        return contracts.ask(user, tables, announcedGoverned);
    }

    @Override
    public long capacity(String pool) {
        return memory.applyAsLong(pool);
    }

    /// The tasks of the queries that run.
    List<SystemTables.Task> tasks() {
        List<SystemTables.Task> all = new ArrayList<>();
        for (dev.weir.coordinator.schedule.RunningQuery query : scheduler.queries()) {
            for (TaskProgress task : query.tasks()) {
                TaskId id = task.assignment().id();
                all.add(new SystemTables.Task(id.query(), id.stage(), id.task(), id.attempt(), task.assignment().worker().domain(),
                        task.assignment().worker().id(), task.state().name(), task.sentRows(), task.sentBytes()));
            }
        }
        return all;
    }

    private static final class Running implements QueryBackend.RunningQuery {
        private final dev.weir.coordinator.schedule.RunningQuery query;
        private final ResultStream rows;
        private volatile QueryException cancelled;

        Running(dev.weir.coordinator.schedule.RunningQuery query) {
            this.query = query;
            this.rows = query.result();
        }

        @Override
        public ResultBatch next() {
            try {
                return rows.next();
            } catch (QueryException e) {
                throw cancelled == null ? e : cancelled;
            }
        }

        @Override
        public void cancel(QueryException reason) {
            cancelled = reason;
            query.cancel(reason);
            rows.close();
        }

        @Override
        public Progress progress() {
            int done = 0;
            long read = 0;
            long bytes = 0;
            long total = 0;
            List<TaskProgress> tasks = query.tasks();
            for (TaskProgress task : tasks) {
                done += task.state().ended() ? 1 : 0;
                if (task.metrics() != null) {
                    for (OperatorMetrics operator : task.metrics().operators()) {
                        if (operator.name().startsWith("Scan")) {
                            read += operator.rowsOut();
                            bytes += operator.bytesOut();
                        }
                    }
                }
                for (List<Split> splits : task.assignment().splits().values()) {
                    for (Split split : splits) {
                        total += split.rows();
                    }
                }
            }
            return new Progress(done, tasks.size(), read, total, bytes);
        }

        @Override
        public Map<String, Long> memory() {
            Map<WorkerNode, Long> processes = new HashMap<>();
            for (TaskProgress task : query.tasks()) {
                if (task.metrics() != null) {
                    processes.merge(task.assignment().worker(), task.metrics().peakMemory(), Long::sum);
                }
            }
            Map<String, Long> most = new HashMap<>();
            processes.forEach((worker, bytes) -> most.merge(worker.domain(), bytes, Math::max));
            return most;
        }

        @Override
        public Map<Integer, TaskMetrics> metrics() {
            try {
                // The last reports come a moment after the last row.
                query.outcome().get(REPORTS_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException unfinished) {
                // What is known by then has to do: a satisfied LIMIT leaves tasks that end later.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Map<Integer, TaskMetrics> stages = new HashMap<>();
            for (TaskProgress task : query.tasks()) {
                if (task.metrics() != null) {
                    stages.merge(task.assignment().id().stage(), task.metrics(), TaskMetrics::plus);
                }
            }
            return stages;
        }

        @Override
        public void close() {
            rows.close();
            if (!query.outcome().isDone()) {
                query.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "The query has ended"));
            }
        }
    }
}
