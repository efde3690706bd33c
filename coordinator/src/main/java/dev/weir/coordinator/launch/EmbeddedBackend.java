package dev.weir.coordinator.launch;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.query.QueryBackend;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ScanContract;
import dev.weir.coordinator.query.SystemTable;
import dev.weir.coordinator.query.SystemTables;
import dev.weir.coordinator.schedule.FilterRoutes;
import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.operator.output.ClientBatches;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.plan.wire.PlanCodec;
import dev.weir.exec.type.ClientTypes;
import dev.weir.worker.catalog.DataFile;
import dev.weir.worker.catalog.PublishedTable;
import dev.weir.worker.exchange.Exchange;
import dev.weir.worker.exchange.Peers;
import dev.weir.worker.task.Session;
import dev.weir.worker.task.TaskFigures;
import dev.weir.worker.task.TaskListener;
import dev.weir.worker.task.TaskOrder;
import dev.weir.worker.task.TaskSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.pojo.Schema;

/// Runs all stages in this process: one task a stage, on the worker of its domain; rows change hands without the network.
final class EmbeddedBackend implements QueryBackend {
    private static final String COORDINATOR = "embedded";
    private static final long REPORTS_MILLIS = 1_000;
    /// Sends every fragment through the codec, as if to another process: `-Dweir.test.wire=true`.
    private static final boolean WIRE = Boolean.getBoolean("weir.test.wire");

    private final Map<String, EmbeddedWorker> workers;
    private final long memory;

    /// @param memory bytes of all queries
    EmbeddedBackend(Map<String, EmbeddedWorker> workers, long memory) {
        this.memory = memory;
        this.workers = workers;
    }

    @Override
    public RunningQuery start(Request request) {
        Running query = new Running(request);
        try {
            query.start();
            return query;
        } catch (RuntimeException e) {
            query.cancel(QueryException.wrap(e));
            query.close();
            throw e;
        }
    }

    @Override
    public Map<TableName, ScanContract> contracts(String user, Map<TableName, Set<String>> tables, Set<TableName> announcedGoverned) {
        Map<TableName, ScanContract> contracts = new HashMap<>();
        tables.forEach((table, columns) -> {
            EmbeddedWorker worker = workers.get(table.domain());
            if (worker != null) {
                contracts.put(table, told(worker.tasks().contract(worker.tasks().policy(), user, table, List.copyOf(columns))));
            }
        });
        return contracts;
    }

    private static ScanContract told(dev.weir.worker.policy.ScanContract contract) {
        return switch (contract) {
            case dev.weir.worker.policy.ScanContract.Open _ -> new ScanContract.Open();
            case dev.weir.worker.policy.ScanContract.Refused refused -> new ScanContract.Refused(refused.reason());
            case dev.weir.worker.policy.ScanContract.Governed governed -> {
                Map<String, String> masks = new HashMap<>();
                governed.masks().forEach(mask -> masks.put(mask.column(), mask.kind()));
                yield new ScanContract.Governed(governed.policies(), masks);
            }
        };
    }

    /// All domains are in this process.
    @Override
    public String pool(String domain) {
        return COORDINATOR;
    }

    @Override
    public long capacity(String pool) {
        return memory;
    }

    List<SystemTables.Task> tasks() {
        return List.of();
    }

    private EmbeddedWorker worker(Site site) {
        return switch (site) {
            case Site.Domain domain -> workers.get(domain.name());
            case Site.Coordinator _ -> workers.get(SystemTable.DOMAIN);
        };
    }

    private final class Running implements RunningQuery, TaskListener {
        private final Request request;
        private final Schema schema;
        private final Map<TaskId, TaskFigures> figures = new ConcurrentHashMap<>();
        private final Map<TaskId, State> states = new ConcurrentHashMap<>();
        private final List<EmbeddedWorker> used = new ArrayList<>();
        private CountDownLatch open = new CountDownLatch(0);
        private ExchangeSource output;
        private long totalRows;
        private volatile QueryException failure;

        Running(Request request) {
            this.request = request;
            this.schema = ClientTypes.schema(request.plan().names(), request.plan().types(), request.zone());
        }

        void start() {
            Map<EmbeddedWorker, List<TaskSpec>> orders = new LinkedHashMap<>();
            FilterRoutes routes = new FilterRoutes(
                    request.plan().filters(), stage -> List.of(id(request.plan().fragment(stage))), task -> worker(request.plan().fragment(task.stage()).site()));
            for (Fragment fragment : request.plan().fragments()) {
                EmbeddedWorker worker = worker(fragment.site());
                if (worker == null) {
                    throw new QueryException(ErrorCode.DOMAIN_UNAVAILABLE, "No such domain here: " + fragment.site());
                }
                orders.computeIfAbsent(worker, _ -> new ArrayList<>()).add(task(fragment, routes.of(id(fragment))));
            }
            Session session = new Session(request.user(), request.zone(), request.start());
            open = new CountDownLatch(orders.size());
            for (Map.Entry<EmbeddedWorker, List<TaskSpec>> order : orders.entrySet()) {
                used.add(order.getKey());
                order.getKey().tasks().execute(new TaskOrder(request.id(), session, COORDINATOR, order.getValue(), request.memory(), ByteString.EMPTY), this);
            }
            Fragment root = request.plan().root();
            output = worker(root.site()).exchange().open(List.of(location(root)), 0, ByteString.EMPTY, root.root().types(), request.allocator());
        }

        private TaskSpec task(Fragment fragment, FilterRoutes.OfTask filters) {
            Map<Integer, List<Split>> splits = new HashMap<>();
            collectSplits(fragment.root(), worker(fragment.site()), splits);
            Map<Integer, List<Exchange.Location>> inputs = new HashMap<>();
            for (Fragment producer : request.plan().fragments()) {
                if (fragment.inputs().contains(producer.stage())) {
                    inputs.put(producer.stage(), List.of(location(producer)));
                }
            }
            List<TaskSpec.FilterOutput> outputs = new ArrayList<>();
            filters.made().forEach(made -> outputs.add(new TaskSpec.FilterOutput(made.filter(), made.consumers(), made.parts())));
            List<TaskSpec.FilterInput> reads = new ArrayList<>();
            filters.read().forEach((filter, parts) -> reads.add(new TaskSpec.FilterInput(filter, parts.stream()
                    .map(part -> new TaskSpec.FilterPart(location(request.plan().fragment(part.producer().stage())), part.partition())).toList())));
            return new TaskSpec(id(fragment), WIRE ? PlanCodec.decode(PlanCodec.encode(fragment)) : fragment, splits, 1, inputs, outputs, reads);
        }

        private void collectSplits(PhysicalPlan plan, EmbeddedWorker worker, Map<Integer, List<Split>> splits) {
            if (plan instanceof PhysicalPlan.Scan scan) {
                List<Split> files = new ArrayList<>();
                if (!worker.domain().equals(SystemTable.DOMAIN)) {
                    PublishedTable table = worker.table(scan.table()).map(PublishedTable::announced).orElseThrow(() ->
                            new QueryException(ErrorCode.FILE_CHANGED, "Table has changed since the query was planned: " + scan.table()));
                    for (DataFile file : table.files()) {
                        files.add(new Split(file.path(), file.length(), file.modifiedMillis(), file.footerHash(), 0, file.rowGroups().size(), file.rows()));
                        totalRows += file.rows();
                    }
                }
                splits.put(scan.id(), files);
            }
            for (PhysicalPlan child : plan.children()) {
                collectSplits(child, worker, splits);
            }
        }

        private TaskId id(Fragment fragment) {
            return new TaskId(request.id(), fragment.stage(), 0, 0);
        }

        private Exchange.Location location(Fragment fragment) {
            EmbeddedWorker worker = worker(fragment.site());
            return new Exchange.Location(id(fragment), new Peers.Address("in-process", 0), worker.domain(), worker.id());
        }

        @Override
        public ResultBatch next() {
            ExchangeSource.Stream stream = output.streams().getFirst();
            try {
                while (true) {
                    if (failure != null) {
                        throw failure;
                    }
                    Batch batch = stream.poll();
                    if (batch != null) {
                        try (batch) {
                            return new ResultBatch.Vectors(ClientBatches.toClient(batch, schema, request.allocator()));
                        }
                    }
                    if (stream.finished()) {
                        return null;
                    }
                    stream.available().get();
                }
            } catch (QueryException e) {
                throw failure == null ? e : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QueryException(ErrorCode.QUERY_CANCELLED, "The query was interrupted", e);
            } catch (ExecutionException e) {
                throw failure == null ? QueryException.wrap(e) : failure;
            }
        }

        @Override
        public void changed(TaskId task, State state, QueryException reason, TaskFigures now) {
            states.put(task, state);
            if (now != null) {
                figures.put(task, now);
            }
            if (state == State.FAILED && reason != null) {
                cancel(reason);
            }
        }

        @Override
        public void ended() {
            open.countDown();
        }

        @Override
        public void cancel(QueryException reason) {
            synchronized (this) {
                if (failure == null) {
                    failure = reason;
                }
            }
            for (EmbeddedWorker worker : List.copyOf(used)) {
                worker.tasks().cancel(request.id(), reason);
            }
        }

        @Override
        public Progress progress() {
            long rows = 0;
            long bytes = 0;
            for (TaskFigures one : figures.values()) {
                for (OperatorMetrics operator : one.metrics().operators()) {
                    if (operator.name().startsWith("Scan")) {
                        rows += operator.rowsOut();
                        bytes += operator.bytesOut();
                    }
                }
            }
            int done = (int) states.values().stream().filter(State::ended).count();
            return new Progress(done, request.plan().fragments().size(), rows, totalRows, bytes);
        }

        @Override
        public Map<String, Long> memory() {
            long sum = 0;
            for (TaskFigures one : figures.values()) {
                sum += one.metrics().peakMemory();
            }
            return sum == 0 ? Map.of() : Map.of(COORDINATOR, sum);
        }

        @Override
        public Map<Integer, TaskMetrics> metrics() {
            try {
                // The last reports come a moment after the last row.
                open.await(REPORTS_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Map<Integer, TaskMetrics> stages = new HashMap<>();
            figures.forEach((task, one) -> stages.merge(task.stage(), one.metrics(), TaskMetrics::plus));
            return stages;
        }

        @Override
        public void close() {
            boolean running;
            synchronized (this) {
                running = failure == null;
            }
            if (output != null) {
                output.close();
            }
            if (running) {
                QueryException reason = new QueryException(ErrorCode.QUERY_CANCELLED, "The query has ended");
                for (EmbeddedWorker worker : used) {
                    worker.tasks().cancel(request.id(), reason);
                }
            }
        }
    }
}
