package dev.weir.coordinator.cluster;

import dev.weir.proto.v1.WorkerIdentity;

/// A worker process as it made itself known.
///
/// @param id     of the process; another one after each start
/// @param region may be empty
/// @param memory bytes for its queries; 0 when it did not say
public record WorkerNode(
        String id, String domain, String region, String host, int port, long pid, String version, long startedMillis, int threads, long memory) {
    public WorkerNode(String id, String domain, String region, String host, int port, long pid, String version, long startedMillis, int threads) {
        this(id, domain, region, host, port, pid, version, startedMillis, threads, 0);
    }

    public static WorkerNode of(WorkerIdentity identity) {
        return new WorkerNode(
                identity.getId(), identity.getDomain(), identity.getRegion(), identity.getHost(), identity.getPort(), identity.getPid(),
                identity.getVersion(), identity.getStartedMillis(), identity.getThreads(), identity.getMemory());
    }

    public String address() {
        return host + ":" + port;
    }

    /// For messages: which domain, and where.
    @Override
    public String toString() {
        return "worker of domain " + domain + " at " + address();
    }
}
