package dev.weir.worker.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.CoordinatorControlGrpc;
import dev.weir.proto.v1.DeregisterRequest;
import dev.weir.proto.v1.DeregisterResponse;
import dev.weir.proto.v1.HeartbeatRequest;
import dev.weir.proto.v1.HeartbeatResponse;
import dev.weir.proto.v1.RegisterRequest;
import dev.weir.proto.v1.RegisterResponse;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.task.Session;
import dev.weir.worker.task.TableDirectory;
import dev.weir.worker.task.TaskFigures;
import dev.weir.worker.task.TaskListener;
import dev.weir.worker.task.TaskOrder;
import dev.weir.worker.task.TaskSpec;
import dev.weir.worker.task.WorkerSettings;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A coordinator that hangs, and one that has forgotten.
@Timeout(30)
class CoordinatorLinkTest {
    /// Answers or is silent, as told.
    private static final class Coordinator extends CoordinatorControlGrpc.CoordinatorControlImplBase {
        final AtomicInteger registrations = new AtomicInteger();
        volatile boolean silent;
        volatile boolean forgetful;

        @Override
        public void register(RegisterRequest request, StreamObserver<RegisterResponse> observer) {
            registrations.incrementAndGet();
            forgetful = false;
            observer.onNext(RegisterResponse.newBuilder().setCoordinator("c").setHeartbeatMillis(50).setLimitMillis(400).build());
            observer.onCompleted();
        }

        @Override
        public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> observer) {
            if (!silent) {
                observer.onNext(HeartbeatResponse.newBuilder().setKnown(!forgetful).setCoordinator("c").build());
                observer.onCompleted();
            }
        }

        @Override
        public void deregister(DeregisterRequest request, StreamObserver<DeregisterResponse> observer) {
            observer.onNext(DeregisterResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    @Test
    void silenceDropsTheCoordinatorsQueriesAndAWordBringsTheWorkerBack() throws Exception {
        Coordinator coordinator = new Coordinator();
        Server listening = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(coordinator).build().start();
        BufferAllocator memory = new RootAllocator();
        WorkerPool pool = new WorkerPool(1);
        WorkerServer.Parts parts = new WorkerServer.Parts(
                (scan, splits, context) -> { throw new IllegalStateException("no tables"); }, TableDirectory.withoutFiles(), PolicySource.none(),
                CatalogMessage::getDefaultInstance, pool, memory, new OutputRegistry(Duration.ofSeconds(1)));
        WorkerServer worker = new WorkerServer(WorkerSettings.of("w", "sales", 1), parts, "127.0.0.1", 0);
        CoordinatorLink link = new CoordinatorLink(worker, CatalogMessage::getDefaultInstance, "127.0.0.1", listening.getPort(), Duration.ZERO);
        try {
            link.registered().get(60, TimeUnit.SECONDS);
            coordinator.forgetful = true;
            until(() -> coordinator.registrations.get() == 2);
            CompletableFuture<Void> ended = unreadQuery(worker);
            Thread.sleep(600);
            assertFalse(ended.isDone());
            coordinator.silent = true;
            ended.get(60, TimeUnit.SECONDS);
            until(() -> worker.tasks().idle());
            coordinator.silent = false;
            until(() -> coordinator.registrations.get() == 3);
        } finally {
            link.close();
            worker.close();
            pool.close();
            listening.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        }
        assertEquals(0, memory.getAllocatedMemory());
        memory.close();
    }

    /// A query whose only row nobody fetches.
    private static CompletableFuture<Void> unreadQuery(WorkerServer worker) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        PhysicalPlan row = new PhysicalPlan.Values(List.of(SqlType.BIGINT), List.of(List.of(Literal.ofLong(1))));
        Fragment fragment = new Fragment(0, new PhysicalPlan.ClientOutput(row, List.of("one")), new Site.Domain("sales"), false, List.of());
        TaskSpec task = new TaskSpec(new TaskId("q_20261120_000001", 0, 0, 0), fragment, Map.of(), 1, Map.of(), java.util.List.of(), java.util.List.of());
        worker.tasks().execute(new TaskOrder("q_20261120_000001", new Session("ann", ZoneId.of("UTC"), 0), "c", List.of(task), 0, com.google.protobuf.ByteString.EMPTY), new TaskListener() {
            @Override
            public void changed(TaskId id, State state, QueryException reason, TaskFigures figures) {}

            @Override
            public void ended() {
                ended.complete(null);
            }
        });
        return ended;
    }

    private static void until(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "did not happen in time");
            Thread.sleep(5);
        }
    }
}
