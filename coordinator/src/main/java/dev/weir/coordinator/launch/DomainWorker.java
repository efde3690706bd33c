package dev.weir.coordinator.launch;

import dev.weir.exec.memory.DataMemory;
import dev.weir.exec.operator.scan.FileTableSource;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.worker.catalog.CatalogCodec;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.control.CoordinatorLink;
import dev.weir.worker.control.WorkerServer;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.task.PublishedTables;
import dev.weir.worker.task.WorkerSettings;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;

/// A worker process of a domain: its folder, its policy, its port, its link to the coordinator.
public final class DomainWorker implements AutoCloseable {
    private final DataMemory memory;
    private final WorkerPool pool;
    private final DomainCatalog catalog;
    private final FileTableSource files;
    private final WorkerServer server;
    private final CoordinatorLink link;

    /// A worker whose policy is the one in its folder, if there is one.
    public DomainWorker(
            String domain, Path folder, String region, String host, int port, String coordinatorHost, int coordinatorPort, int threads, long memoryLimit) {
        this(domain, folder, null, region, host, port, coordinatorHost, coordinatorPort, threads, memoryLimit);
    }

    /// @param policyFile      without which the worker answers nothing; null: `policies.yaml` in the folder, if there is one
    /// @param host            to bind and to be reached at
    /// @param port            0: any free one
    /// @param coordinatorHost where to register
    public DomainWorker(
            String domain, Path folder, Path policyFile, String region, String host, int port, String coordinatorHost, int coordinatorPort, int threads,
            long memoryLimit) {
        this(domain, folder, policyFile, region, host, port, coordinatorHost, coordinatorPort, threads, MemoryLimits.of(memoryLimit),
                SpillPlace.usual());
    }

    /// @param spill where what does not fit into memory goes, on a disk of the domain's own
    public DomainWorker(
            String domain, Path folder, Path policyFile, String region, String host, int port, String coordinatorHost, int coordinatorPort, int threads,
            MemoryLimits limits, SpillPlace spill) {
        this.memory = new DataMemory(limits.queries(), limits.pageCache());
        this.pool = new WorkerPool(threads);
        PolicyFile policies = policyFile == null ? PolicyFile.inFolder(domain, folder) : PolicyFile.required(domain, folder, policyFile);
        this.catalog = new DomainCatalog(domain, folder, table -> policies.current().governs(table), DomainCatalog.INTERVAL);
        policies.attach(catalog);
        this.files = new FileTableSource(folder, memory.pages());
        WorkerSettings settings = WorkerSettings.of(UUID.randomUUID().toString(), domain, threads).inRegion(region).spillingTo(spill.folder(), spill.limit());
        Supplier<CatalogMessage> announced;
        try {
            catalog.refresh();
            announced = CatalogCodec.announcing(catalog, () -> policies.current().digest());
            this.server = new WorkerServer(settings, new WorkerServer.Parts(
                    files, new PublishedTables(catalog), policies, announced, pool, memory.root(), new OutputRegistry(settings.patience())), host, port);
        } catch (RuntimeException e) {
            release();
            throw e;
        }
        this.link = new CoordinatorLink(server, announced, coordinatorHost, coordinatorPort, DomainCatalog.INTERVAL.multipliedBy(2));
    }

    public String address() {
        return server.host() + ":" + server.port();
    }

    /// Completes when the coordinator has let the worker in.
    public CompletableFuture<Void> registered() {
        return link.registered();
    }

    /// The root of the process's memory.
    public BufferAllocator memory() {
        return memory.root();
    }

    /// Bytes that queries hold: zero when nothing runs.
    public long usedBytes() {
        return memory.usedBytes();
    }

    public WorkerServer server() {
        return server;
    }

    @Override
    public void close() {
        link.close();
        server.close();
        release();
    }

    private void release() {
        catalog.close();
        pool.close();
        files.close();
        ProcessMemory.close(memory, "worker");
    }
}
