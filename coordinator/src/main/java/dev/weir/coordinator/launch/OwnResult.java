package dev.weir.coordinator.launch;

import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.operator.output.ClientBatches;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/// The rows of a task of this process, made into the client's types on the reader's thread.
final class OwnResult implements ResultStream {
    private final ExchangeSource source;
    private final Schema schema;
    private final BufferAllocator allocator;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    OwnResult(ExchangeSource source, Schema schema, BufferAllocator allocator) {
        this.source = source;
        this.schema = schema;
        this.allocator = allocator;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public ResultBatch next() {
        ExchangeSource.Stream stream = source.streams().getFirst();
        try {
            while (true) {
                Batch batch = stream.poll();
                if (batch != null) {
                    try (batch) {
                        return new ResultBatch.Vectors(ClientBatches.toClient(batch, schema, allocator));
                    }
                }
                boolean finished = stream.finished();
                // A stream that was given up looks like one that is complete.
                if (closed.isDone()) {
                    throw new QueryException(ErrorCode.QUERY_CANCELLED, "Result was closed");
                }
                if (finished) {
                    return null;
                }
                CompletableFuture.anyOf(stream.available(), closed).get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QueryException(ErrorCode.QUERY_CANCELLED, "Interrupted while waiting for rows", interrupted);
        } catch (ExecutionException failure) {
            throw QueryException.wrap(failure.getCause());
        }
    }

    @Override
    public void close() {
        if (closed.complete(null)) {
            source.close();
        }
    }
}
