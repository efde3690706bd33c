package dev.weir.exec.memory;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The memory of one query in this process: an allocator under the process's, with one child for each task.
///
/// Batches are handed from task to task without copying, so a task's allocator may still be in use when the task has
/// ended; the query ends when all of its tasks have, and only then must everything be at zero.
public final class QueryMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueryMemory.class);
    /// Tests set it: what leaked is an error instead of a line in the log.
    private static final boolean STRICT = Boolean.getBoolean("weir.test.strict");

    private final BufferAllocator query;
    private final List<BufferAllocator> tasks = new ArrayList<>();
    private final List<OperatorMemory> operators = new CopyOnWriteArrayList<>();
    private boolean closed;

    /// @param process the process's allocator, whose limit is the memory of all queries
    /// @param limit   of this query, in bytes
    public QueryMemory(BufferAllocator process, String query, long limit) {
        this.query = process.newChildAllocator("query " + query, 0, limit);
    }

    /// An allocator for a task, named in error messages; closed with the query.
    public synchronized BufferAllocator task(String name) {
        if (closed) {
            throw new QueryException(ErrorCode.QUERY_CANCELLED, "The query has ended");
        }
        BufferAllocator task = query.newChildAllocator(name, 0, query.getLimit());
        tasks.add(task);
        return task;
    }

    /// What the operators of a task are told.
    ///
    /// @param task  an answer of {@link #task}
    /// @param space where to spill to; null: nowhere
    /// @param where names the task's stage in messages
    public TaskMemory operators(BufferAllocator task, SpillSpace space, String where) {
        return TaskMemory.of(task, operators, space, where);
    }

    public long used() {
        return query.getAllocatedMemory();
    }

    public long peak() {
        return query.getPeakMemoryAllocation();
    }

    /// Ends the query's memory; call it when every task is done and every exchange closed. What is still held is a bug:
    /// logged, and lost to the process; under `weir.test.strict` also an INTERNAL error.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        long leaked = query.getAllocatedMemory();
        if (leaked == 0) {
            for (BufferAllocator task : tasks) {
                task.close();
            }
            query.close();
            return;
        }
        StringBuilder text = new StringBuilder("Memory leaked by ").append(query.getName()).append(": ").append(leaked).append(" bytes");
        for (BufferAllocator task : tasks) {
            if (task.getAllocatedMemory() != 0) {
                text.append(", ").append(task.getName()).append(' ').append(task.getAllocatedMemory());
            }
        }
        LOG.error("{}", text);
        if (STRICT) {
            throw new QueryException(ErrorCode.INTERNAL, text.toString());
        }
    }
}
