package dev.weir.coordinator.relay;

import dev.weir.coordinator.query.ResultBatch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.worker.wire.RawMessage;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/// A batch in the form in which a worker sent it and a client reads it.
public final class WireBatch implements ResultBatch, RawMessage {
    private final FlightMessage message;
    private final Schema schema;
    private final BufferAllocator allocator;
    private final int rows;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Takes over the message, also when it is refused.
    WireBatch(FlightMessage message, Schema schema, BufferAllocator allocator) {
        this.message = message;
        this.schema = schema;
        this.allocator = allocator;
        try {
            if (message.header() == null || message.header().headerType() != MessageHeader.RecordBatch) {
                throw new QueryException(ErrorCode.INTERNAL, "A result's stream holds something that is no batch");
            }
            long length = ((RecordBatch) message.header().header(new RecordBatch())).length();
            if (length < 0 || length > Integer.MAX_VALUE) {
                throw new QueryException(ErrorCode.INTERNAL, "A result's batch of " + length + " rows");
            }
            this.rows = (int) length;
            message.reserve(allocator);
        } catch (RuntimeException | Error failure) {
            message.close();
            throw failure;
        }
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public VectorSchemaRoot toVectors() {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        try (this; ArrowBuf body = allocator.buffer(message.bodyBytes())) {
            message.copyBody(body.nioBuffer(0, message.bodyBytes()));
            // Reading takes the body over.
            body.getReferenceManager().retain();
            try (ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(message.header(), body)) {
                new VectorLoader(root).load(batch);
            }
            return root;
        } catch (IOException malformed) {
            root.close();
            throw new UncheckedIOException(malformed);
        } catch (RuntimeException | Error failure) {
            root.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            message.close();
        }
    }

    @Override
    public ByteBuf bytes() {
        return message.withoutMetadata();
    }
}
