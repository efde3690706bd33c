package dev.weir.worker.exchange;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// Lets a batch be encoded while the one before is on its way: the transport's usual 32 KiB are less than one. What a
/// stream may have under way at all is what its reader granted.
final class SendAhead implements ServerInterceptor {
    private static final int BYTES = 1 << 20;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        call.setOnReadyThreshold(BYTES);
        return next.startCall(call, headers);
    }
}
