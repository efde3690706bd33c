package dev.weir.coordinator.launch;

import dev.weir.coordinator.admission.AdmissionLimits;
import dev.weir.coordinator.catalog.CatalogStore;
import dev.weir.coordinator.catalog.MeshCatalog;
import dev.weir.coordinator.cluster.ClusterService;
import dev.weir.coordinator.cluster.ClusterSettings;
import dev.weir.coordinator.cluster.WorkerChannels;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.cluster.WorkerRegistry;
import dev.weir.coordinator.frontdoor.FlightSqlFrontDoor;
import dev.weir.coordinator.frontdoor.Sessions;
import dev.weir.coordinator.http.HealthServer;
import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.SystemTable;
import dev.weir.coordinator.query.SystemTables;
import dev.weir.coordinator.schedule.ContractCalls;
import dev.weir.coordinator.schedule.NetworkCalls;
import dev.weir.coordinator.schedule.Scheduler;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.planner.catalog.Catalog;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.worker.control.WorkerServer;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.task.TableDirectory;
import dev.weir.worker.task.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// A coordinator on the network: front door and registration on one port, health on another, and the embedded worker of
/// the domain `system`.
public final class CoordinatorServer implements AutoCloseable {
    public static final String VERSION = "0.1.0";

    private final String id = UUID.randomUUID().toString();
    private final long started = System.currentTimeMillis();
    private final BufferAllocator memory;
    private final WorkerPool pool;
    private final WorkerRegistry registry;
    private final WorkerChannels channels;
    private final ClusterService cluster;
    private final MeshCatalog catalog;
    private final WorkerServer systemWorker;
    private final Scheduler scheduler;
    private final ClusterBackend backend;
    private final SystemTables system;
    private final QueryService queries;
    private final FlightPort flight;
    private final HealthServer health;
    private final String host;

    /// @param host       to bind; loopback unless asked for more
    /// @param flightPort 0: any free one
    /// @param httpPort   0: any free one
    /// @param state      folder in which catalogs are kept; null keeps nothing
    public CoordinatorServer(String host, int flightPort, int httpPort, Path state, int threads, long memoryLimit) {
        this(host, flightPort, httpPort, state, threads, memoryLimit, AdmissionLimits.ofCores(Runtime.getRuntime().availableProcessors()));
    }

    /// @param limits of the queries that run and wait at a time
    public CoordinatorServer(String host, int flightPort, int httpPort, Path state, int threads, long memoryLimit, AdmissionLimits limits) {
        this.host = host;
        this.memory = new RootAllocator(memoryLimit);
        this.pool = new WorkerPool(threads);
        this.registry = new WorkerRegistry(ClusterSettings.DEFAULT, System::nanoTime);
        this.channels = new WorkerChannels(memory.newChildAllocator("results", 0, Long.MAX_VALUE));
        this.cluster = new ClusterService(id, registry, channels);
        this.catalog = new MeshCatalog(registry, new CatalogStore(state));
        this.system = new SystemTables(this::nodes, this::tasks, this::history, this::view);
        WorkerSettings settings = WorkerSettings.of(id + "-system", SystemTable.DOMAIN, threads);
        this.systemWorker = new WorkerServer(settings, new WorkerServer.Parts(
                new SystemTableSource(system), TableDirectory.withoutFiles(), PolicySource.none(), CatalogMessage::getDefaultInstance, pool, memory,
                new OutputRegistry(settings.patience())), "127.0.0.1", 0);
        this.scheduler = new Scheduler(
                id, registry, new OwnWorkerCalls(systemWorker, new NetworkCalls(channels), channels.allocator()),
                WorkerNode.of(systemWorker.identity()), cluster::pullDomain);
        this.backend = new ClusterBackend(scheduler, catalog, new ContractCalls(registry, channels), this::memory);
        this.queries = new QueryService(this::view, backend, memory.newChildAllocator("front door", 0, Long.MAX_VALUE), limits);
        FlightPort listening = null;
        try {
            listening = startFlight(host, flightPort);
            this.health = startHealth(host, httpPort);
            this.flight = listening;
        } catch (RuntimeException e) {
            if (listening != null) {
                listening.stop();
            }
            release();
            throw e;
        }
    }

    public String address() {
        return host + ":" + flight.port();
    }

    public String httpAddress() {
        return host + ":" + health.port();
    }

    public QueryService queries() {
        return queries;
    }

    public WorkerRegistry registry() {
        return registry;
    }

    /// Whether a query runs.
    boolean answers() {
        for (QueryExecution query : history()) {
            if (!query.state().isFinal()) {
                return true;
            }
        }
        return false;
    }

    private FlightPort startFlight(String bind, int port) {
        BufferAllocator buffers = memory.newChildAllocator("flight", 0, Long.MAX_VALUE);
        Sessions sessions = new Sessions();
        try {
            return new FlightPort(bind, port, buffers, new FlightSqlFrontDoor(queries, sessions, buffers, VERSION), sessions, cluster);
        } catch (IOException e) {
            throw new QueryException(ErrorCode.PORT_IN_USE, "Cannot listen at " + bind + ":" + port + ": " + e.getMessage(), e)
                    .withHint("choose another --flight-port; 0 is any free one");
        }
    }

    private HealthServer startHealth(String bind, int port) {
        try {
            return new HealthServer(bind, port, this::isReady);
        } catch (IOException e) {
            throw new QueryException(ErrorCode.PORT_IN_USE, "Cannot listen at " + bind + ":" + port + ": " + e.getMessage(), e)
                    .withHint("choose another --http-port; 0 is any free one");
        }
    }

    /// Whether the next query will work: every known domain has a live worker, and there is one.
    private boolean isReady() {
        Catalog now = catalog.snapshot();
        for (String domain : now.domains()) {
            if (now.workers(domain) == 0) {
                return false;
            }
        }
        return !now.domains().isEmpty();
    }

    private long memory(String domain) {
        return domain.equals(SystemTable.DOMAIN) ? memory.getLimit() : registry.memory(domain);
    }

    private Catalog view() {
        return new SystemCatalog(catalog.snapshot(), system);
    }

    private List<SystemTables.Task> tasks() {
        return backend.tasks();
    }

    private List<QueryExecution> history() {
        return queries.history().all();
    }

    private List<SystemTables.Node> nodes() {
        List<SystemTables.Node> nodes = new ArrayList<>();
        nodes.add(new SystemTables.Node(id, "coordinator", SystemTable.DOMAIN, "", address(), "ACTIVE", VERSION, started * 1000));
        for (WorkerNode worker : registry.workers()) {
            nodes.add(new SystemTables.Node(
                    worker.id(), "worker", worker.domain(), worker.region(), worker.address(), "ACTIVE", worker.version(), worker.startedMillis() * 1000));
        }
        return nodes;
    }

    /// Memory of the whole process; comes to rest at zero when nothing runs.
    public BufferAllocator memory() {
        return memory;
    }

    @Override
    public void close() {
        health.close();
        scheduler.close();
        flight.stop();
        release();
    }

    private void release() {
        scheduler.close();
        systemWorker.close();
        cluster.close();
        channels.close();
        pool.close();
        ProcessMemory.close(memory, "coordinator");
    }
}
