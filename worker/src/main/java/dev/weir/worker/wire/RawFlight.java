package dev.weir.worker.wire;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Drainable;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.arrow.flight.grpc.AddWritableBuffer;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/// Flight's service with a DoGet that can send messages as they are, beside those that Flight encodes.
public final class RawFlight {
    private static final Context.Key<Sender> SENDER = Context.key("weir-raw-sender");

    private RawFlight() {}

    /// Sends messages on a DoGet call that Flight's listener has begun, which sends the schema, and will end.
    public static final class Sender {
        private final ServerCall<?, Object> call;

        private Sender(ServerCall<?, Object> call) {
            this.call = call;
        }

        /// Sends the message and closes it. One thread at a time, Flight's listener included.
        public void send(RawMessage message) {
            try (message) {
                call.sendMessage(message);
            }
        }
    }

    /// The sender of the DoGet that this thread handles; null when the service was not made by {@link #of}.
    public static Sender sender() {
        return SENDER.get();
    }

    public static ServerServiceDefinition of(BindableService flight) {
        ServerServiceDefinition plain = flight.bindService();
        ServerServiceDefinition.Builder raw = ServerServiceDefinition.builder(plain.getServiceDescriptor().getName());
        for (ServerMethodDefinition<?, ?> method : plain.getMethods()) {
            if (method.getMethodDescriptor().getFullMethodName().equals(FlightServiceGrpc.getDoGetMethod().getFullMethodName())) {
                raw.addMethod(sending(method));
            } else {
                raw.addMethod(method);
            }
        }
        return raw.build();
    }

    private static <Q, A> ServerMethodDefinition<Q, Object> sending(ServerMethodDefinition<Q, A> method) {
        MethodDescriptor<Q, A> plain = method.getMethodDescriptor();
        MethodDescriptor<Q, Object> either = plain.toBuilder(plain.getRequestMarshaller(), new EitherForm<>(plain.getResponseMarshaller())).build();
        // Flight's handler sends messages of its own type only, which the marshaller tells from ours.
        @SuppressWarnings("unchecked")
        ServerCallHandler<Q, Object> handler = (ServerCallHandler<Q, Object>) method.getServerCallHandler();
        return ServerMethodDefinition.create(either, (call, headers) ->
                Contexts.interceptCall(Context.current().withValue(SENDER, new Sender(call)), call, headers, handler));
    }

    private static final class EitherForm<A> implements MethodDescriptor.Marshaller<Object> {
        private final MethodDescriptor.Marshaller<A> flight;

        EitherForm(MethodDescriptor.Marshaller<A> flight) {
            this.flight = flight;
        }

        @Override
        @SuppressWarnings("unchecked")
        public InputStream stream(Object message) {
            return message instanceof RawMessage raw ? new Outgoing(raw) : flight.stream((A) message);
        }

        @Override
        public Object parse(InputStream stream) {
            return flight.parse(stream);
        }
    }

    /// A message as gRPC takes it: at once, while it is open.
    private static final class Outgoing extends InputStream implements Drainable {
        private final RawMessage message;

        Outgoing(RawMessage message) {
            this.message = message;
        }

        /// As one buffer: of several, gRPC would copy all but the first.
        @Override
        public int drainTo(OutputStream target) throws IOException {
            ByteBuf bytes = message.bytes();
            try {
                int length = bytes.readableBytes();
                AddWritableBuffer.add(bytes, target, true);
                return length;
            } finally {
                bytes.release();
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("messages are drained");
        }
    }
}
