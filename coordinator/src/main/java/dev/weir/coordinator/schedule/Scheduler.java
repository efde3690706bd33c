package dev.weir.coordinator.schedule;

import dev.weir.coordinator.catalog.CatalogSnapshot;
import dev.weir.coordinator.catalog.TableFiles;
import dev.weir.coordinator.cluster.ClusterListener;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.cluster.WorkerRegistry;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.TableName;
import dev.weir.proto.v1.SessionMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/// Places and starts queries, and tells those that run when a worker is lost.
public final class Scheduler implements ClusterListener, AutoCloseable {
    private final String coordinator;
    private final WorkerRegistry registry;
    private final WorkerCalls calls;
    private final WorkerNode self;
    private final Consumer<String> stale;
    private final Map<String, RunningQuery> queries = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("schedule clock").factory());

    /// @param coordinator id of this process, as workers know it
    /// @param self        the worker within this process that runs stages of the coordinator; null when there is none
    public Scheduler(String coordinator, WorkerRegistry registry, WorkerCalls calls, WorkerNode self) {
        this(coordinator, registry, calls, self, _ -> { });
    }

    /// @param stale told of domains whose workers have another policy than they announced
    public Scheduler(String coordinator, WorkerRegistry registry, WorkerCalls calls, WorkerNode self, Consumer<String> stale) {
        this.stale = stale;
        this.coordinator = coordinator;
        this.registry = registry;
        this.calls = calls;
        this.self = self;
        registry.listen(this);
    }

    /// Starts a query over the catalog that it was planned with; throws when it cannot be placed.
    ///
    /// @param memoryLimit bytes in each process; 0: the process's own
    public RunningQuery start(String id, DistributedPlan plan, CatalogSnapshot catalog, SessionMessage session, long memoryLimit) {
        Set<String> domains = domains(plan);
        awaitWorkers(domains);
        Placement placement;
        try {
            placement = TaskPlacement.place(id, plan, view(catalog));
        } catch (QueryException failure) {
            lookAgain(failure, domains);
            throw failure;
        }
        RunningQuery query = new RunningQuery(placement, session, coordinator, memoryLimit, calls, clock);
        queries.put(id, query);
        query.released().whenComplete((_, _) -> queries.remove(id));
        query.outcome().whenComplete((_, failure) -> {
            if (failure != null) {
                lookAgain(QueryException.wrap(failure), domains);
            }
        });
        query.start();
        // A worker that was lost between placing and starting has told nobody.
        for (WorkerNode worker : placement.byWorker().keySet()) {
            if (!worker.equals(self) && registry.worker(worker.id()).isEmpty()) {
                query.lost(worker, new QueryException(ErrorCode.WORKER_LOST, "Worker lost: " + worker));
            }
        }
        return query;
    }

    private void lookAgain(QueryException failure, Set<String> domains) {
        if (failure.code() == ErrorCode.POLICY_VERSION_MISMATCH) {
            domains.forEach(stale);
        }
    }

    private static Set<String> domains(DistributedPlan plan) {
        Set<String> domains = new HashSet<>();
        for (Fragment fragment : plan.fragments()) {
            if (fragment.site() instanceof Site.Domain domain) {
                domains.add(domain.name());
            }
        }
        return domains;
    }

    private void awaitWorkers(Set<String> domains) {
        try {
            registry.awaitConnections(domains);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(ErrorCode.QUERY_CANCELLED, "The query was interrupted", e);
        }
    }

    /// Queries of which something is left on a worker.
    public List<RunningQuery> queries() {
        return new ArrayList<>(queries.values());
    }

    @Override
    public void lost(WorkerNode worker, QueryException reason) {
        // Not on the registry's thread, which holds its lock.
        if (clock.isShutdown()) {
            return;
        }
        clock.execute(() -> queries.values().forEach(query -> query.lost(worker, reason)));
    }

    @Override
    public void close() {
        QueryException reason = new QueryException(ErrorCode.QUERY_CANCELLED, "Coordinator is shutting down");
        queries.values().forEach(query -> query.cancel(reason));
        clock.shutdown();
    }

    private ClusterView view(CatalogSnapshot catalog) {
        return new ClusterView() {
            @Override
            public List<WorkerNode> workers(String domain) {
                return List.copyOf(registry.announcements(domain).keySet());
            }

            @Override
            public WorkerNode coordinator() {
                if (self == null) {
                    throw new QueryException(ErrorCode.INTERNAL, "No worker in the coordinator's process");
                }
                return self;
            }

            @Override
            public String policyDigest(String domain) {
                return registry.policyDigest(domain);
            }

            @Override
            public TableFiles files(TableName table) {
                return catalog.files(table);
            }
        };
    }
}
