package dev.weir.coordinator.query;

import dev.weir.coordinator.query.QueryBackend.Progress;
import dev.weir.coordinator.query.QueryBackend.RunningQuery;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;

/// One run of a statement: its state, its times, its results.
///
/// Nothing happens before {@link #open}. A run ends once: when its rows were all read, when it failed, or when its stream
/// was closed before the end, which cancels it everywhere.
public final class QueryExecution {
    private static final Progress NONE = new Progress(0, 0, 0, 0, 0);
    private static final ScheduledExecutorService CLOCK =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("weir-timeouts").factory());

    private final String id;
    private final QuerySession session;
    private final String sql;
    private final Supplier<Started> start;
    private final Duration timeout;
    private final long createdMillis = System.currentTimeMillis();
    private final long createdNanos = System.nanoTime();

    private QueryState state = QueryState.QUEUED;
    private RunningQuery running;
    private QueryException failure;
    private long planningNanos;
    private long endedNanos;
    private long rows;
    private Progress lastProgress = NONE;
    private Future<?> alarm;

    /// What starting a query yields: rows from the backend, or a result that was there at once.
    ///
    /// @param running null when nothing runs
    /// @param ready   the only batch in client types, when nothing runs; null for an empty result
    record Started(Schema schema, RunningQuery running, ResultBatch ready) {}

    QueryExecution(String id, QuerySession session, String sql, Supplier<Started> start) {
        this.id = id;
        this.session = session;
        this.sql = sql;
        this.start = start;
        this.timeout = session.timeout();
    }

    /// Plans and starts the query on the calling thread, which may wait; answers its rows.
    public ResultStream open() {
        synchronized (this) {
            if (state.isFinal()) {
                throw failure;
            }
            state = QueryState.PLANNING;
            if (!timeout.isZero()) {
                alarm = CLOCK.schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
        Started started;
        try {
            started = start.get();
        } catch (RuntimeException | Error e) {
            QueryException wrapped = QueryException.wrap(e);
            end(QueryState.FAILED, wrapped);
            throw wrapped;
        }
        boolean late;
        synchronized (this) {
            planningNanos = System.nanoTime() - createdNanos;
            running = started.running();
            late = state.isFinal();
            if (!late) {
                state = QueryState.RUNNING;
            }
        }
        Rows stream = new Rows(started);
        if (late) {
            stream.close();
            throw failure;
        }
        return stream;
    }

    /// Runs the query for its effect, dropping its rows.
    public void drain() {
        try (ResultStream results = open()) {
            for (ResultBatch batch = results.next(); batch != null; batch = results.next()) {
                batch.close();
            }
        }
    }

    /// Ends the query if it has not ended, at once and everywhere.
    public void cancel(QueryException reason) {
        RunningQuery toCancel;
        synchronized (this) {
            if (state.isFinal()) {
                return;
            }
            toCancel = running;
        }
        end(QueryState.CANCELLED, reason);
        if (toCancel != null) {
            toCancel.cancel(reason);
        }
    }

    public String id() {
        return id;
    }

    public QuerySession session() {
        return session;
    }

    public String sql() {
        return sql;
    }

    public synchronized QueryState state() {
        return state;
    }

    /// Why it failed or was cancelled; null otherwise.
    public synchronized QueryException failure() {
        return failure;
    }

    public long createdMillis() {
        return createdMillis;
    }

    public synchronized long planningNanos() {
        return planningNanos;
    }

    public synchronized long elapsedNanos() {
        return (endedNanos == 0 ? System.nanoTime() : endedNanos) - createdNanos;
    }

    /// Rows that the client has been given so far.
    public synchronized long rows() {
        return rows;
    }

    public Progress progress() {
        RunningQuery query;
        synchronized (this) {
            if (state.isFinal() || running == null) {
                return lastProgress;
            }
            query = running;
        }
        return query.progress();
    }

    private void end(QueryState last, QueryException why) {
        synchronized (this) {
            if (state.isFinal()) {
                return;
            }
            if (running != null) {
                lastProgress = running.progress();
            }
            state = last;
            failure = why;
            endedNanos = System.nanoTime();
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }

    private void expire() {
        cancel(new QueryException(ErrorCode.QUERY_TIMEOUT, "The query ran longer than query_timeout, " + timeout.toMillis() + " ms"));
    }

    private synchronized void count(long more) {
        rows += more;
    }

    /// Reads the root task's stream, waiting where it must.
    private final class Rows implements ResultStream {
        private final Started started;
        private ResultBatch ready;
        private boolean closed;

        Rows(Started started) {
            this.started = started;
            this.ready = started.ready();
        }

        @Override
        public Schema schema() {
            return started.schema();
        }

        @Override
        public ResultBatch next() {
            try {
                ResultBatch batch = started.running() == null ? takeReady() : started.running().next();
                if (batch == null) {
                    end(QueryState.FINISHED, null);
                } else {
                    count(batch.rows());
                }
                return batch;
            } catch (RuntimeException | Error e) {
                end(QueryState.FAILED, QueryException.wrap(e));
                throw QueryExecution.this.failure();
            }
        }

        private synchronized ResultBatch takeReady() {
            ResultBatch batch = ready;
            ready = null;
            return batch;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "The client closed the result before its end"));
            if (started.running() != null) {
                started.running().close();
            }
            ResultBatch unread = takeReady();
            if (unread != null) {
                unread.close();
            }
        }
    }
}
