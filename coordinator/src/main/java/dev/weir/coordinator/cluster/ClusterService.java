package dev.weir.coordinator.cluster;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.CoordinatorControlGrpc;
import dev.weir.proto.v1.DeregisterRequest;
import dev.weir.proto.v1.DeregisterResponse;
import dev.weir.proto.v1.GetCatalogRequest;
import dev.weir.proto.v1.HeartbeatRequest;
import dev.weir.proto.v1.HeartbeatResponse;
import dev.weir.proto.v1.RegisterRequest;
import dev.weir.proto.v1.RegisterResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The calls that workers make, and what keeps the registry's picture true: watches, the clock, catalogs that are pulled
/// when their digest changes.
public final class ClusterService extends CoordinatorControlGrpc.CoordinatorControlImplBase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterService.class);
    private static final long TICK_MILLIS = 100;

    private final String coordinator;
    private final WorkerRegistry registry;
    private final WorkerChannels channels;
    private final Set<String> pulling = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("cluster clock").factory());

    /// @param coordinator id of this process, another one after each start
    public ClusterService(String coordinator, WorkerRegistry registry, WorkerChannels channels) {
        this.coordinator = coordinator;
        this.registry = registry;
        this.channels = channels;
        registry.listen(new ClusterListener() {
            @Override
            public void lost(WorkerNode worker, QueryException reason) {
                LOG.warn("{}", reason.detail());
                channels.forget(worker);
            }
        });
        clock.scheduleWithFixedDelay(registry::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> observer) {
        WorkerNode worker = WorkerNode.of(request.getWorker());
        RegisterResponse.Builder response = RegisterResponse.newBuilder().setCoordinator(coordinator)
                .setHeartbeatMillis(registry.settings().beat().toMillis()).setLimitMillis(registry.settings().limit().toMillis());
        Optional<QueryException> refused = registry.register(worker, request.getCatalog(), false);
        if (refused.isPresent()) {
            LOG.warn("Refused: {}", refused.get().detail());
            response.setRefused(ErrorCodec.encode(refused.get()));
        } else {
            LOG.info("Registered: {}", worker);
            new WorkerWatch(registry, channels, clock, worker, coordinator).dial();
        }
        observer.onNext(response.build());
        observer.onCompleted();
    }

    @Override
    public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> observer) {
        boolean known = registry.heartbeat(request.getWorker(), request.getQueriesList());
        observer.onNext(HeartbeatResponse.newBuilder().setKnown(known).setCoordinator(coordinator).build());
        observer.onCompleted();
        if (known && !registry.digest(request.getWorker()).equals(Optional.of(request.getDigest()))) {
            pull(request.getWorker());
        }
    }

    /// Asks the workers of a domain what they announce now, since somebody found that it is not what they did.
    public void pullDomain(String domain) {
        registry.announcements(domain).keySet().forEach(worker -> pull(worker.id()));
    }

    @Override
    public void deregister(DeregisterRequest request, StreamObserver<DeregisterResponse> observer) {
        registry.leave(request.getWorker(), "shut down");
        observer.onNext(DeregisterResponse.getDefaultInstance());
        observer.onCompleted();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void pull(String id) {
        Optional<WorkerNode> worker = registry.worker(id);
        if (worker.isEmpty() || !pulling.add(id)) {
            return;
        }
        channels.to(worker.get()).control().withDeadlineAfter(10, TimeUnit.SECONDS)
                .getCatalog(GetCatalogRequest.getDefaultInstance(), new StreamObserver<>() {
                    @Override
                    public void onNext(CatalogMessage catalog) {
                        registry.announce(id, catalog);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        LOG.warn("Catalog of {} could not be pulled: {}", worker.get(), failure.getMessage());
                        pulling.remove(id);
                    }

                    @Override
                    public void onCompleted() {
                        pulling.remove(id);
                    }
                });
    }
}
