package dev.weir.coordinator.relay;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.worker.wire.FlightFields;
import dev.weir.worker.wire.Pieces;
import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.memory.AllocationReservation;
import org.apache.arrow.memory.BufferAllocator;

/// A FlightData message as it arrived: the transport's own buffers, of which nothing but the small parts is read.
final class FlightMessage implements AutoCloseable {
    private final Arrived bytes;
    private Message header;
    private byte[] metadata = new byte[0];
    private int metadataFrom;
    private int metadataTo;
    private int bodyFrom;
    private int bodyBytes;

    private FlightMessage(Arrived bytes) {
        this.bytes = bytes;
    }

    /// Takes a message over from the transport, whose buffers stay in use until {@link #close} and the end of what was sent
    /// of it.
    static FlightMessage take(InputStream stream) {
        return new FlightMessage(Arrived.of(stream));
    }

    /// Finds the parts. Throws INTERNAL when the message is not of this form.
    void parse() {
        while (bytes.isReadable()) {
            int start = bytes.readerIndex();
            int tag = varint();
            int length = varint();
            int from = bytes.readerIndex();
            if (length < 0 || length > bytes.readableBytes()) {
                throw malformed("a field of " + length + " bytes in the last " + bytes.readableBytes());
            }
            bytes.skipBytes(length);
            switch (tag) {
                case FlightFields.DESCRIPTOR -> { }
                case FlightFields.HEADER -> header = Message.getRootAsMessage(ByteBuffer.wrap(copy(from, length)));
                case FlightFields.METADATA -> {
                    metadata = copy(from, length);
                    metadataFrom = start;
                    metadataTo = from + length;
                }
                case FlightFields.BODY -> {
                    bodyFrom = from;
                    bodyBytes = length;
                }
                default -> throw malformed("the field tag " + tag);
            }
        }
        bytes.readerIndex(0);
    }

    /// Counts the message to the allocator's memory until the last of it is gone.
    void reserve(BufferAllocator allocator) {
        AllocationReservation reservation = allocator.newReservation();
        if (!reservation.add((long) bytes.readableBytes())) {
            reservation.close();
            throw new QueryException(ErrorCode.MEMORY_EXCEEDED, "No memory for a batch of " + bytes.readableBytes() + " bytes on its way to the client");
        }
        bytes.reservation = reservation;
    }

    /// What the message is, with its description of the body; null when there is none.
    Message header() {
        return header;
    }

    /// The application's metadata; empty when there are none.
    ByteBuffer metadata() {
        return ByteBuffer.wrap(metadata);
    }

    int bodyBytes() {
        return bodyBytes;
    }

    void copyBody(ByteBuffer target) {
        bytes.getBytes(bodyFrom, target);
    }

    /// All but the metadata, as one buffer that holds the message's buffers until it is released.
    ByteBuf withoutMetadata() {
        List<ByteBuf> parts = new ArrayList<>(bytes.decompose(0, metadataFrom));
        parts.addAll(bytes.decompose(metadataTo, bytes.readableBytes() - metadataTo));
        parts.forEach(ByteBuf::retain);
        bytes.retain();
        return new Pieces(parts, bytes::release);
    }

    @Override
    public void close() {
        bytes.release();
    }

    private byte[] copy(int from, int length) {
        byte[] copy = new byte[length];
        bytes.getBytes(from, copy);
        return copy;
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE && bytes.isReadable(); shift += 7) {
            byte next = bytes.readByte();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number without an end");
    }

    private static QueryException malformed(String found) {
        return new QueryException(ErrorCode.INTERNAL, "Not a message of a Flight stream: " + found);
    }

    /// The pieces that the connection was read in.
    private static final class Arrived extends Pieces {
        private volatile AllocationReservation reservation;

        private Arrived(InputStream origin, List<ByteBuf> pieces) {
            super(pieces, () -> close(origin));
        }

        static Arrived of(InputStream stream) {
            try {
                InputStream own = stream instanceof Detachable detachable ? detachable.detach() : stream;
                if (own instanceof HasByteBuffer pieces && pieces.byteBufferSupported() && own.markSupported()) {
                    return new Arrived(own, pieces(own, pieces));
                }
                return new Arrived(own, List.of(Unpooled.wrappedBuffer(own.readAllBytes())));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /// With the mark set the stream keeps what was skipped until it is closed.
        private static List<ByteBuf> pieces(InputStream own, HasByteBuffer source) throws IOException {
            List<ByteBuf> pieces = new ArrayList<>();
            own.mark(Integer.MAX_VALUE);
            while (own.available() > 0) {
                ByteBuffer piece = source.getByteBuffer();
                pieces.add(Unpooled.wrappedBuffer(piece));
                own.skipNBytes(piece.remaining());
            }
            return pieces;
        }

        private static void close(InputStream origin) {
            try {
                origin.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            if (reservation != null) {
                reservation.close();
            }
        }
    }
}
