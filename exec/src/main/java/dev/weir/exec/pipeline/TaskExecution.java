package dev.weir.exec.pipeline;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.memory.MemoryReport;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.metrics.MetricsCollector;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.arrow.memory.OutOfMemoryException;

/// Runs one fragment: builds its pipelines, starts each when what it depends on is complete, and ends everything once.
///
/// The first failure (or {@link #cancel}) decides: no pipeline starts any more, running drivers end after their batch,
/// blocked ones are woken, then all factories are closed and {@link #done} reports it. No thread ever waits.
public final class TaskExecution {
    private final TaskContext context;
    private final Executor pool;
    private final MetricsCollector collector = new MetricsCollector();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AtomicReference<QueryException> failure = new AtomicReference<>();

    // All below is guarded by `this`.
    private final List<Pipeline> waiting = new ArrayList<>();
    private final Map<Pipeline, List<Driver>> running = new IdentityHashMap<>();
    private final Set<Object> ended = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<SinkFactory, Integer> feeding = new IdentityHashMap<>();
    private Map<Pipeline, List<SinkFactory>> waits = Map.of();
    private final Resources resources = new Resources();
    private final Map<AutoCloseable, Integer> nodes = new IdentityHashMap<>();
    private int completing;
    private boolean begun;
    private boolean finished;

    private TaskExecution(TaskContext context, Executor pool) {
        this.context = context;
        this.pool = pool;
    }

    /// Starts a task; answers at once. Failures of any kind are reported by {@link #done}.
    ///
    /// @param root ExchangeSink or ClientOutput
    /// @param pool where quanta run, such as a {@link WorkerPool.Share}
    public static TaskExecution start(PhysicalPlan root, TaskContext context, Executor pool) {
        TaskExecution task = new TaskExecution(context, pool);
        task.onPool(() -> task.begin(builder -> builder.build(root), null));
        return task;
    }

    /// Starts a plan that is no whole fragment, into a sink of the caller's, which the task closes.
    public static TaskExecution start(PhysicalPlan plan, SinkFactory sink, TaskContext context, Executor pool) {
        TaskExecution task = new TaskExecution(context, pool);
        task.onPool(() -> task.begin(builder -> builder.build(plan, sink), sink));
        return task;
    }

    /// Starts pipelines made by hand; `given` is closed if the task ends before it begins.
    static TaskExecution start(List<Pipeline> pipelines, AutoCloseable given, TaskContext context, Executor pool) {
        TaskExecution task = new TaskExecution(context, pool);
        task.onPool(() -> task.begin(_ -> pipelines, given));
        return task;
    }

    /// Completes when nothing of the task lives any more; exceptionally with the {@link QueryException} that ended it.
    public CompletableFuture<Void> done() {
        return done;
    }

    /// Ends the task with this failure unless it has ended or failed already.
    public void cancel(QueryException reason) {
        fail(reason);
    }

    public TaskMetrics metrics() {
        return collector.collect(context.allocator().getPeakMemoryAllocation());
    }

    boolean stopping() {
        return failure.get() != null;
    }

    MetricsCollector collector() {
        return collector;
    }

    /// Queues a driver. When the pool takes no more, the task ends on the calling thread.
    void submit(Driver driver) {
        onPool(driver);
    }

    private void onPool(Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException e) {
            fail(new QueryException(ErrorCode.QUERY_CANCELLED, "The process is shutting down", e));
            work.run();
        }
    }

    void fail(Throwable cause) {
        if (record(cause)) {
            wakeAll();
        }
    }

    /// Answers whether this was the first failure.
    private boolean record(Throwable cause) {
        boolean first = failure.compareAndSet(null, switch (cause) {
            case OutOfMemoryException memory -> MemoryReport.exceeded(context.memory(), memory);
            case OutOfMemoryError memory -> new QueryException(ErrorCode.MEMORY_EXCEEDED, "The process is out of memory: " + memory.getMessage(), memory);
            default -> QueryException.wrap(cause);
        });
        // Only now: what long loops throw must not come first.
        context.memory().stop();
        return first;
    }

    private void wakeAll() {
        List<Driver> drivers = new ArrayList<>();
        synchronized (this) {
            for (List<Driver> some : running.values()) {
                drivers.addAll(some);
            }
        }
        for (Driver driver : drivers) {
            driver.wake();
        }
    }

    /// @param given closed here when there is nothing to build any more; null when there is none
    private void begin(Function<PipelineBuilder, List<Pipeline>> build, AutoCloseable given) {
        if (stopping()) {
            Driver.close(given, null);
        } else {
            PipelineBuilder builder = new PipelineBuilder(context, collector);
            try {
                List<Pipeline> pipelines = build.apply(builder);
                synchronized (this) {
                    waits = builder.waits().of(pipelines);
                    for (Pipeline pipeline : pipelines) {
                        waiting.add(pipeline);
                        feeding.merge(pipeline.sink().factory(), 1, Integer::sum);
                        resources.use(pipeline);
                        nodes.put(pipeline.source().factory(), pipeline.source().node());
                        nodes.put(pipeline.sink().factory(), pipeline.sink().node());
                        for (Pipeline.Stage<OperatorFactory> operator : pipeline.operators()) {
                            nodes.put(operator.factory(), operator.node());
                        }
                    }
                }
            } catch (Throwable cause) {
                fail(cause);
                closeAll(builder.made());
            }
        }
        synchronized (this) {
            begun = true;
        }
        proceed();
    }

    /// Starts what may start; ends the task when there is nothing left.
    private void proceed() {
        List<Driver> started = new ArrayList<>();
        List<Pipeline> skipped = new ArrayList<>();
        boolean failed = false;
        boolean end;
        synchronized (this) {
            try {
                List<Pipeline> held = new ArrayList<>();
                for (Pipeline pipeline : stopping() ? List.<Pipeline>of() : List.copyOf(waiting)) {
                    if (ended.containsAll(pipeline.after()) && ended.containsAll(pipeline.behind())) {
                        if (!pipeline.source().factory().isNeeded()) {
                            waiting.remove(pipeline);
                            skipped.add(pipeline);
                            completing++;
                        } else if (ended.containsAll(waits.getOrDefault(pipeline, List.of()))) {
                            started.addAll(begin(pipeline));
                        } else {
                            held.add(pipeline);
                        }
                    }
                }
                if (running.isEmpty() && completing == 0) {
                    for (Pipeline pipeline : held) {
                        started.addAll(begin(pipeline));
                    }
                }
                if (begun && running.isEmpty() && completing == 0 && !waiting.isEmpty() && !stopping()) {
                    throw new QueryException(ErrorCode.INTERNAL, "Pipelines wait for one another: " + waiting);
                }
            } catch (Throwable cause) {
                failed = record(cause);
            }
            if (stopping()) {
                waiting.clear();
            }
            end = begun && running.isEmpty() && completing == 0 && !finished;
            finished |= end;
        }
        for (Driver driver : started) {
            submit(driver);
        }
        if (failed) {
            wakeAll();
        }
        for (Pipeline pipeline : skipped) {
            boolean complete;
            synchronized (this) {
                complete = isOver(pipeline);
            }
            conclude(pipeline, complete);
        }
        if (end) {
            finish();
        }
    }

    private List<Driver> begin(Pipeline pipeline) {
        List<Driver> drivers = drivers(pipeline);
        waiting.remove(pipeline);
        running.put(pipeline, new ArrayList<>(drivers));
        return drivers;
    }

    private List<Driver> drivers(Pipeline pipeline) {
        int count = Math.clamp(pipeline.source().factory().parallelism(), 1, Math.max(1, context.threads()));
        List<Driver> drivers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drivers.add(new Driver(pipeline, this));
        }
        return drivers;
    }

    /// Called by a driver that has closed all of its own.
    void ended(Driver driver) {
        Pipeline pipeline = driver.pipeline();
        boolean last;
        boolean complete = false;
        synchronized (this) {
            List<Driver> drivers = running.get(pipeline);
            drivers.remove(driver);
            last = drivers.isEmpty();
            if (last) {
                complete = isOver(pipeline);
                // Keeps the task from ending while this thread is at work on it.
                completing++;
                running.remove(pipeline);
            }
        }
        if (last) {
            conclude(pipeline, complete);
        }
    }

    /// Notes that a pipeline has ended; answers whether its sink has all of its input.
    private boolean isOver(Pipeline pipeline) {
        ended.add(pipeline);
        return feeding.merge(pipeline.sink().factory(), -1, Integer::sum) == 0 && !stopping();
    }

    /// Does what comes after a pipeline; `completing` counts it until it is done.
    private void conclude(Pipeline pipeline, boolean complete) {
        SinkFactory sink = pipeline.sink().factory();
        List<AutoCloseable> unused = List.of();
        if (complete) {
            try {
                sink.complete();
            } catch (Throwable cause) {
                fail(cause);
            }
        }
        synchronized (this) {
            if (complete) {
                ended.add(sink);
            }
            if (!stopping()) {
                unused = resources.release(pipeline);
            }
        }
        closeAll(unused);
        synchronized (this) {
            completing--;
        }
        proceed();
    }

    private void closeAll(List<AutoCloseable> factories) {
        Throwable problem = null;
        for (AutoCloseable factory : factories) {
            if (factory instanceof Measured measured) {
                measured.measure(collector.shared(node(factory)));
            }
            problem = Driver.close(factory, problem);
        }
        if (problem != null) {
            fail(problem);
        }
    }

    private synchronized int node(AutoCloseable factory) {
        return nodes.getOrDefault(factory, 0);
    }

    private void finish() {
        List<AutoCloseable> left;
        synchronized (this) {
            left = resources.releaseAll();
        }
        closeAll(left);
        QueryException reason = failure.get();
        if (reason != null && context.output() != null) {
            try {
                context.output().fail(reason);
            } catch (Throwable secondary) {
                reason.addSuppressed(secondary);
            }
        }
        collector.finish();
        if (reason == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(reason);
        }
    }
}
