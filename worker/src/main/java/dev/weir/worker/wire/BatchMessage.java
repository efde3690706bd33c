package dev.weir.worker.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowBuffer;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/// A batch on its way out: what describes it, and the memory of its vectors as it lies.
///
/// Flight's own encoder puts the description on the heap, for which the transport copies the whole message.
public final class BatchMessage implements RawMessage {
    /// Zeros, for what lies between two buffers of a body.
    private static final ByteBuf PADDING = Unpooled.unreleasableBuffer(Unpooled.directBuffer(Long.BYTES).writeLong(0));

    private final Pieces bytes;

    private BatchMessage(Pieces bytes) {
        this.bytes = bytes;
    }

    /// The vectors stay the caller's, who may close them at once.
    ///
    /// @param metadata the application's
    public static BatchMessage of(VectorSchemaRoot vectors, byte[] metadata) {
        ArrowRecordBatch batch = new VectorUnloader(vectors).getRecordBatch();
        List<ByteBuf> pieces = new ArrayList<>();
        try {
            pieces.add(head(batch, metadata));
            addBody(batch, pieces);
            return new BatchMessage(new Pieces(pieces, batch::close));
        } catch (RuntimeException | Error failure) {
            pieces.forEach(ByteBuf::release);
            batch.close();
            throw failure;
        }
    }

    private static ByteBuf head(ArrowRecordBatch batch, byte[] metadata) {
        ByteBuffer description = MessageSerializer.serializeMetadata(batch);
        int body = Math.toIntExact(batch.computeBodyLength());
        ByteBuf head = PooledByteBufAllocator.DEFAULT.directBuffer(description.remaining() + metadata.length + FlightFields.MOST_TAGS);
        FlightFields.write(head, FlightFields.HEADER, description.remaining());
        head.writeBytes(description);
        FlightFields.write(head, FlightFields.METADATA, metadata.length);
        head.writeBytes(metadata);
        FlightFields.write(head, FlightFields.BODY, body);
        return head;
    }

    private static void addBody(ArrowRecordBatch batch, List<ByteBuf> pieces) {
        long at = 0;
        for (int i = 0; i < batch.getBuffers().size(); i++) {
            ArrowBuffer place = batch.getBuffersLayout().get(i);
            pad(place.getOffset() - at, pieces);
            ArrowBuf buffer = batch.getBuffers().get(i);
            if (place.getSize() > 0) {
                pieces.add(Unpooled.wrappedBuffer(buffer.nioBuffer(buffer.readerIndex(), Math.toIntExact(place.getSize()))));
            }
            at = place.getOffset() + place.getSize();
        }
        pad(batch.computeBodyLength() - at, pieces);
    }

    private static void pad(long length, List<ByteBuf> pieces) {
        if (length > 0) {
            pieces.add(PADDING.slice(0, Math.toIntExact(length)));
        }
    }

    @Override
    public ByteBuf bytes() {
        return bytes.retain();
    }

    @Override
    public void close() {
        bytes.release();
    }
}
