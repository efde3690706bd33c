package dev.weir.worker.task;

import com.google.protobuf.ByteString;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.memory.QueryMemory;
import dev.weir.exec.memory.SpillSpace;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.operator.scan.TableSource;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.type.SqlType;
import dev.weir.worker.exchange.Exchange;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.exchange.RecentQueries;
import dev.weir.worker.exchange.StreamFormat;
import dev.weir.worker.policy.AccessResolver;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.policy.PolicyVersion;
import dev.weir.worker.policy.ScanContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;

/// Runs the tasks that coordinators order: verifies, resolves what the user may see, starts, reports, cleans up. Knows no
/// transport.
public final class WorkerTasks implements AutoCloseable {
    private static final long PROGRESS_MILLIS = 500;
    private static final long LEAST_OUTPUT_BYTES = 512 << 10;
    private static final long MOST_OUTPUT_BYTES = 64L << 20;
    private static final long CLOSE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final WorkerSettings settings;
    private final TableSource tables;
    private final PlanVerifier verifier;
    private final PolicySource policies;
    private final WorkerPool pool;
    private final BufferAllocator process;
    /// Null when queries have to do with memory.
    private final SpillSpace spill;
    private final OutputRegistry outputs;
    private final Exchange exchange;
    private final Map<String, QueryTasks> queries = new ConcurrentHashMap<>();
    private final RecentQueries cancelled = new RecentQueries(1024);
    private final Set<QueryMemory> closing = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("worker clock").factory());

    /// @param process allocator of the process, whose limit is the memory of all queries
    public WorkerTasks(
            WorkerSettings settings, TableSource tables, TableDirectory directory, PolicySource policies, WorkerPool pool,
            BufferAllocator process, OutputRegistry outputs, Exchange exchange) {
        this.settings = settings;
        this.tables = tables;
        this.verifier = new PlanVerifier(settings.domain(), directory);
        this.policies = policies;
        this.pool = pool;
        this.process = process;
        this.spill = settings.spillFolder() == null ? null : SpillSpace.below(settings.spillFolder(), settings.spillLimit());
        this.outputs = outputs;
        this.exchange = exchange;
        clock.scheduleWithFixedDelay(this::reportAll, PROGRESS_MILLIS, PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
    }

    public WorkerSettings settings() {
        return settings;
    }

    /// What a user may know of what governs a table for him.
    ///
    /// @param columns whose masks are told
    public ScanContract contract(PolicyVersion policy, String user, TableName table, List<String> columns) {
        return table.domain().equals(settings.domain()) ? ScanContract.of(policy, user, table, columns)
                : new ScanContract.Refused(PlanVerifier.refused("scan of another domain: " + table));
    }

    /// The policy that a query which starts now would be answered by.
    public PolicyVersion policy() {
        return policies.current();
    }

    /// Starts all tasks of an order, or none. Throws when one of them is refused.
    public void execute(TaskOrder order, TaskListener listener) {
        QueryTasks earlier = queries.get(order.query());
        PolicyVersion policy = earlier == null ? policies.current() : earlier.policy();
        AccessResolver access = new AccessResolver(policy, order.session().user());
        List<PhysicalPlan> plans = new ArrayList<>(order.tasks().size());
        for (TaskSpec task : order.tasks()) {
            verifier.verify(task);
            plans.add(access.resolve(task.fragment().root()));
        }
        if (access.scans() && !order.policyDigest().isEmpty() && !order.policyDigest().equals(policy.digest())) {
            throw otherPolicy();
        }
        QueryTasks query;
        List<RunningTask> running = new ArrayList<>();
        synchronized (queries) {
            if (cancelled.contains(order.query())) {
                throw new QueryException(ErrorCode.QUERY_CANCELLED, "Query was cancelled: " + order.query());
            }
            query = queries.computeIfAbsent(order.query(), _ -> new QueryTasks(order, memory(order), policy));
            if (!query.owns(order)) {
                throw PlanVerifier.refused("order for a query of somebody else");
            }
            if (access.scans() && !query.policy().digest().equals(policy.digest())) {
                throw otherPolicy();
            }
            for (int i = 0; i < plans.size(); i++) {
                TaskSpec task = order.tasks().get(i);
                String where = "stage " + task.id().stage() + " of domain " + settings.domain();
                running.add(new RunningTask(
                        task.id(), task.consumers(), outputBytes(task.consumers()), Formats.of(plans.get(i), order.session()), plans.get(i).types(),
                        new GovernedFigures(plans.get(i)), listener, where));
            }
            query.add(running);
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (RunningTask task : running) {
            ends.add(task.ended());
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).whenComplete((_, _) -> {
            synchronized (listener) {
                listener.ended();
            }
        });
        WorkerPool.Share share = pool.share(order.query());
        for (int i = 0; i < plans.size(); i++) {
            start(query, running.get(i), order.tasks().get(i), plans.get(i), order.session(), share);
        }
    }

    /// Ends everything of a query; a later order for it is refused. Answers whether there was anything.
    public boolean cancel(String name, QueryException reason) {
        QueryTasks query;
        synchronized (queries) {
            cancelled.add(name);
            query = queries.get(name);
        }
        outputs.drop(name, reason);
        if (query != null) {
            query.cancel(reason);
        }
        return query != null;
    }

    /// Ends the queries of a coordinator that is lost.
    public void cancelAllOf(String coordinator, QueryException reason) {
        for (QueryTasks query : queries.values()) {
            if (query.coordinator().equals(coordinator)) {
                cancel(query.query(), reason);
            }
        }
    }

    /// Queries that have anything here, sorted.
    public Set<String> queries() {
        return new TreeSet<>(queries.keySet());
    }

    /// Whether a reader that shows this key may have the streams of a task; not when the task is not here.
    public boolean admits(TaskId id, ByteString key) {
        QueryTasks query = queries.get(id.query());
        return query != null && query.admits(key);
    }

    /// How a task's rows look on the wire; null when the task is not here.
    public StreamFormat format(TaskId id) {
        QueryTasks query = queries.get(id.query());
        if (query != null && id.isFilter()) {
            return Formats.FILTERS;
        }
        RunningTask task = query == null ? null : query.task(id);
        return task == null ? null : task.format();
    }

    /// Whether nothing of any query is left here, not even memory.
    public boolean idle() {
        return queries.isEmpty() && closing.isEmpty();
    }

    @Override
    public void close() {
        QueryException reason = new QueryException(ErrorCode.WORKER_LOST, "Worker of domain " + settings.domain() + " is shutting down");
        for (String query : queries()) {
            cancel(query, reason);
        }
        long end = System.nanoTime() + CLOSE_PATIENCE_NANOS;
        while (!idle() && System.nanoTime() - end < 0) {
            try {
                // On the thread that closes the process: tasks end by themselves, and nobody signals the last one.
                Thread.sleep(5);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        clock.shutdownNow();
        closing.forEach(QueryMemory::close);
        if (spill != null) {
            spill.close();
        }
    }

    /// Many consumers get less each, so that a wide exchange does not hold more than a narrow one by orders.
    private long outputBytes(int consumers) {
        return Math.clamp(MOST_OUTPUT_BYTES / consumers, Math.min(LEAST_OUTPUT_BYTES, settings.outputBytes()), settings.outputBytes());
    }

    private QueryMemory memory(TaskOrder order) {
        return new QueryMemory(process, order.query(), order.memoryLimit() > 0 ? order.memoryLimit() : process.getLimit());
    }

    private QueryException otherPolicy() {
        return new QueryException(ErrorCode.POLICY_VERSION_MISMATCH, "The policy of domain " + settings.domain() + " has changed since the query was planned");
    }

    private void start(QueryTasks query, RunningTask task, TaskSpec spec, PhysicalPlan plan, Session session, WorkerPool.Share share) {
        List<ExchangeSource> inputs = new ArrayList<>();
        task.ended().whenComplete((_, _) -> end(query, task, inputs));
        try {
            outputs.add(task.id(), task.output());
            BufferAllocator allocator = query.memory().task("task " + spec.id().stage() + "." + spec.id().task());
            RuntimeFilters filters = new RuntimeFilters(FilterOutputs.parts(spec));
            task.exchange(FilterOutputs.open(spec, filters, outputs, allocator));
            task.exchange(FilterInputs.open(spec, plan, filters, exchange, query.exchangeKey(), allocator, share));
            Map<Integer, List<SqlType>> types = new HashMap<>();
            collectInputs(plan, types);
            TaskContext context = new TaskContext(
                    allocator,
                    new EvaluationContext(allocator, session.zone(), session.start(), session.user()),
                    tables,
                    spec.splits(),
                    stage -> {
                        ExchangeSource input = exchange.open(spec.inputs().get(stage), spec.id().task(), query.exchangeKey(), types.get(stage), allocator, task.mark());
                        synchronized (inputs) {
                            inputs.add(input);
                        }
                        return input;
                    },
                    task.output(),
                    settings.threads(),
                    filters,
                    query.memory().operators(allocator, spill, "stage " + spec.id().stage()));
            task.run(TaskExecution.start(plan, context, share));
        } catch (RuntimeException failure) {
            task.failed(failure);
        }
    }

    private void end(QueryTasks query, RunningTask task, List<ExchangeSource> inputs) {
        outputs.remove(task.id());
        synchronized (inputs) {
            inputs.forEach(ExchangeSource::close);
        }
        boolean last;
        synchronized (queries) {
            last = query.ended(task);
            if (last) {
                closing.add(query.memory());
                queries.remove(query.query(), query);
            }
        }
        if (last) {
            query.tasks().forEach(RunningTask::removeFilters);
            closeWhenUnused(query.memory(), 1);
        }
    }

    /// Batches that this query made may still be on their way out or in the hands of another task of this process.
    private void closeWhenUnused(QueryMemory memory, long delay) {
        if (memory.used() == 0) {
            memory.close();
            closing.remove(memory);
        } else if (!clock.isShutdown()) {
            try {
                clock.schedule(() -> closeWhenUnused(memory, Math.min(250, delay * 2)), delay, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.RejectedExecutionException shutdown) {
                // `close` looks at what is left.
            }
        }
    }

    private void reportAll() {
        for (QueryTasks query : queries.values()) {
            for (RunningTask task : query.tasks()) {
                if (task.running()) {
                    task.report();
                }
            }
        }
    }

    private static void collectInputs(PhysicalPlan plan, Map<Integer, List<SqlType>> types) {
        if (plan instanceof PhysicalPlan.ExchangeSource source) {
            types.put(source.stage(), source.types());
        }
        for (PhysicalPlan child : plan.children()) {
            collectInputs(child, types);
        }
    }
}
