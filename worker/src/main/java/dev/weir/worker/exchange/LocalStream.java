package dev.weir.worker.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.exchange.ArrowBatches;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.type.SqlType;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Reads the output of a task of this process: batches change hands, nothing is copied.
final class LocalStream implements ExchangeSource.Stream, AutoCloseable {
    private final CompletableFuture<OutputQueue> queue;
    private final int partition;
    private final GovernedMark governed;

    /// @param governed of the task that reads
    LocalStream(CompletableFuture<OutputQueue> queue, int partition, GovernedMark governed) {
        this.queue = queue;
        this.partition = partition;
        this.governed = governed;
    }

    /// Reads columns of these types and no others: a plan that calls numbers strings would have them followed as addresses.
    static LocalStream of(CompletableFuture<OutputBuffer> output, int partition, List<SqlType> types, GovernedMark governed) {
        return new LocalStream(output.thenApply(buffer -> {
            if (!ArrowBatches.schema(buffer.types()).equals(ArrowBatches.schema(types))) {
                throw new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Plan is not permitted: exchange of " + buffer.types() + " read as " + types);
            }
            return buffer.claim(partition);
        }), partition, governed);
    }

    @Override
    public Batch poll() {
        OutputQueue ready = ready();
        if (ready == null) {
            return null;
        }
        Batch batch = ready.poll();
        if (ready.governed()) {
            governed.setAsRead();
        }
        return batch;
    }

    @Override
    public boolean finished() {
        OutputQueue ready = ready();
        return ready != null && ready.finished();
    }

    @Override
    public CompletableFuture<?> available() {
        if (!queue.isDone() || queue.isCompletedExceptionally()) {
            return queue.handle((_, _) -> null);
        }
        return queue.join().available();
    }

    @Override
    public void close() {
        queue.whenComplete((ready, _) -> {
            if (ready != null) {
                ready.abandon();
            }
        });
    }

    private OutputQueue ready() {
        if (!queue.isDone()) {
            return null;
        }
        try {
            return queue.join();
        } catch (java.util.concurrent.CompletionException failure) {
            throw failure.getCause() instanceof QueryException coded ? coded
                    : new QueryException(ErrorCode.INTERNAL, "Partition " + partition + " cannot be read", failure);
        }
    }
}
