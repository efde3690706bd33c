package dev.weir.worker.exchange;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The outputs of this process's tasks by id. Consumers may ask before the producer has started, since all workers of a
/// query are told at once; they wait for it a while. Several workers of one process share a registry and so read from
/// each other without the network.
public final class OutputRegistry {
    private final Duration patience;
    private final Set<String> workers = ConcurrentHashMap.newKeySet();
    private final Map<TaskId, CompletableFuture<OutputBuffer>> outputs = new HashMap<>();
    /// Dropped queries, so that a late reader does not wait for what will never come.
    private final RecentQueries dropped = new RecentQueries(1024);
    /// Runtime filters that were here, likewise: unlike rows they need not be read before their task ends.
    private final RecentQueries filters = new RecentQueries(4096);

    /// @param patience how long a consumer waits for a task that is not here yet
    public OutputRegistry(Duration patience) {
        this.patience = patience;
    }

    public void host(String worker) {
        workers.add(worker);
    }

    public void leave(String worker) {
        workers.remove(worker);
    }

    /// Whether this worker's tasks are found here.
    public boolean hosts(String worker) {
        return workers.contains(worker);
    }

    /// @throws QueryException when the query was dropped already
    public void add(TaskId task, OutputBuffer output) {
        CompletableFuture<OutputBuffer> waiting;
        synchronized (this) {
            if (dropped.contains(task.query())) {
                throw gone(task);
            }
            waiting = outputs.computeIfAbsent(task, _ -> new CompletableFuture<>());
        }
        if (!waiting.complete(output)) {
            throw new QueryException(ErrorCode.INTERNAL, "Task runs already: " + task);
        }
    }

    /// Completes with the output of a task once it is here, or with an error when it does not come.
    public CompletableFuture<OutputBuffer> find(TaskId task) {
        CompletableFuture<OutputBuffer> found;
        synchronized (this) {
            found = outputs.get(task);
            if (found == null && (dropped.contains(task.query()) || task.isFilter() && filters.contains(task.toString()))) {
                return CompletableFuture.failedFuture(gone(task));
            }
            if (found == null) {
                found = new CompletableFuture<>();
                outputs.put(task, found);
            }
        }
        if (!found.isDone()) {
            CompletableFuture<OutputBuffer> waiting = found;
            return found.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).exceptionally(failure -> {
                forget(task, waiting);
                throw failure instanceof TimeoutException
                        ? new QueryException(ErrorCode.WORKER_LOST, "Task did not start in " + patience.toSeconds() + " s: " + task)
                        : QueryException.wrap(failure);
            });
        }
        return found.copy();
    }

    /// Forgets the output of a task that was consumed.
    public synchronized void remove(TaskId task) {
        outputs.remove(task);
        if (task.isFilter()) {
            filters.add(task.toString());
        }
    }

    /// Ends all outputs of a query; consumers see `reason`, and no task of it is let in any more.
    public void drop(String query, QueryException reason) {
        Map<TaskId, CompletableFuture<OutputBuffer>> removed = new HashMap<>();
        synchronized (this) {
            dropped.add(query);
            Iterator<Map.Entry<TaskId, CompletableFuture<OutputBuffer>>> all = outputs.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<TaskId, CompletableFuture<OutputBuffer>> entry = all.next();
                if (entry.getKey().query().equals(query)) {
                    removed.put(entry.getKey(), entry.getValue());
                    all.remove();
                }
            }
        }
        removed.values().forEach(output -> {
            if (!output.completeExceptionally(reason) && !output.isCompletedExceptionally()) {
                output.join().drop(reason);
            }
        });
    }

    private synchronized void forget(TaskId task, CompletableFuture<OutputBuffer> waiting) {
        if (!waiting.isDone()) {
            outputs.remove(task, waiting);
        }
    }

    private static QueryException gone(TaskId task) {
        return new QueryException(ErrorCode.QUERY_CANCELLED, "Task has ended: " + task);
    }
}
