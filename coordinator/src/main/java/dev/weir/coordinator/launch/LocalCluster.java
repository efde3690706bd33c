package dev.weir.coordinator.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A coordinator and workers in this process, with real ports and real wires: for tests that want a cluster in one JVM.
public final class LocalCluster implements AutoCloseable {
    private static final long START_SECONDS = 30;

    private final CoordinatorServer coordinator;
    private final List<DomainWorker> workers = new ArrayList<>();
    private final int threads;
    private final MemoryLimits limits;
    private final SpillPlace spill;

    /// Starts a coordinator that keeps nothing on disk; its workers keep pages.
    ///
    /// @param threads     of each process that would be one
    /// @param memoryLimit likewise, in bytes
    public LocalCluster(int threads, long memoryLimit) {
        this(threads, MemoryLimits.of(memoryLimit).withPageCache(memoryLimit / 4), SpillPlace.usual());
    }

    /// @param limits of the workers, and the coordinator's without pages
    /// @param spill  of the workers
    public LocalCluster(int threads, MemoryLimits limits, SpillPlace spill) {
        this.spill = spill;
        this.threads = threads;
        this.limits = limits;
        this.coordinator = new CoordinatorServer("127.0.0.1", 0, 0, null, threads, limits.queries());
    }

    /// Starts a worker and waits until the coordinator has let it in.
    public DomainWorker addWorker(String domain, Path folder) {
        return addWorker(domain, folder, null);
    }

    /// @param policies the worker's `--policies`; null: none
    public DomainWorker addWorker(String domain, Path folder, Path policies) {
        String[] address = coordinator.address().split(":");
        DomainWorker worker = new DomainWorker(domain, folder, policies, "", "127.0.0.1", 0, address[0], Integer.parseInt(address[1]), threads, limits, spill);
        try {
            worker.registered().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            worker.close();
            throw new IllegalStateException("worker of " + domain + " did not register", e);
        } catch (InterruptedException e) {
            worker.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        workers.add(worker);
        return worker;
    }

    public CoordinatorServer coordinator() {
        return coordinator;
    }

    public List<DomainWorker> workers() {
        return List.copyOf(workers);
    }

    /// For the stock driver.
    public String jdbcUrl() {
        return "jdbc:arrow-flight-sql://" + coordinator.address() + "/?useEncryption=false";
    }

    @Override
    public void close() {
        for (DomainWorker worker : workers.reversed()) {
            worker.close();
        }
        coordinator.close();
    }
}
