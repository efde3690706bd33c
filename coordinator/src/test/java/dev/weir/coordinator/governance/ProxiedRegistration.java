package dev.weir.coordinator.governance;

import dev.weir.proto.v1.CoordinatorControlGrpc;
import dev.weir.proto.v1.CoordinatorControlGrpc.CoordinatorControlBlockingStub;
import dev.weir.proto.v1.DeregisterRequest;
import dev.weir.proto.v1.DeregisterResponse;
import dev.weir.proto.v1.HeartbeatRequest;
import dev.weir.proto.v1.HeartbeatResponse;
import dev.weir.proto.v1.RegisterRequest;
import dev.weir.proto.v1.RegisterResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Where workers register in place of the coordinator: passes everything on, but says that each worker is reached through a
/// {@link RecordingProxy}.
final class ProxiedRegistration extends CoordinatorControlGrpc.CoordinatorControlImplBase implements AutoCloseable {
    private final ManagedChannel channel;
    private final CoordinatorControlBlockingStub coordinator;
    private final Server server;
    private final Map<String, RecordingProxy> proxies = new ConcurrentHashMap<>();

    ProxiedRegistration(String coordinatorAddress) throws IOException {
        channel = NettyChannelBuilder.forTarget(coordinatorAddress).usePlaintext().maxInboundMessageSize(64 << 20).build();
        coordinator = CoordinatorControlGrpc.newBlockingStub(channel);
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).maxInboundMessageSize(64 << 20).addService(this).build().start();
    }

    int port() {
        return server.getPort();
    }

    List<RecordingProxy> proxies() {
        return List.copyOf(proxies.values());
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> observer) {
        RecordingProxy proxy = proxies.computeIfAbsent(request.getWorker().getId(), _ -> {
            try {
                return new RecordingProxy(request.getWorker().getHost(), request.getWorker().getPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        RegisterRequest.Builder moved = request.toBuilder();
        moved.getWorkerBuilder().setPort(proxy.port());
        answer(observer, () -> coordinator.register(moved.build()));
    }

    @Override
    public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> observer) {
        answer(observer, () -> coordinator.heartbeat(request));
    }

    @Override
    public void deregister(DeregisterRequest request, StreamObserver<DeregisterResponse> observer) {
        answer(observer, () -> coordinator.deregister(request));
    }

    private static <V> void answer(StreamObserver<V> observer, Supplier<V> call) {
        try {
            V answer = call.get();
            observer.onNext(answer);
            observer.onCompleted();
        } catch (RuntimeException failure) {
            observer.onError(failure);
        }
    }

    @Override
    public void close() throws IOException {
        server.shutdownNow();
        channel.shutdownNow();
        for (RecordingProxy proxy : proxies.values()) {
            proxy.close();
        }
    }
}
