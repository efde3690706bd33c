package dev.weir.worker.exchange;

import dev.weir.worker.wire.NetworkThreads;
import dev.weir.worker.wire.RawFlight;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.auth.ServerAuthHandler;
import org.apache.arrow.memory.BufferAllocator;

/// One port for Flight and a control service.
public final class ExchangeServer implements AutoCloseable {
    private static final long GRACE_MILLIS = 500;
    private static final int WINDOW = 4 << 20;

    private final Server server;
    private final ExecutorService calls;
    private final int port;

    /// Starts to listen.
    ///
    /// @param wanted port; 0: any free one
    public ExchangeServer(String host, int wanted, BufferAllocator allocator, FlightProducer producer, BindableService control) throws IOException {
        this.calls = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("call " + host + "-", 0).factory());
        this.server = NetworkThreads.serve(NettyServerBuilder.forAddress(new InetSocketAddress(host, wanted)))
                .executor(calls)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .initialFlowControlWindow(WINDOW)
                .addService(RawFlight.of(FlightGrpcUtils.createFlightService(allocator, producer, ServerAuthHandler.NO_OP, calls)))
                .addService(control)
                .intercept(new SendAhead())
                .build();
        try {
            server.start();
            this.port = server.getPort();
        } catch (IOException failure) {
            calls.shutdownNow();
            throw failure;
        }
    }

    public int port() {
        return port;
    }

    /// Lets calls under way end for a moment, then breaks them.
    @Override
    public void close() {
        server.shutdown();
        await(GRACE_MILLIS);
        kill();
    }

    /// Breaks all calls and connections.
    public void kill() {
        server.shutdownNow();
        await(2_000);
        calls.shutdown();
        try {
            calls.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(long millis) {
        try {
            server.awaitTermination(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
