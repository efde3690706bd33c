package dev.weir.exec.operator.output;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.exchange.ArrowBatches;
import dev.weir.exec.operator.exchange.ExchangeSink;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.concurrent.CompletableFuture;

/// Hands the result's batches to the client's stream, in the order in which a thread gets them. The client's types are made
/// where the stream is written ({@link ClientBatches#toClient}), off the pool's threads.
public final class ClientOutputFactory implements SinkFactory {
    private final TaskContext context;

    public ClientOutputFactory(PhysicalPlan.ClientOutput output, TaskContext context) {
        if (output.names().size() != output.types().size()) {
            throw new IllegalArgumentException("output with unequal names and columns");
        }
        this.context = context;
    }

    @Override
    public Sink create() {
        return new ClientOutputSink();
    }

    @Override
    public void complete() {
        context.output().finish();
    }

    @Override
    public void close() {}

    private final class ClientOutputSink implements Sink {
        private CompletableFuture<?> writable = CompletableFuture.completedFuture(null);

        @Override
        public Progress advance() {
            ExchangeSink output = context.output();
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
            ArrowBatches.forSending(input, context.allocator(), part -> context.output().send(0, part));
        }

        @Override
        public void finish() {}

        @Override
        public CompletableFuture<?> blocked() {
            return writable;
        }

        @Override
        public void close() {}
    }
}
