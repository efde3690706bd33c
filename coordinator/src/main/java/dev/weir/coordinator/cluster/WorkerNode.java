package dev.weir.coordinator.cluster;

import dev.weir.proto.v1.WorkerIdentity;

/// A worker process as it made itself known.
///
/// @param id     of the process; another one after each start
/// @param region may be empty
public record WorkerNode(
        String id, String domain, String region, String host, int port, long pid, String version, long startedMillis, int threads) {
    public static WorkerNode of(WorkerIdentity identity) {
        return new WorkerNode(
                identity.getId(), identity.getDomain(), identity.getRegion(), identity.getHost(), identity.getPort(), identity.getPid(),
                identity.getVersion(), identity.getStartedMillis(), identity.getThreads());
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
