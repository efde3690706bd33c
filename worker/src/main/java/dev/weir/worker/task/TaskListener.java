package dev.weir.worker.task;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;

/// Hears of the tasks of one order, from any thread, one call at a time.
public interface TaskListener {
    enum State {
        RUNNING,
        /// All rows made; they may still be waiting to be read.
        FINISHED,
        FAILED,
        CANCELLED;

        public boolean ended() {
            return this != RUNNING;
        }
    }

    /// @param failure null unless FAILED or CANCELLED
    void changed(TaskId task, State state, QueryException failure, TaskFigures figures);

    /// All tasks of the order have ended and their output is consumed or dropped; nothing follows.
    void ended();
}
