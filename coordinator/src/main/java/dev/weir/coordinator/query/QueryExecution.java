package dev.weir.coordinator.query;

import dev.weir.coordinator.admission.Admission;
import dev.weir.coordinator.admission.Demand;
import dev.weir.coordinator.admission.Occupant;
import dev.weir.coordinator.admission.Place;
import dev.weir.coordinator.query.QueryBackend.Progress;
import dev.weir.coordinator.query.QueryBackend.RunningQuery;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
    private final Function<QueryExecution, Started> start;
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
    private Place place;
    private long queuedSince;
    private long queuedNanos;
    /// When the client got something to read; 0 while it waits for more.
    private volatile long givenAt;

    /// What starting a query yields: rows from the backend, or a result that was there at once.
    ///
    /// @param running null when nothing runs
    /// @param ready   the only batch in client types, when nothing runs; null for an empty result
    record Started(Schema schema, RunningQuery running, ResultBatch ready) {}

    QueryExecution(String id, QuerySession session, String sql, Function<QueryExecution, Started> start) {
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
            started = start.apply(this);
        } catch (RuntimeException | Error e) {
            QueryException wrapped = QueryException.wrap(e);
            end(QueryState.FAILED, wrapped);
            throw wrapped;
        }
        boolean late;
        synchronized (this) {
            planningNanos = System.nanoTime() - createdNanos - queuedNanos;
            running = started.running();
            givenAt = System.nanoTime();
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

    /// Waits until there is room for the query; on the thread that opens it. It keeps its place until it ends, so that a
    /// query which is planned again does not queue twice.
    void admit(Admission admission, Demand demand) {
        synchronized (this) {
            if (state.isFinal()) {
                throw failure;
            }
            if (place != null) {
                return;
            }
            place = admission.enter(demand, new Running());
        }
        await(QueryState.PLANNING);
    }

    /// Waits until the query, which ran out of memory beside others, may run alone; answers whether it may. On the thread
    /// that reads it.
    boolean admitAlone(Admission admission) {
        synchronized (this) {
            Place again = state.isFinal() || place == null ? null : admission.alone(place);
            if (again == null) {
                return false;
            }
            place = again;
        }
        await(QueryState.RUNNING);
        return true;
    }

    private void await(QueryState then) {
        Place mine;
        synchronized (this) {
            mine = place;
            if (mine.isGranted() || state.isFinal()) {
                return;
            }
            state = QueryState.QUEUED;
            queuedSince = System.nanoTime();
        }
        try {
            mine.await();
        } finally {
            synchronized (this) {
                queuedNanos += System.nanoTime() - queuedSince;
                queuedSince = 0;
                state = state.isFinal() ? state : then;
            }
        }
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

    /// How long it waited, or has been waiting, for others to make room.
    public synchronized long queuedNanos() {
        return queuedNanos + (queuedSince == 0 ? 0 : System.nanoTime() - queuedSince);
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
        Place left;
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
            left = place;
        }
        if (left != null && last == QueryState.FINISHED) {
            left.finish();
        } else if (left != null) {
            left.leave(why);
        }
    }

    private void expire() {
        cancel(new QueryException(ErrorCode.QUERY_TIMEOUT, "The query ran longer than query_timeout, " + timeout.toMillis() + " ms"));
    }

    private synchronized void count(long more) {
        rows += more;
    }

    /// What others who want to run are told of this query.
    private final class Running implements Occupant {
        private static final long DAWDLING_NANOS = 1_000_000_000L;

        @Override
        public boolean waitsForClient() {
            long since = givenAt;
            return since != 0 && System.nanoTime() - since > DAWDLING_NANOS;
        }

        @Override
        public Map<String, Long> memory() {
            RunningQuery query;
            synchronized (QueryExecution.this) {
                query = running;
            }
            return query == null ? Map.of() : query.memory();
        }
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
                givenAt = 0;
                ResultBatch batch = started.running() == null ? takeReady() : started.running().next();
                if (batch == null) {
                    end(QueryState.FINISHED, null);
                } else {
                    count(batch.rows());
                    givenAt = System.nanoTime();
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
