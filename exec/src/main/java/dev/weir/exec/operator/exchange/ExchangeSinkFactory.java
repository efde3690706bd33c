package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends the rows of a stage to the tasks that consume them, and stops its pipeline while their buffers are full.
public final class ExchangeSinkFactory implements SinkFactory {
    private final Partitioning partitioning;
    private final TaskContext context;
    private final ExchangeSink output;
    private final AtomicInteger created = new AtomicInteger();

    public ExchangeSinkFactory(PhysicalPlan.ExchangeSink sink, TaskContext context) {
        this.partitioning = sink.partitioning();
        this.context = context;
        this.output = context.output();
    }

    @Override
    public Sink create() {
        return new SendingSink(distributor(created.getAndIncrement()));
    }

    @Override
    public void complete() {
        output.finish();
    }

    @Override
    public void close() {}

    private Distributor distributor(int thread) {
        return switch (partitioning) {
            case Partitioning.Single _ -> new SingleDistributor();
            case Partitioning.Broadcast _ -> new BroadcastDistributor();
            case Partitioning.RoundRobin _ -> new RoundRobinDistributor(thread % output.partitions());
            case Partitioning.Hash _ when output.partitions() == 1 -> new SingleDistributor();
            case Partitioning.Hash hash -> new HashDistributor(hash.columns(), output, context.allocator());
        };
    }

    /// Decides which rows go where; one a thread.
    interface Distributor extends AutoCloseable {
        /// Takes over the batch.
        void add(Batch batch);

        /// Sends what was kept back.
        void flush();

        @Override
        void close();
    }

    private final class SendingSink implements Sink {
        private final Distributor distributor;
        private CompletableFuture<?> writable = CompletableFuture.completedFuture(null);

        private SendingSink(Distributor distributor) {
            this.distributor = distributor;
        }

        @Override
        public Progress advance() {
            if (output.abandoned()) {
                return Progress.FINISHED;
            }
            writable = output.writable();
            return writable.isDone() ? Progress.NEED_INPUT : Progress.BLOCKED;
        }

        @Override
        public void addInput(Batch input) {
            if (input.rows() == 0) {
                input.close();
                return;
            }
            ArrowBatches.forSending(input, context.allocator(), distributor::add);
        }

        @Override
        public void finish() {
            distributor.flush();
        }

        @Override
        public CompletableFuture<?> blocked() {
            return writable;
        }

        @Override
        public void close() {
            distributor.close();
        }
    }

    private final class SingleDistributor implements Distributor {
        @Override
        public void add(Batch batch) {
            output.send(0, batch);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final class BroadcastDistributor implements Distributor {
        @Override
        public void add(Batch batch) {
            for (int i = 1; i < output.partitions(); i++) {
                output.send(i, batch.retain());
            }
            output.send(0, batch);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final class RoundRobinDistributor implements Distributor {
        private int next;

        private RoundRobinDistributor(int first) {
            next = first;
        }

        @Override
        public void add(Batch batch) {
            output.send(next, batch);
            next = (next + 1) % output.partitions();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
