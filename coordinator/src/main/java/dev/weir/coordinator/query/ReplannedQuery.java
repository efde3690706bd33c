package dev.weir.coordinator.query;

import dev.weir.coordinator.query.QueryBackend.Progress;
import dev.weir.coordinator.query.QueryBackend.RunningQuery;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.TaskMetrics;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/// Plans and starts a query again when its files or the policy of a domain changed under it before the client saw a row. The
/// catalog needs a moment to hear of the change, so each attempt waits longer than the one before. Also when it ran out of
/// memory beside others: then once more, alone.
final class ReplannedQuery implements RunningQuery {
    private static final int ATTEMPTS = 4;
    private static final long FIRST_WAIT_MILLIS = 250;

    private final IntFunction<RunningQuery> start;
    private final BooleanSupplier makeRoom;
    private RunningQuery current;
    private int attempt;
    private boolean begun;
    private QueryException cancelled;

    /// @param start    plans over the catalog as it is then; takes the attempt, 0 first
    /// @param makeRoom waits until the query may run alone; answers false where that would not help
    ReplannedQuery(IntFunction<RunningQuery> start, BooleanSupplier makeRoom) {
        this.makeRoom = makeRoom;
        this.start = start;
        while (current == null) {
            try {
                current = start.apply(attempt);
            } catch (QueryException e) {
                waitOrThrow(e);
            }
        }
    }

    @Override
    public ResultBatch next() {
        while (true) {
            try {
                ResultBatch batch = running().next();
                begun = true;
                return batch;
            } catch (QueryException e) {
                waitOrThrow(e);
                restart();
            }
        }
    }

    @Override
    public void cancel(QueryException reason) {
        RunningQuery running;
        synchronized (this) {
            cancelled = cancelled == null ? reason : cancelled;
            running = current;
        }
        running.cancel(reason);
    }

    @Override
    public Progress progress() {
        return running().progress();
    }

    @Override
    public Map<String, Long> memory() {
        return running().memory();
    }

    @Override
    public Map<Integer, TaskMetrics> metrics() {
        return running().metrics();
    }

    @Override
    public void close() {
        running().close();
    }

    private synchronized RunningQuery running() {
        return current;
    }

    private void restart() {
        running().close();
        while (true) {
            try {
                RunningQuery next = start.apply(attempt);
                QueryException late;
                synchronized (this) {
                    current = next;
                    late = cancelled;
                }
                if (late != null) {
                    next.cancel(late);
                }
                return;
            } catch (QueryException e) {
                waitOrThrow(e);
            }
        }
    }

    private static boolean changed(ErrorCode code) {
        return code == ErrorCode.FILE_CHANGED || code == ErrorCode.POLICY_VERSION_MISMATCH;
    }

    private void waitOrThrow(QueryException failure) {
        boolean over;
        synchronized (this) {
            over = cancelled != null;
        }
        if (!over && !begun && failure.code() == ErrorCode.MEMORY_EXCEEDED && makeRoom.getAsBoolean()) {
            attempt++;
            return;
        }
        if (over || begun || !changed(failure.code()) || ++attempt >= ATTEMPTS) {
            throw failure;
        }
        try {
            // On the reader's own thread, which may wait: a file that is being replaced wants a moment.
            Thread.sleep(FIRST_WAIT_MILLIS << attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
