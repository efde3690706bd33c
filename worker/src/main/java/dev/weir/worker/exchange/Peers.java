package dev.weir.worker.exchange;

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

/// Connections to other workers, one an address, shared by all queries: Flight and control calls on the same channel.
/// A connection without calls goes idle by itself: what stays is an entry for each address that a worker had.
public final class Peers implements AutoCloseable {
    private final BufferAllocator allocator;
    private final ConcurrentHashMap<Address, Peer> peers = new ConcurrentHashMap<>();
    /// Decodes what arrives; its own, so that nothing arrives after the end of {@link #close}.
    private final ExecutorService calls = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("peer-", 0).factory());

    /// @param allocator of messages between their arrival and their hand-over to a query
    public Peers(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    public record Address(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /// A connection to one worker.
    public record Peer(Address address, ManagedChannel channel, FlightClient flight, WorkerControlGrpc.WorkerControlStub control) {}

    public Peer at(Address address) {
        return peers.computeIfAbsent(address, this::connect);
    }

    private Peer connect(Address address) {
        ManagedChannel channel = NetworkThreads.serve(NettyChannelBuilder.forAddress(address.host(), address.port()))
                .usePlaintext()
                .executor(calls)
                .intercept(new DetachedCalls())
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .initialFlowControlWindow(4 << 20)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .build();
        return new Peer(address, channel, FlightGrpcUtils.createFlightClientWithSharedChannel(allocator, channel), WorkerControlGrpc.newStub(channel));
    }

    @Override
    public void close() {
        for (Peer peer : peers.values()) {
            peer.channel().shutdownNow();
        }
        try {
            for (Peer peer : peers.values()) {
                peer.channel().awaitTermination(2, TimeUnit.SECONDS);
            }
            calls.shutdown();
            calls.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        peers.clear();
    }
}
