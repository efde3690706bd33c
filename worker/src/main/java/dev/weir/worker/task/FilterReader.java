package dev.weir.worker.task;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.operator.join.KeyFilterBatches;
import dev.weir.exec.operator.join.KeyFilterCodec;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.type.SqlType;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;

/// Reads one part of a runtime filter to its end, whenever something of it arrives. Whatever goes wrong with it only means
/// that there is no filter: the query does not need it.
final class FilterReader {
    private final ExchangeSource source;
    private final SqlType type;
    private final BufferAllocator allocator;
    private final Executor executor;
    private final CompletableFuture<KeyFilter> filter = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean closed;

    /// @param source   of one stream
    /// @param type     of the column that is to be narrowed
    /// @param executor where what has arrived is read
    FilterReader(ExchangeSource source, SqlType type, BufferAllocator allocator, Executor executor) {
        this.source = source;
        this.type = type;
        this.allocator = allocator;
        this.executor = executor;
    }

    /// Completes with the filter, or with null when there is none.
    CompletableFuture<KeyFilter> filter() {
        return filter;
    }

    /// Bytes that have come from another process so far.
    long networkBytes() {
        return source.networkBytes();
    }

    /// Makes a thread look at the stream; safe from any thread.
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException shutdown) {
                close();
            }
        }
    }

    /// The task has ended or was cancelled.
    void close() {
        closed = true;
        source.close();
        filter.complete(null);
    }

    private void run() {
        int seen = wakes.get();
        do {
            if (!filter.isDone()) {
                try {
                    read();
                } catch (RuntimeException broken) {
                    filter.complete(null);
                }
            }
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void read() {
        ExchangeSource.Stream stream = source.streams().getFirst();
        while (true) {
            Batch batch = stream.poll();
            if (batch != null) {
                try (batch) {
                    KeyFilterBatches.append(batch, bytes, allocator);
                }
            } else if (stream.finished()) {
                filter.complete(closed ? null : KeyFilterCodec.decode(bytes.toByteArray(), type));
                return;
            } else {
                CompletableFuture<?> available = stream.available();
                if (!available.isDone()) {
                    available.whenComplete((_, _) -> wake());
                    return;
                }
            }
        }
    }
}
