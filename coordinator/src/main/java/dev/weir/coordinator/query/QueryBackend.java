package dev.weir.coordinator.query;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.TableName;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/// Runs the stages of a query: in this process, or on the workers of a cluster.
public interface QueryBackend {
    RunningQuery start(Request request);

    /// What governs tables for a user, as their domains say; in an answer for each table, also where the domain is silent.
    ///
    /// @param tables            with the columns whose masks are wanted
    /// @param announcedGoverned those that their domain last announced as governed
    Map<TableName, ScanContract> contracts(String user, Map<TableName, Set<String>> tables, Set<TableName> announcedGoverned);

    /// The pool of memory that the stages of a domain take from, in each of its processes.
    default String pool(String domain) {
        return domain;
    }

    /// Bytes that queries may take of a pool, in the process that has least; 0 when no process of it is known.
    default long capacity(String pool) {
        return 0;
    }

    /// @param id        unique, also in logs
    /// @param user      in whose name domains decide what may be seen
    /// @param purpose   as stated; empty when none was
    /// @param start     the statement's start, microseconds since the epoch
    /// @param memory    bytes that it may take in each process; 0: no limit of its own
    /// @param allocator for the results' batches; a child of it may be made
    record Request(String id, DistributedPlan plan, String user, String purpose, ZoneId zone, long start, long memory, BufferAllocator allocator) {}

    /// A started query. Every method may be called by any thread.
    interface RunningQuery extends AutoCloseable {
        /// Waits for the next batch of the result, in client types, which the caller owns; null at the end. Throws what
        /// ended the query otherwise. One thread at a time.
        ResultBatch next();

        /// Ends the query everywhere; `next` then throws `reason`, also on a thread that waits in it.
        void cancel(QueryException reason);

        Progress progress();

        /// Bytes by pool of memory that its tasks in one process were seen to hold at most; without waiting for news.
        default Map<String, Long> memory() {
            return Map.of();
        }

        /// What the operators of each stage measured, over its tasks; complete once the result has ended.
        Map<Integer, TaskMetrics> metrics();

        /// Cancels what is still running and frees everything.
        @Override
        void close();
    }

    /// @param doneTasks  tasks that have ended
    /// @param rows       read by scans so far
    /// @param totalRows  that scans will read, as far as known
    /// @param bytes      read so far
    record Progress(int doneTasks, int tasks, long rows, long totalRows, long bytes) {}
}
