package dev.weir.coordinator.schedule;

import dev.weir.coordinator.catalog.TableFiles;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.plan.TableName;
import java.util.List;

/// What placing tasks needs to know, at one moment.
public interface ClusterView {
    /// Live workers of a domain; empty when it cannot be reached.
    List<WorkerNode> workers(String domain);

    /// The worker within the coordinator's process, of the domain `system`.
    WorkerNode coordinator();

    /// The version of its policy that all workers of a domain enforce; empty when it is not known. Throws
    /// POLICY_VERSION_MISMATCH when they do not agree.
    default String policyDigest(String domain) {
        return "";
    }

    /// The files of a table and who has them.
    TableFiles files(TableName table);
}
