package dev.weir.worker.task;

import com.google.protobuf.ByteString;
import java.util.List;

/// Tasks of one query that a coordinator orders from one worker.
///
/// @param coordinator id of its process
/// @param memoryLimit bytes for the query in this process; 0: the process's limit
/// @param exchangeKey what a reader of the query's streams has to show; empty within a process
public record TaskOrder(String query, Session session, String coordinator, List<TaskSpec> tasks, long memoryLimit, ByteString exchangeKey) {
    public TaskOrder {
        tasks = List.copyOf(tasks);
    }
}
