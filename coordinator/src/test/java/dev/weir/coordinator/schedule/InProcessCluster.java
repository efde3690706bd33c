package dev.weir.coordinator.schedule;

import dev.weir.coordinator.catalog.CatalogStore;
import dev.weir.coordinator.catalog.MeshCatalog;
import dev.weir.coordinator.cluster.ClusterService;
import dev.weir.coordinator.cluster.ClusterSettings;
import dev.weir.coordinator.cluster.WorkerChannels;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.cluster.WorkerRegistry;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.operator.scan.FileTableSource;
import dev.weir.exec.operator.scan.TableSource;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.SessionMessage;
import dev.weir.worker.catalog.CatalogCodec;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.control.CoordinatorLink;
import dev.weir.worker.control.WorkerServer;
import dev.weir.worker.exchange.MemoryDrain;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.task.PublishedTables;
import dev.weir.worker.task.WorkerSettings;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/// A coordinator and workers in one JVM that talk as if they were processes: every plan goes through the wire form, every
/// row between workers over a connection. Closing it proves that nothing is left.
final class InProcessCluster implements AutoCloseable {
    final BufferAllocator memory = new RootAllocator();
    final WorkerChannels channels = new WorkerChannels(memory);
    final WorkerRegistry registry;
    final MeshCatalog catalog;
    final Scheduler scheduler;
    private final ClusterService service;
    private final Server server;
    private final List<TestWorker> workers = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();

    InProcessCluster(ClusterSettings settings, Path kept) throws Exception {
        registry = new WorkerRegistry(settings, System::nanoTime);
        catalog = new MeshCatalog(registry, new CatalogStore(kept));
        service = new ClusterService("coordinator-1", registry, channels);
        scheduler = new Scheduler("coordinator-1", registry, new NetworkCalls(channels), null);
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(service).build().start();
    }

    int port() {
        return server.getPort();
    }

    /// A worker process.
    final class TestWorker implements AutoCloseable {
        final BufferAllocator memory = new RootAllocator();
        final WorkerPool pool = new WorkerPool(2);
        final DomainCatalog catalog;
        final WorkerServer server;
        final CoordinatorLink link;
        final String id;
        private final FileTableSource files;
        private boolean closed;

        TestWorker(String domain, Path folder) {
            id = domain + "-" + ids.incrementAndGet();
            catalog = new DomainCatalog(domain, folder, _ -> false, Duration.ofMillis(100));
            files = new FileTableSource(folder);
            TableSource tables = files;
            Supplier<CatalogMessage> announced = CatalogCodec.announcing(catalog);
            WorkerSettings settings = new WorkerSettings(id, domain, "", 2, 256 << 10, 1 << 20, Duration.ofSeconds(3));
            server = new WorkerServer(
                    settings,
                    new WorkerServer.Parts(
                            tables, new PublishedTables(catalog), PolicySource.none(), announced, pool, memory, new OutputRegistry(Duration.ofSeconds(3))),
                    "127.0.0.1", 0);
            link = new CoordinatorLink(server, announced, "127.0.0.1", port(), Duration.ZERO);
        }

        WorkerNode node() {
            return registry.worker(id).orElseThrow();
        }

        /// Dies without a word.
        void kill() throws Exception {
            closed = true;
            link.silence();
            server.kill();
            release();
        }

        @Override
        public void close() throws Exception {
            if (!closed) {
                closed = true;
                link.close();
                server.close();
                release();
            }
        }

        private void release() throws Exception {
            pool.close();
            catalog.close();
            files.close();
            if (!server.tasks().idle()) {
                throw new AssertionError("worker " + id + " still runs " + server.tasks().queries());
            }
            if (!MemoryDrain.await(memory, Duration.ofSeconds(30))) {
                throw new AssertionError("worker " + id + " leaked " + memory.toVerboseString());
            }
            memory.close();
        }
    }

    /// Starts a worker and waits until it may be used.
    TestWorker worker(String domain, Path folder) throws Exception {
        TestWorker worker = new TestWorker(domain, folder);
        workers.add(worker);
        worker.link.registered().get(60, TimeUnit.SECONDS);
        return worker;
    }

    RunningQuery start(DistributedPlan plan) {
        return scheduler.start(
                "q_20261120_" + String.format("%06x", ids.incrementAndGet()), plan, catalog.snapshot(),
                SessionMessage.newBuilder().setUser("ann").setZone("UTC").build(), 0);
    }

    /// The only column of the result, sorted.
    static List<Long> read(RunningQuery query) {
        List<Long> values = new ArrayList<>();
        try (ResultStream result = query.result()) {
            while (true) {
                ResultBatch batch = result.next();
                if (batch == null) {
                    break;
                }
                try (VectorSchemaRoot root = batch.toVectors()) {
                    BigIntVector vector = (BigIntVector) root.getVector(0);
                    for (int i = 0; i < root.getRowCount(); i++) {
                        values.add(vector.get(i));
                    }
                }
            }
        }
        values.sort(null);
        return values;
    }

    /// The coordinator dies without a word.
    void killCoordinator() throws Exception {
        service.close();
        channels.close();
        server.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        scheduler.close();
        for (TestWorker worker : workers) {
            worker.close();
        }
        service.close();
        channels.close();
        server.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        if (!MemoryDrain.await(memory, Duration.ofSeconds(30))) {
            throw new AssertionError("coordinator leaked " + memory.toVerboseString());
        }
        memory.close();
    }
}
