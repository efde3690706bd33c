package dev.weir.coordinator.relay;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.io.InputStream;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/// Flight's service with a DoGet that can send batches as they came, beside those that Flight encodes.
public final class RelayedFlight {
    private static final Context.Key<Sender> SENDER = Context.key("weir-wire-sender");

    private RelayedFlight() {}

    /// Sends batches on a DoGet call that Flight's listener has begun, which sends the schema, and will end.
    public static final class Sender {
        private final ServerCall<?, Object> call;

        private Sender(ServerCall<?, Object> call) {
            this.call = call;
        }

        /// Sends the batch and closes it. One thread at a time, Flight's listener included.
        public void send(WireBatch batch) {
            try (batch) {
                call.sendMessage(batch);
            }
        }
    }

    /// The sender of the DoGet that this thread handles; null when the service was not made by {@link #of}.
    public static Sender sender() {
        return SENDER.get();
    }

    public static ServerServiceDefinition of(BindableService flight) {
        ServerServiceDefinition plain = flight.bindService();
        ServerServiceDefinition.Builder relayed = ServerServiceDefinition.builder(plain.getServiceDescriptor().getName());
        for (ServerMethodDefinition<?, ?> method : plain.getMethods()) {
            if (method.getMethodDescriptor().getFullMethodName().equals(FlightServiceGrpc.getDoGetMethod().getFullMethodName())) {
                relayed.addMethod(relaying(method));
            } else {
                relayed.addMethod(method);
            }
        }
        return relayed.build();
    }

    private static <Q, A> ServerMethodDefinition<Q, Object> relaying(ServerMethodDefinition<Q, A> method) {
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
            return message instanceof WireBatch batch ? batch.toStream() : flight.stream((A) message);
        }

        @Override
        public Object parse(InputStream stream) {
            return flight.parse(stream);
        }
    }
}
