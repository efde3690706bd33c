package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Batch;
import java.util.concurrent.CompletableFuture;

/// Where one task sends its rows: a buffer a consuming task. Safe for several threads.
public interface ExchangeSink extends AutoCloseable {
    /// How many tasks consume.
    int partitions();

    /// Takes over the batch. Accepted also when not {@link #writable}: back pressure is the caller's to honour.
    void send(int partition, Batch batch);

    /// Completed while the buffers are below their limit (the credits that consumers granted); else completes when they are.
    CompletableFuture<?> writable();

    /// Whether every consumer said that it wants no more.
    boolean abandoned();

    /// No more rows will be sent.
    void finish();

    /// Consumers get this failure once they poll.
    void fail(Throwable failure);

    /// Frees what was not consumed; after finish only when all was consumed or the task is dropped.
    @Override
    void close();
}
