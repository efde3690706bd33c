package dev.weir.coordinator.cluster;

import dev.weir.proto.v1.WatchMessage;
import dev.weir.proto.v1.WatchRequest;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Keeps a call open to a worker, whose end says that the connection or the process has gone. Dials again until the
/// registry gives the worker up.
final class WorkerWatch {
    private static final long REDIAL_MILLIS = 50;

    private final WorkerRegistry registry;
    private final WorkerChannels channels;
    private final ScheduledExecutorService clock;
    private final WorkerNode worker;
    private final String coordinator;

    WorkerWatch(WorkerRegistry registry, WorkerChannels channels, ScheduledExecutorService clock, WorkerNode worker, String coordinator) {
        this.registry = registry;
        this.channels = channels;
        this.clock = clock;
        this.worker = worker;
        this.coordinator = coordinator;
    }

    void dial() {
        if (registry.worker(worker.id()).isEmpty()) {
            return;
        }
        channels.to(worker).control().watch(WatchRequest.newBuilder().setCoordinator(coordinator).build(), new StreamObserver<>() {
            @Override
            public void onNext(WatchMessage message) {
                if (message.getWorker().getId().equals(worker.id())) {
                    registry.connected(worker.id());
                } else {
                    registry.leave(worker.id(), "another process answers at its address");
                }
            }

            @Override
            public void onError(Throwable broken) {
                registry.broken(worker.id());
                redial();
            }

            @Override
            public void onCompleted() {
                registry.leave(worker.id(), "shut down");
            }
        });
    }

    private void redial() {
        if (!clock.isShutdown()) {
            try {
                channels.to(worker).channel().resetConnectBackoff();
                clock.schedule(this::dial, REDIAL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException shutdown) {
                // Nobody watches any more.
            }
        }
    }
}
