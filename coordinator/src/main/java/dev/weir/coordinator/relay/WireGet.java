package dev.weir.coordinator.relay;

import com.google.protobuf.ByteString;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/// A DoGet whose batches stay as they arrive.
///
/// Everything that comes is taken off the connection at once: what may come is bounded by the credits that the receiver
/// gives to the worker, and the other calls of the connection must not wait for this one.
public final class WireGet {
    /// The sequence number and the cost in credits of a batch, little endian.
    private static final int METADATA_BYTES = 16;
    /// The cost of the message that is no batch.
    private static final long SCHEMA = 0;
    private static final MethodDescriptor<Flight.Ticket, FlightMessage> DO_GET = FlightServiceGrpc.getDoGetMethod().toBuilder(
            FlightServiceGrpc.getDoGetMethod().getRequestMarshaller(), new Messages()).build();

    private final ClientCall<Flight.Ticket, FlightMessage> call;

    private WireGet(ClientCall<Flight.Ticket, FlightMessage> call) {
        this.call = call;
    }

    /// Hears of the stream, one call at a time, on the connection's thread: must not wait.
    public interface Receiver {
        void schema(Schema schema);

        /// @param cost in credits
        void batch(WireBatch batch, long cost);

        /// The end, after which nothing follows.
        ///
        /// @param failure null when the stream is complete
        void ended(Throwable failure);
    }

    /// Starts to read.
    ///
    /// @param allocator what is held counts as its memory
    public static WireGet open(Channel channel, byte[] ticket, BufferAllocator allocator, Receiver receiver) {
        // Nothing that hears of the stream waits, so that the connection's thread calls it itself.
        ClientCall<Flight.Ticket, FlightMessage> call = channel.newCall(DO_GET, CallOptions.DEFAULT.withExecutor(Runnable::run));
        WireGet get = new WireGet(call);
        call.start(get.new Listener(allocator, receiver), new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(ticket)).build());
        call.halfClose();
        return get;
    }

    /// Reads no further; the receiver hears of an end.
    public void cancel() {
        call.cancel("no longer wanted", null);
    }

    private final class Listener extends ClientCall.Listener<FlightMessage> {
        private final BufferAllocator allocator;
        private final Receiver receiver;
        private Schema schema;
        private long sequence;
        private Throwable failure;

        Listener(BufferAllocator allocator, Receiver receiver) {
            this.allocator = allocator;
            this.receiver = receiver;
        }

        @Override
        public void onMessage(FlightMessage message) {
            if (failure != null) {
                message.close();
                return;
            }
            try {
                receive(message);
            } catch (RuntimeException | Error refused) {
                failure = refused;
                cancel();
            }
        }

        /// Takes over the message.
        private void receive(FlightMessage message) {
            long cost;
            try {
                message.parse();
                cost = schema == null ? begin(message) : cost(message);
            } catch (RuntimeException | Error refused) {
                message.close();
                throw refused;
            }
            if (cost == SCHEMA) {
                message.close();
            } else {
                receiver.batch(new WireBatch(message, schema, allocator), cost);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (failure == null && !status.isOk()) {
                failure = status.asRuntimeException(trailers);
            } else if (failure == null && schema == null) {
                failure = new QueryException(ErrorCode.INTERNAL, "A result ended before its schema");
            }
            receiver.ended(failure);
        }

        private long begin(FlightMessage message) {
            if (message.header() == null || message.header().headerType() != MessageHeader.Schema) {
                throw new QueryException(ErrorCode.INTERNAL, "A result's stream begins without a schema");
            }
            schema = Schema.convertSchema((org.apache.arrow.flatbuf.Schema) message.header().header(new org.apache.arrow.flatbuf.Schema()));
            receiver.schema(schema);
            return SCHEMA;
        }

        private long cost(FlightMessage message) {
            ByteBuffer metadata = message.metadata().order(ByteOrder.LITTLE_ENDIAN);
            if (metadata.remaining() != METADATA_BYTES || metadata.getLong() != sequence) {
                throw new QueryException(ErrorCode.INTERNAL, "Result out of sequence, expected batch " + sequence);
            }
            sequence++;
            return Math.max(1, metadata.getLong());
        }
    }

    private static final class Messages implements MethodDescriptor.Marshaller<FlightMessage> {
        @Override
        public InputStream stream(FlightMessage message) {
            throw new UnsupportedOperationException("messages are received");
        }

        @Override
        public FlightMessage parse(InputStream stream) {
            return FlightMessage.take(stream);
        }
    }
}
