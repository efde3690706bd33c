package dev.weir.worker.task;

import com.google.protobuf.ByteString;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.memory.QueryMemory;
import dev.weir.exec.plan.TaskId;
import dev.weir.worker.policy.PolicyVersion;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything of one query in this process: tasks and memory.
final class QueryTasks {
    private final String query;
    private final String coordinator;
    private final String user;
    private final ByteString exchangeKey;
    private final QueryMemory memory;
    private final PolicyVersion policy;
    private final Map<TaskId, RunningTask> tasks = new LinkedHashMap<>();
    private int open;
    private QueryException cancelled;

    /// @param policy that decides for all of the query's scans here
    QueryTasks(TaskOrder order, QueryMemory memory, PolicyVersion policy) {
        this.policy = policy;
        this.query = order.query();
        this.coordinator = order.coordinator();
        this.user = order.session().user();
        this.exchangeKey = order.exchangeKey();
        this.memory = memory;
    }

    /// Whether a further order is of the same query. One that only calls itself so could read what the query makes.
    boolean owns(TaskOrder order) {
        return coordinator.equals(order.coordinator()) && user.equals(order.session().user()) && admits(order.exchangeKey());
    }

    /// Whether who shows this key may read the query's streams.
    boolean admits(ByteString key) {
        return MessageDigest.isEqual(exchangeKey.toByteArray(), key.toByteArray());
    }

    ByteString exchangeKey() {
        return exchangeKey;
    }

    String query() {
        return query;
    }

    String coordinator() {
        return coordinator;
    }

    PolicyVersion policy() {
        return policy;
    }

    QueryMemory memory() {
        return memory;
    }

    /// Registers tasks before any of them starts; refuses when the query is being cancelled.
    synchronized void add(List<RunningTask> started) {
        if (cancelled != null) {
            throw cancelled;
        }
        for (RunningTask task : started) {
            if (tasks.containsKey(task.id())) {
                throw new QueryException(ErrorCode.INTERNAL, "Task runs already: " + task.id());
            }
        }
        for (RunningTask task : started) {
            tasks.put(task.id(), task);
            open++;
        }
    }

    synchronized RunningTask task(TaskId id) {
        return tasks.get(id);
    }

    synchronized List<RunningTask> tasks() {
        return new ArrayList<>(tasks.values());
    }

    /// Notes that a task has ended; answers whether it was the last one that was open.
    synchronized boolean ended(RunningTask task) {
        return tasks.containsKey(task.id()) && --open == 0;
    }

    /// The first reason counts.
    void cancel(QueryException reason) {
        synchronized (this) {
            if (cancelled != null) {
                return;
            }
            cancelled = reason;
        }
        for (RunningTask task : tasks()) {
            task.cancel(reason);
        }
    }
}
