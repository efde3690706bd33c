package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// Reads what the tasks of another stage send: in any order by all threads, or merged by one when the streams are sorted.
public final class ExchangeSourceFactory implements SourceFactory, Measured {
    private final PhysicalPlan.ExchangeSource plan;
    private final TaskContext context;
    private final ExchangeSource exchange;
    private final List<Shared> streams = new ArrayList<>();
    private final AtomicInteger created = new AtomicInteger();

    public ExchangeSourceFactory(PhysicalPlan.ExchangeSource plan, TaskContext context) {
        this.plan = plan;
        this.context = context;
        this.exchange = context.exchanges().apply(plan.stage());
        for (ExchangeSource.Stream stream : exchange.streams()) {
            streams.add(new Shared(stream, new ReentrantLock()));
        }
    }

    /// A stream may be polled by one thread at a time.
    private record Shared(ExchangeSource.Stream stream, ReentrantLock lock) {}

    @Override
    public Source create() {
        int index = created.getAndIncrement();
        if (plan.merge().isEmpty()) {
            return new AnyOrderSource(index);
        }
        if (index > 0) {
            throw new IllegalStateException("merged streams are read by one thread");
        }
        return new MergingSource(exchange.streams(), plan.types(), plan.merge(), context.allocator());
    }

    @Override
    public int parallelism() {
        return plan.merge().isEmpty() ? Math.max(1, context.threads()) : 1;
    }

    @Override
    public void measure(Figures figures) {
        figures.add("received bytes", exchange.networkBytes());
    }

    @Override
    public void close() {
        exchange.close();
    }

    private final class AnyOrderSource implements Source {
        private Batch ready;
        private CompletableFuture<?> blocked = CompletableFuture.completedFuture(null);
        /// Starts where other threads do not, so that they seldom meet.
        private int next;

        private AnyOrderSource(int index) {
            next = streams.isEmpty() ? 0 : index % streams.size();
        }

        @Override
        public Progress advance() {
            if (ready != null) {
                return Progress.HAVE_OUTPUT;
            }
            List<CompletableFuture<?>> waits = new ArrayList<>(streams.size());
            for (int i = 0; i < streams.size(); i++) {
                Shared shared = streams.get((next + i) % streams.size());
                if (shared.stream().finished()) {
                    continue;
                }
                // Asked before polling, so that a batch that comes in between is not slept through.
                CompletableFuture<?> available = shared.stream().available();
                Batch batch = poll(shared);
                if (batch != null) {
                    next = (next + i) % streams.size();
                    return accept(batch);
                }
                if (!shared.stream().finished()) {
                    waits.add(available);
                }
            }
            if (waits.isEmpty()) {
                return Progress.FINISHED;
            }
            blocked = waits.size() == 1 ? waits.getFirst() : CompletableFuture.anyOf(waits.toArray(CompletableFuture<?>[]::new));
            return blocked.isDone() ? Progress.NEED_INPUT : Progress.BLOCKED;
        }

        private Batch poll(Shared shared) {
            shared.lock().lock();
            try {
                return shared.stream().poll();
            } finally {
                shared.lock().unlock();
            }
        }

        private Progress accept(Batch batch) {
            if (batch.rows() == 0) {
                batch.close();
                return Progress.NEED_INPUT;
            }
            ready = batch;
            return Progress.HAVE_OUTPUT;
        }

        @Override
        public Batch takeOutput() {
            Batch batch = ready;
            ready = null;
            return batch;
        }

        @Override
        public CompletableFuture<?> blocked() {
            return blocked;
        }

        @Override
        public void close() {
            if (ready != null) {
                ready.close();
                ready = null;
            }
        }
    }
}
