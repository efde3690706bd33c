package dev.weir.worker.task;

import com.google.protobuf.ByteString;
import java.util.List;

/// Tasks of one query that a coordinator orders from one worker.
///
/// @param coordinator id of its process
/// @param memoryLimit bytes for the query in this process; 0: the process's limit
/// @param exchangeKey what a reader of the query's streams has to show; empty within a process
/// @param policyDigest version of the policy that all workers of the domain are to enforce in this query; empty: whichever
///                     this worker has
public record TaskOrder(
        String query, Session session, String coordinator, List<TaskSpec> tasks, long memoryLimit, ByteString exchangeKey, String policyDigest) {
    /// An order to the only worker of its domain.
    public TaskOrder(String query, Session session, String coordinator, List<TaskSpec> tasks, long memoryLimit, ByteString exchangeKey) {
        this(query, session, coordinator, tasks, memoryLimit, exchangeKey, "");
    }

    public TaskOrder {
        tasks = List.copyOf(tasks);
    }
}
