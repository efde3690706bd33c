package dev.weir.coordinator.query;

import dev.weir.coordinator.query.QueryBackend.Progress;
import dev.weir.coordinator.query.QueryBackend.RunningQuery;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.TaskMetrics;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.arrow.memory.BufferAllocator;

/// EXPLAIN ANALYZE: a query whose rows are counted and dropped, and whose only batch is the report. As any other it can be
/// cancelled and runs out of time.
final class AnalyzedQuery implements RunningQuery {
    private final RunningQuery query;
    private final LongFunction<TextRows> report;
    private final BufferAllocator allocator;
    private boolean reported;

    /// @param report of a number of rows; called when the query has ended
    AnalyzedQuery(RunningQuery query, LongFunction<TextRows> report, BufferAllocator allocator) {
        this.query = query;
        this.report = report;
        this.allocator = allocator;
    }

    @Override
    public ResultBatch next() {
        if (reported) {
            return null;
        }
        long rows = 0;
        for (ResultBatch batch = query.next(); batch != null; batch = query.next()) {
            rows += batch.rows();
            batch.close();
        }
        reported = true;
        return new ResultBatch.Vectors(report.apply(rows).toRoot(allocator));
    }

    @Override
    public void cancel(QueryException reason) {
        query.cancel(reason);
    }

    @Override
    public Progress progress() {
        return query.progress();
    }

    @Override
    public Map<String, Long> memory() {
        return query.memory();
    }

    @Override
    public Map<Integer, TaskMetrics> metrics() {
        return query.metrics();
    }

    @Override
    public void close() {
        query.close();
    }
}
