package dev.weir.coordinator.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class FlightMessageTest {
    private static final ByteString BODY = ByteString.copyFrom(new byte[300]);
    private static final ByteString METADATA = ByteString.copyFromUtf8("sixteen of bytes");

    private static FlightMessage parsed(byte[] bytes) {
        FlightMessage message = FlightMessage.take(new ByteArrayInputStream(bytes));
        try {
            message.parse();
            return message;
        } catch (RuntimeException failure) {
            message.close();
            throw failure;
        }
    }

    private static byte[] withoutMetadata(FlightMessage message) {
        ByteBuf bytes = message.withoutMetadata();
        try {
            return ByteBufUtil.getBytes(bytes);
        } finally {
            bytes.release();
        }
    }

    @Test
    void takesTheMetadataOut() {
        Flight.FlightData plain = Flight.FlightData.newBuilder().setDataBody(BODY).setFlightDescriptor(Flight.FlightDescriptor.newBuilder().setCmd(METADATA)).build();
        try (FlightMessage message = parsed(plain.toBuilder().setAppMetadata(METADATA).build().toByteArray())) {
            assertEquals(ByteBuffer.wrap(METADATA.toByteArray()), message.metadata());
            assertEquals(BODY.size(), message.bodyBytes());
            assertArrayEquals(plain.toByteArray(), withoutMetadata(message));
        }
        try (FlightMessage message = parsed(plain.toByteArray())) {
            assertNull(message.header());
            assertArrayEquals(plain.toByteArray(), withoutMetadata(message));
        }
    }

    @Test
    void countsAsMemoryUntilItIsClosed() {
        try (BufferAllocator allocator = new RootAllocator()) {
            FlightMessage message = parsed(Flight.FlightData.newBuilder().setDataBody(BODY).build().toByteArray());
            message.reserve(allocator);
            assertEquals(512, allocator.getAllocatedMemory());
            message.close();
            assertEquals(0, allocator.getAllocatedMemory());
        }
        try (BufferAllocator small = new RootAllocator(256);
                FlightMessage message = parsed(Flight.FlightData.newBuilder().setDataBody(BODY).build().toByteArray())) {
            assertEquals(ErrorCode.MEMORY_EXCEEDED, assertThrows(QueryException.class, () -> message.reserve(small)).code());
        }
    }

    @Test
    void refusesWhatIsCutOrForeign() {
        byte[] whole = Flight.FlightData.newBuilder().setAppMetadata(METADATA).setDataBody(BODY).build().toByteArray();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length != 2 + METADATA.size()) {
                assertEquals(ErrorCode.INTERNAL, assertThrows(QueryException.class, () -> parsed(cut)).code());
            }
        }
        for (byte[] bytes : new byte[][] {{8, 1}, {-1, -1, -1, -1, -1, -1}, {26, -1, -1, -1, -1, 15}, {26, 127}, {18}}) {
            assertEquals(ErrorCode.INTERNAL, assertThrows(QueryException.class, () -> parsed(bytes)).code());
        }
    }

    /// Whatever comes, it is a message or an exception, and no read beyond its bytes.
    @Test
    void survivesNoise() {
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (random.nextBoolean() ? 26 : 18);
            }
            try (FlightMessage message = parsed(bytes)) {
                assertTrue(withoutMetadata(message).length <= bytes.length && message.bodyBytes() <= bytes.length);
            } catch (QueryException | IndexOutOfBoundsException refused) {
                // As it should be.
            }
        }
    }
}
