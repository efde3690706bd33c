package dev.weir.exec.testing;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.pipeline.TaskExecution;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for tasks, with a limit so that a hanging test ends.
public final class Tasks {
    private Tasks() {}

    /// Waits for the end; throws what the task failed with.
    public static void join(TaskExecution task) {
        try {
            task.done().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw QueryException.wrap(e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the task does not end", e);
        }
    }

    /// Waits for the end and answers the failure, or null.
    public static QueryException failure(TaskExecution task) {
        try {
            join(task);
            return null;
        } catch (QueryException e) {
            return e;
        }
    }

    static boolean endsWithin(TaskExecution task, int seconds) throws InterruptedException {
        try {
            task.done().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
        return true;
    }
}
