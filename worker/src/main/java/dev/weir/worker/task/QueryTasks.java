package dev.weir.worker.task;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.memory.QueryMemory;
import dev.weir.exec.plan.TaskId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything of one query in this process: tasks and memory.
final class QueryTasks {
    private final String query;
    private final String coordinator;
    private final QueryMemory memory;
    private final Map<TaskId, RunningTask> tasks = new LinkedHashMap<>();
    private int open;
    private QueryException cancelled;

    QueryTasks(String query, String coordinator, QueryMemory memory) {
        this.query = query;
        this.coordinator = coordinator;
        this.memory = memory;
    }

    String query() {
        return query;
    }

    String coordinator() {
        return coordinator;
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
