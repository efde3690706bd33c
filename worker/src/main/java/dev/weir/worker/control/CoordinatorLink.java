package dev.weir.worker.control;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.CoordinatorControlGrpc.CoordinatorControlBlockingStub;
import dev.weir.proto.v1.CoordinatorControlGrpc;
import dev.weir.proto.v1.DeregisterRequest;
import dev.weir.proto.v1.HeartbeatRequest;
import dev.weir.proto.v1.HeartbeatResponse;
import dev.weir.proto.v1.RegisterRequest;
import dev.weir.proto.v1.RegisterResponse;
import dev.weir.worker.wire.NetworkThreads;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Registers a worker with the coordinator and keeps the heartbeat. When the coordinator has not answered for the agreed
/// limit, its queries here are dropped; when it comes back, or another takes its place, the worker registers again.
public final class CoordinatorLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorLink.class);
    public static final Duration GRACE = Duration.ofSeconds(6);
    private static final long FIRST_BEAT_MILLIS = 1_000;
    private static final long FIRST_LIMIT_MILLIS = 10_000;

    private final WorkerServer worker;
    private final Supplier<CatalogMessage> catalog;
    private final String address;
    private final Duration grace;
    private final ManagedChannel channel;
    private final CoordinatorControlBlockingStub coordinator;
    private final ScheduledExecutorService clock;
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private volatile boolean closed;
    // All below belongs to the clock's thread.
    private String known = "";
    private long beatMillis = FIRST_BEAT_MILLIS;
    private long limitMillis = FIRST_LIMIT_MILLIS;
    private long heard = System.nanoTime();
    private boolean accepted;
    private boolean complained;
    private long refusedSince;

    /// @param grace how long a refusal may last before it is final: workers over one folder see changes one after the other
    public CoordinatorLink(WorkerServer worker, Supplier<CatalogMessage> catalog, String host, int port, Duration grace) {
        this.grace = grace;
        this.worker = worker;
        this.catalog = catalog;
        this.address = host + ":" + port;
        this.channel = NetworkThreads.serve(NettyChannelBuilder.forAddress(host, port)).usePlaintext().maxInboundMessageSize(64 << 20).build();
        this.coordinator = CoordinatorControlGrpc.newBlockingStub(channel);
        this.clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("heartbeat " + address).factory());
        clock.execute(this::beat);
    }

    /// Completes when the coordinator has accepted the worker; exceptionally with FILE_CONFLICT when it refuses for good.
    public CompletableFuture<Void> registered() {
        return registered;
    }

    /// Ends the heartbeat without a word. For tests of failures.
    public void silence() {
        closed = true;
        clock.shutdownNow();
        channel.shutdownNow();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        clock.shutdownNow();
        try {
            coordinator.withDeadlineAfter(1, TimeUnit.SECONDS)
                    .deregister(DeregisterRequest.newBuilder().setWorker(worker.identity().getId()).build());
        } catch (StatusRuntimeException unreachable) {
            LOG.debug("Coordinator at {} did not hear the goodbye", address, unreachable);
        }
        channel.shutdownNow();
    }

    private void beat() {
        boolean refused = false;
        try {
            if (accepted) {
                HeartbeatResponse response = deadline().heartbeat(HeartbeatRequest.newBuilder().setWorker(worker.identity().getId())
                        .setDigest(catalog.get().getDigest()).addAllQueries(worker.tasks().queries()).build());
                heard = System.nanoTime();
                accepted = response.getKnown() && response.getCoordinator().equals(known);
            }
            if (!accepted) {
                refused = register();
            }
            complained = false;
        } catch (StatusRuntimeException unreachable) {
            if (!closed) {
                unreachable(unreachable);
            }
        } catch (RuntimeException failure) {
            // The next beat tries again, so that a coordinator that comes back finds its workers.
            LOG.warn("Heartbeat to the coordinator at {} failed", address, failure);
        }
        if (!closed && !refused) {
            try {
                clock.schedule(this::beat, accepted ? beatMillis : Math.min(beatMillis, 250), TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.RejectedExecutionException shutdown) {
                LOG.debug("Heartbeat to {} ended", address);
            }
        }
    }

    /// Answers whether the coordinator refused.
    private boolean register() {
        RegisterResponse response = deadline().register(
                RegisterRequest.newBuilder().setWorker(worker.identity()).setCatalog(catalog.get()).build());
        heard = System.nanoTime();
        if (response.hasRefused()) {
            QueryException reason = ErrorCodec.decode(response.getRefused());
            refusedSince = refusedSince == 0 ? System.nanoTime() : refusedSince;
            if (System.nanoTime() - refusedSince < grace.toNanos()) {
                return false;
            }
            LOG.error("Coordinator at {} refuses this worker: {}", address, reason.getMessage());
            registered.completeExceptionally(reason);
            return true;
        }
        if (!known.isEmpty() && !known.equals(response.getCoordinator())) {
            drop();
        }
        known = response.getCoordinator();
        beatMillis = Math.max(10, response.getHeartbeatMillis());
        limitMillis = Math.max(beatMillis, response.getLimitMillis());
        accepted = true;
        refusedSince = 0;
        registered.complete(null);
        return false;
    }

    private void unreachable(StatusRuntimeException cause) {
        if (!complained) {
            complained = true;
            LOG.warn("Coordinator at {} cannot be reached: {}", address, cause.getStatus());
        }
        if (!known.isEmpty() && System.nanoTime() - heard > TimeUnit.MILLISECONDS.toNanos(limitMillis)) {
            drop();
            known = "";
            accepted = false;
        }
    }

    private void drop() {
        worker.tasks().cancelAllOf(known, new QueryException(
                ErrorCode.COORDINATOR_UNREACHABLE, "Coordinator at " + address + " has not answered for " + limitMillis + " ms"));
    }

    private CoordinatorControlBlockingStub deadline() {
        return coordinator.withDeadlineAfter(Math.min(limitMillis, 5_000), TimeUnit.MILLISECONDS);
    }
}
