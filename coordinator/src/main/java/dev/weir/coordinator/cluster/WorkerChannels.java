package dev.weir.coordinator.cluster;

import dev.weir.proto.v1.WorkerControlGrpc;
import dev.weir.worker.wire.NetworkThreads;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.memory.BufferAllocator;

/// Connections to workers, one an address: control calls and results on the same channel.
public final class WorkerChannels implements AutoCloseable {
    private final BufferAllocator allocator;
    private final ConcurrentHashMap<String, WorkerChannel> channels = new ConcurrentHashMap<>();
    /// Decodes what arrives; its own, so that nothing arrives after the end of {@link #close}.
    private final ExecutorService calls = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("worker call-", 0).factory());

    /// @param allocator of what results hold on their way through
    public WorkerChannels(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    public record WorkerChannel(ManagedChannel channel, WorkerControlGrpc.WorkerControlStub control, FlightClient flight) {}

    public BufferAllocator allocator() {
        return allocator;
    }

    public WorkerChannel to(WorkerNode worker) {
        return channels.computeIfAbsent(worker.address(), _ -> connect(worker));
    }

    /// Closes the connection to an address where nobody answers any more.
    public void forget(WorkerNode worker) {
        WorkerChannel channel = channels.remove(worker.address());
        if (channel != null) {
            channel.channel().shutdownNow();
        }
    }

    @Override
    public void close() {
        for (WorkerChannel channel : channels.values()) {
            channel.channel().shutdownNow();
        }
        try {
            for (WorkerChannel channel : channels.values()) {
                channel.channel().awaitTermination(2, TimeUnit.SECONDS);
            }
            calls.shutdown();
            calls.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        channels.clear();
    }

    private WorkerChannel connect(WorkerNode worker) {
        ManagedChannel channel = NetworkThreads.serve(NettyChannelBuilder.forAddress(worker.host(), worker.port()))
                .usePlaintext()
                .executor(calls)
                .intercept(new DetachedCalls())
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .initialFlowControlWindow(4 << 20)
                .keepAliveTime(5, TimeUnit.SECONDS)
                .keepAliveTimeout(3, TimeUnit.SECONDS)
                .build();
        return new WorkerChannel(
                channel, WorkerControlGrpc.newStub(channel), FlightGrpcUtils.createFlightClientWithSharedChannel(allocator, channel));
    }
}
