package dev.weir.worker.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.junit.jupiter.api.Test;

class BatchMessageTest {
    private static final byte[] METADATA = {1, 2, 3, 4, 5};

    /// A number, a string and a boolean, every third NULL: buffers of many lengths.
    private static VectorSchemaRoot vectors(int rows, BufferAllocator allocator) {
        BigIntVector numbers = new BigIntVector("n", allocator);
        VarCharVector texts = new VarCharVector("t", allocator);
        BitVector bits = new BitVector("b", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.of(numbers, texts, bits);
        root.allocateNew();
        for (int i = 0; i < rows; i++) {
            if (i % 3 != 2) {
                numbers.setSafe(i, i * 1_000_003L);
                texts.setSafe(i, "x".repeat(i % 40).getBytes(StandardCharsets.UTF_8));
                bits.setSafe(i, i % 2);
            }
        }
        root.setRowCount(rows);
        return root;
    }

    @Test
    void isWhatFlightReads() throws Exception {
        try (BufferAllocator allocator = new RootAllocator()) {
            for (int rows : List.of(0, 1, 7, 8, 65, 1000)) {
                try (VectorSchemaRoot sent = vectors(rows, allocator)) {
                    ByteBuf bytes;
                    try (BatchMessage message = BatchMessage.of(sent, METADATA)) {
                        bytes = message.bytes();
                    }
                    assertTrue(bytes.isDirect(), "the transport would copy it");
                    Flight.FlightData read = Flight.FlightData.parseFrom(ByteBufUtil.getBytes(bytes));
                    bytes.release();
                    assertArrayEquals(METADATA, read.getAppMetadata().toByteArray());
                    try (VectorSchemaRoot received = VectorSchemaRoot.create(sent.getSchema(), allocator)) {
                        load(read, received, allocator);
                        assertTrue(received.equals(sent), rows + " rows");
                    }
                }
            }
        }
    }

    private static void load(Flight.FlightData message, VectorSchemaRoot target, BufferAllocator allocator) throws Exception {
        ByteBuffer body = message.getDataBody().asReadOnlyByteBuffer();
        Message header = Message.getRootAsMessage(message.getDataHeader().asReadOnlyByteBuffer());
        assertEquals(header.bodyLength(), body.remaining());
        ArrowBuf buffer = allocator.buffer(body.remaining());
        buffer.setBytes(0, body);
        // Reading takes the body over.
        try (ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(header, buffer)) {
            new VectorLoader(target).load(batch);
        }
    }

    @Test
    void holdsTheVectorsUntilTheLastByteIsSent() {
        try (BufferAllocator allocator = new RootAllocator()) {
            ByteBuf bytes;
            try (VectorSchemaRoot sent = vectors(100, allocator); BatchMessage message = BatchMessage.of(sent, METADATA)) {
                bytes = message.bytes();
            }
            assertTrue(allocator.getAllocatedMemory() > 0);
            bytes.release();
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }
}
