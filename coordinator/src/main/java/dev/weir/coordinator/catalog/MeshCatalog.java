package dev.weir.coordinator.catalog;

import dev.weir.coordinator.cluster.ClusterListener;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.cluster.WorkerRegistry;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.ProductMessage;
import dev.weir.proto.v1.TableMessage;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What domains last announced, merged over each domain's workers; a domain without workers keeps its tables as
/// UNREACHABLE. {@link #snapshot} answers a view that does not change while a statement is planned.
public final class MeshCatalog implements ClusterListener {
    private final WorkerRegistry registry;
    private final CatalogStore store;
    private final Map<String, DomainTables> domains = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /// Loads what was kept and follows the registry from now on.
    public MeshCatalog(WorkerRegistry registry, CatalogStore store) {
        this.registry = registry;
        this.store = store;
        WorkerNode nobody = new WorkerNode("", "", "", "", 0, 0, "", 0, 0);
        store.load().forEach((domain, catalog) -> domains.put(domain, merge(domain, DomainState.UNREACHABLE, Map.of(nobody, catalog))));
        registry.listen(this);
        for (WorkerNode worker : registry.workers()) {
            refresh(worker.domain());
        }
    }

    public CatalogSnapshot snapshot() {
        return new CatalogSnapshot(new TreeMap<>(domains));
    }

    /// Counts changes; equal versions are equal catalogs.
    public long version() {
        return version.get();
    }

    @Override
    public void announced(WorkerNode worker, CatalogMessage catalog) {
        refresh(worker.domain());
        store.save(combined(worker.domain(), registry.announcements(worker.domain())));
    }

    @Override
    public void lost(WorkerNode worker, QueryException reason) {
        refresh(worker.domain());
    }

    /// When the last worker has gone the tables stay as they were.
    private void refresh(String domain) {
        Map<WorkerNode, CatalogMessage> announcements = registry.announcements(domain);
        domains.compute(domain, (_, known) -> {
            if (!announcements.isEmpty()) {
                return merge(domain, DomainState.LIVE, announcements);
            }
            return known == null ? null : new DomainTables(domain, DomainState.UNREACHABLE, 0, known.tables());
        });
        version.incrementAndGet();
    }

    /// What all workers announce, equal catalogs once.
    private static CatalogMessage combined(String domain, Map<WorkerNode, CatalogMessage> announcements) {
        CatalogMessage.Builder all = CatalogMessage.newBuilder().setDomain(domain);
        Set<String> digests = new HashSet<>();
        for (CatalogMessage catalog : announcements.values()) {
            if (digests.add(catalog.getDigest())) {
                all.addAllProducts(catalog.getProductsList()).addAllProblems(catalog.getProblemsList());
            }
        }
        return all.build();
    }

    private static DomainTables merge(String domain, DomainState state, Map<WorkerNode, CatalogMessage> announcements) {
        Map<TableName, TableMerge> merges = new LinkedHashMap<>();
        announcements.forEach((worker, catalog) -> {
            for (ProductMessage product : catalog.getProductsList()) {
                for (TableMessage table : product.getTablesList()) {
                    merges.computeIfAbsent(new TableName(domain, product.getName(), table.getName()), TableMerge::new).add(worker, table);
                }
            }
        });
        Map<String, Map<String, DomainTables.Entry>> tables = new TreeMap<>();
        merges.forEach((name, merge) -> tables.computeIfAbsent(name.product(), _ -> new TreeMap<>()).put(name.table(), merge.build(announcements.size())));
        return new DomainTables(domain, state, state == DomainState.LIVE ? announcements.size() : 0, tables);
    }
}
