package dev.weir.coordinator.launch;

import dev.weir.coordinator.frontdoor.Sessions;
import dev.weir.worker.wire.NetworkThreads;
import dev.weir.worker.wire.RawFlight;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.auth.ServerAuthHandler;
import org.apache.arrow.flight.auth.ServerAuthInterceptor;
import org.apache.arrow.flight.grpc.ServerInterceptorAdapter;
import org.apache.arrow.memory.BufferAllocator;

/// The port of a coordinator: Flight SQL for clients, with results relayed, and the service at which workers register.
///
/// Put together here rather than by Flight's own server, which does not let go of how DoGet writes its messages.
final class FlightPort {
    /// A client whose machine went away without a word is noticed after twice this time.
    private static final long SILENT_CLIENT_SECONDS = 20;
    private static final long PATIENCE_SECONDS = 2;

    private final Server server;
    private final ExecutorService calls = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("front door-", 0).factory());

    /// Starts to listen.
    ///
    /// @param port 0: any free one
    FlightPort(String host, int port, BufferAllocator allocator, FlightProducer frontDoor, Sessions sessions, BindableService cluster) throws IOException {
        BindableService flight = FlightGrpcUtils.createFlightService(allocator, frontDoor, ServerAuthHandler.NO_OP, calls);
        this.server = NetworkThreads.serve(NettyServerBuilder.forAddress(new InetSocketAddress(host, port)))
                .executor(calls)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(SILENT_CLIENT_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(SILENT_CLIENT_SECONDS, TimeUnit.SECONDS)
                .addService(ServerInterceptors.intercept(RawFlight.of(flight), new ServerAuthInterceptor(ServerAuthHandler.NO_OP)))
                .addService(cluster)
                .intercept(new SendAhead())
                .intercept(new ServerInterceptorAdapter(List.of(new ServerInterceptorAdapter.KeyFactory<>(Sessions.KEY, sessions))))
                .build();
        try {
            server.start();
        } catch (IOException failure) {
            calls.shutdownNow();
            throw failure;
        }
    }

    int port() {
        return server.getPort();
    }

    /// Lets calls end that have just been cancelled, then breaks the others.
    void stop() {
        try {
            server.shutdown();
            if (!server.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.shutdown();
    }
}
