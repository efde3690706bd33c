package dev.weir.coordinator.cluster;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.proto.v1.CatalogMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Knows which workers are alive and what each announced. Does no I/O and reads time from outside, so that tests can let it
/// pass. One lock guards everything; listeners are called under it, in the order of events.
public final class WorkerRegistry {
    private final ClusterSettings settings;
    private final LongSupplier nanos;
    private final Map<String, Entry> workers = new LinkedHashMap<>();
    private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();

    /// @param nanos a clock that only goes forward
    public WorkerRegistry(ClusterSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    private static final class Entry {
        private final WorkerNode node;
        private final boolean local;
        private CatalogMessage catalog;
        private List<String> queries = List.of();
        private long heard;
        /// When the connection broke; -1 while it stands.
        private long broken = -1;

        private Entry(WorkerNode node, boolean local, CatalogMessage catalog, long heard) {
            this.node = node;
            this.local = local;
            this.catalog = catalog;
            this.heard = heard;
        }
    }

    public ClusterSettings settings() {
        return settings;
    }

    public void listen(ClusterListener listener) {
        listeners.add(listener);
    }

    /// Lets a worker in, or answers why not: FILE_CONFLICT with a worker of its domain. A worker at the same address that
    /// was known before has died without a word.
    ///
    /// @param local in this process: lives as long as it does and sends no heartbeats
    public synchronized Optional<QueryException> register(WorkerNode worker, CatalogMessage catalog, boolean local) {
        for (Entry other : List.copyOf(workers.values())) {
            boolean successor = other.node.host().equals(worker.host()) && other.node.port() == worker.port();
            if (successor && !other.node.id().equals(worker.id())) {
                remove(other, "another process answers at its address");
            }
        }
        Optional<QueryException> conflict = conflict(worker, catalog);
        if (conflict.isPresent()) {
            return conflict;
        }
        workers.put(worker.id(), new Entry(worker, local, catalog, nanos.getAsLong()));
        tellAnnounced(worker, catalog);
        return Optional.empty();
    }

    /// Notes that a worker lives; answers false when it must register again.
    public synchronized boolean heartbeat(String worker, List<String> queries) {
        Entry entry = workers.get(worker);
        if (entry == null) {
            return false;
        }
        entry.heard = nanos.getAsLong();
        entry.queries = List.copyOf(queries);
        return true;
    }

    /// The digest that the registry knows for a worker.
    public synchronized Optional<String> digest(String worker) {
        Entry entry = workers.get(worker);
        return entry == null ? Optional.empty() : Optional.of(entry.catalog.getDigest());
    }

    /// Takes what a worker announces now. Workers over one folder see a change one after the other, so that two identities
    /// under one path are no reason to lose one of them; while it lasts the table is marked.
    public synchronized void announce(String worker, CatalogMessage catalog) {
        Entry entry = workers.get(worker);
        if (entry != null) {
            entry.catalog = catalog;
            tellAnnounced(entry.node, catalog);
        }
    }

    /// The connection to a worker broke. It is lost unless {@link #connected} follows in time.
    public synchronized void broken(String worker) {
        Entry entry = workers.get(worker);
        if (entry != null && entry.broken < 0) {
            entry.broken = nanos.getAsLong();
        }
    }

    /// The connection to a worker stands (again).
    public synchronized void connected(String worker) {
        Entry entry = workers.get(worker);
        if (entry != null) {
            entry.broken = -1;
            entry.heard = nanos.getAsLong();
            notifyAll();
        }
    }

    /// Waits until each of the domains' workers is either connected or lost, so that nothing new is given to one that has
    /// just died. Returns at once but for the moment of a broken connection.
    public synchronized void awaitConnections(Set<String> domains) throws InterruptedException {
        long end = System.nanoTime() + 2 * settings.redials().toNanos();
        for (long left = end - System.nanoTime(); left > 0 && anyBroken(domains); left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private boolean anyBroken(Set<String> domains) {
        for (Entry entry : workers.values()) {
            if (entry.broken >= 0 && domains.contains(entry.node.domain())) {
                return true;
            }
        }
        return false;
    }

    /// A worker says goodbye, or is known to be dead.
    public synchronized void leave(String worker, String why) {
        Entry entry = workers.get(worker);
        if (entry != null) {
            remove(entry, why);
        }
    }

    /// Takes workers for lost that were silent or unconnected for too long.
    public synchronized void tick() {
        long now = nanos.getAsLong();
        for (Entry entry : List.copyOf(workers.values())) {
            if (entry.local) {
                continue;
            }
            if (now - entry.heard > settings.limit().toNanos()) {
                remove(entry, "silent for " + settings.limit().toMillis() + " ms");
            } else if (entry.broken >= 0 && now - entry.broken >= settings.redials().toNanos()) {
                remove(entry, "connection broke");
            }
        }
    }

    public synchronized List<WorkerNode> workers() {
        List<WorkerNode> all = new ArrayList<>(workers.size());
        for (Entry entry : workers.values()) {
            all.add(entry.node);
        }
        return all;
    }

    public synchronized Optional<WorkerNode> worker(String id) {
        Entry entry = workers.get(id);
        return entry == null ? Optional.empty() : Optional.of(entry.node);
    }

    /// Live workers of a domain with what each announced, in the order in which they came.
    public synchronized Map<WorkerNode, CatalogMessage> announcements(String domain) {
        Map<WorkerNode, CatalogMessage> all = new LinkedHashMap<>();
        for (Entry entry : workers.values()) {
            if (entry.node.domain().equals(domain)) {
                all.put(entry.node, entry.catalog);
            }
        }
        return all;
    }

    /// The version of its policy that a domain's live workers enforce; empty when it has none. Throws
    /// POLICY_VERSION_MISMATCH when they do not agree: one that lacks the policy would show what the others hide.
    public synchronized String policyDigest(String domain) {
        Entry first = null;
        for (Entry entry : workers.values()) {
            if (!entry.node.domain().equals(domain)) {
                continue;
            }
            if (first == null) {
                first = entry;
            } else if (!first.catalog.getPolicyDigest().equals(entry.catalog.getPolicyDigest())) {
                throw new QueryException(
                        ErrorCode.POLICY_VERSION_MISMATCH, "Workers of domain " + domain + " enforce different policies: " + first.node.address() + " and " + entry.node.address())
                        .withHint("give every worker of the domain the same policies.yaml, best by its option --policies");
            }
        }
        return first == null ? "" : first.catalog.getPolicyDigest();
    }

    /// Bytes for queries of the live worker of a domain that has least; 0 when none has said.
    public synchronized long memory(String domain) {
        long least = 0;
        for (Entry entry : workers.values()) {
            long memory = entry.node.memory();
            if (entry.node.domain().equals(domain) && memory > 0) {
                least = least == 0 ? memory : Math.min(least, memory);
            }
        }
        return least;
    }

    /// Queries that a worker last said to run.
    public synchronized List<String> queries(String worker) {
        Entry entry = workers.get(worker);
        return entry == null ? List.of() : entry.queries;
    }

    private Optional<QueryException> conflict(WorkerNode worker, CatalogMessage catalog) {
        for (Entry other : workers.values()) {
            if (!other.node.id().equals(worker.id()) && other.node.domain().equals(worker.domain())) {
                Optional<QueryException> conflict = FileConflicts.between(worker, catalog, other.node, other.catalog);
                if (conflict.isPresent()) {
                    return conflict;
                }
            }
        }
        return Optional.empty();
    }

    private void remove(Entry entry, String why) {
        workers.remove(entry.node.id());
        notifyAll();
        QueryException reason = new QueryException(ErrorCode.WORKER_LOST, "Worker lost: " + entry.node + ": " + why);
        for (ClusterListener listener : listeners) {
            listener.lost(entry.node, reason);
        }
    }

    private void tellAnnounced(WorkerNode worker, CatalogMessage catalog) {
        for (ClusterListener listener : listeners) {
            listener.announced(worker, catalog);
        }
    }
}
