package dev.weir.coordinator.launch;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// Lets results wait in the transport by more than its usual 32 KiB, which is less than a batch, so that the connection does
/// not run dry while the threads that would fill it wait for a core.
final class SendAhead implements ServerInterceptor {
    private static final int BYTES = 4 << 20;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        call.setOnReadyThreshold(BYTES);
        return next.startCall(call, headers);
    }
}
