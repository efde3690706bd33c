package dev.weir.coordinator.launch;

import dev.weir.coordinator.admission.AdmissionLimits;
import dev.weir.coordinator.cli.EmbeddedSession;
import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.SystemTable;
import dev.weir.coordinator.query.SystemTables;
import dev.weir.exec.memory.DataMemory;
import dev.weir.exec.operator.scan.FileTableSource;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.planner.catalog.Catalog;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.catalog.PublishedCatalog;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.task.PublishedTables;
import dev.weir.worker.task.TableDirectory;
import dev.weir.worker.task.WorkerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;

/// A whole engine in this process over one folder: every domain's worker, the planner, no port.
public final class EmbeddedEngine implements AutoCloseable {
    private final Path folder;
    private final DataMemory memory;
    private final WorkerPool pool;
    private final Map<String, EmbeddedWorker> workers = new LinkedHashMap<>();
    private final NamedFiles files = new NamedFiles();
    private final List<FileTableSource> tables = new ArrayList<>();
    private final SystemTables system;
    private final QueryService queries;
    private final long started = System.currentTimeMillis();

    private EmbeddedEngine(Path folder, int threads, MemoryLimits limits, SpillPlace spill) {
        this.folder = folder;
        this.memory = new DataMemory(limits.queries(), limits.pageCache());
        this.pool = new WorkerPool(threads);
        OutputRegistry outputs = new OutputRegistry(WorkerSettings.of("", "", threads).patience());
        EmbeddedBackend backend = new EmbeddedBackend(workers, limits.queries());
        this.system = new SystemTables(this::nodes, backend::tasks, this::history, this::catalog);
        workers.put(SystemTable.DOMAIN, new EmbeddedWorker(
                settings("embedded-system", SystemTable.DOMAIN, threads, spill), null, _ -> Optional.empty(), new SystemTableSource(system), TableDirectory.withoutFiles(),
                PolicySource.none(), pool, memory.root(), outputs));
        FileTableSource named = new FileTableSource(NamedFiles.ROOT, memory.pages());
        tables.add(named);
        workers.put(NamedFiles.DOMAIN, new EmbeddedWorker(
                settings("embedded-file", NamedFiles.DOMAIN, threads, spill), null, files::table, named, files,
                PolicySource.none(), pool, memory.root(), outputs));
        EmbeddedDomains.of(folder).forEach((domain, path) -> {
            PolicyFile policies = PolicyFile.inFolder(domain, path);
            DomainCatalog catalog = new DomainCatalog(domain, path, table -> policies.current().governs(table), DomainCatalog.INTERVAL);
            policies.attach(catalog);
            FileTableSource source = new FileTableSource(path, memory.pages());
            tables.add(source);
            workers.put(domain, new EmbeddedWorker(
                    settings("embedded-" + domain, domain, threads, spill), catalog, name -> catalog.current().table(name), source, new PublishedTables(catalog), policies,
                    pool, memory.root(), outputs));
        });
        this.queries = new QueryService(this::catalog, backend, memory.root().newChildAllocator("results", 0, Long.MAX_VALUE),
                AdmissionLimits.ofCores(threads));
    }

    /// Opens an engine over the files of a folder.
    static EmbeddedEngine open(Path folder, EngineOptions options) {
        return open(folder, options.threadCount(), options.memoryLimits(), options.spillPlace());
    }

    public static EmbeddedEngine open(Path folder, int threads, long memoryLimit) {
        return open(folder, threads, MemoryLimits.of(memoryLimit), SpillPlace.usual());
    }

    public static EmbeddedEngine open(Path folder, int threads, MemoryLimits limits, SpillPlace spill) {
        return new EmbeddedEngine(folder.toAbsolutePath().normalize(), threads, limits, spill);
    }

    private static WorkerSettings settings(String id, String domain, int threads, SpillPlace spill) {
        return WorkerSettings.of(id, domain, threads).spillingTo(spill.folder(), spill.limit());
    }

    public QueryService queries() {
        return queries;
    }

    /// The root of all memory.
    public BufferAllocator memory() {
        return memory.root();
    }

    /// Bytes that queries hold: zero when nothing runs.
    public long usedBytes() {
        return memory.usedBytes();
    }

    /// Whether nothing of any query is left.
    public boolean idle() {
        for (EmbeddedWorker worker : workers.values()) {
            if (!worker.tasks().idle()) {
                return false;
            }
        }
        return true;
    }

    /// A session whose end ends the engine.
    EmbeddedSession session(String user, Map<String, String> properties) {
        QuerySession session = new QuerySession("embedded", user);
        properties.forEach(session::set);
        return new EmbeddedSession(queries, session, folder.toString(), this);
    }

    private Catalog catalog() {
        Map<String, PublishedCatalog> domains = new TreeMap<>();
        for (EmbeddedWorker worker : workers.values()) {
            if (worker.catalog() != null) {
                domains.put(worker.domain(), worker.catalog().current());
            }
        }
        return new SystemCatalog(new EmbeddedCatalog(domains, files), system);
    }

    private List<SystemTables.Node> nodes() {
        List<SystemTables.Node> nodes = new ArrayList<>();
        for (EmbeddedWorker worker : workers.values()) {
            nodes.add(new SystemTables.Node(worker.id(), "embedded", worker.domain(), "", "in-process", "ACTIVE", "0.1.0", started * 1000));
        }
        return nodes;
    }

    private List<QueryExecution> history() {
        return queries.history().all();
    }

    @Override
    public void close() {
        for (EmbeddedWorker worker : workers.values()) {
            worker.close();
        }
        pool.close();
        tables.forEach(FileTableSource::close);
        ProcessMemory.close(memory, "engine");
    }
}
