package dev.weir.worker.exchange;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.MethodDescriptor;

/// Keeps a call from ending with the call within which it is made: gRPC would cancel it as soon as that one is answered.
/// The same stands in coordinator.cluster: neither module sees the other, and nothing that both see knows gRPC.
final class DetachedCalls implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        Context previous = Context.ROOT.attach();
        try {
            return next.newCall(method, options);
        } finally {
            Context.ROOT.detach(previous);
        }
    }
}
