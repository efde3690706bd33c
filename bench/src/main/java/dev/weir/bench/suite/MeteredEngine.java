package dev.weir.bench.suite;

import java.sql.SQLException;
import java.util.function.LongSupplier;

/// Counts the processor time that an engine spends, which says more than the clock on a machine that others use, too.
public final class MeteredEngine implements SqlEngine {
    private final SqlEngine engine;
    private final LongSupplier cpuNanos;
    private long spent;
    private int calls;

    /// @param cpuNanos of the engine's processes so far
    public MeteredEngine(SqlEngine engine, LongSupplier cpuNanos) {
        this.engine = engine;
        this.cpuNanos = cpuNanos;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public QueryResult run(String sql) throws SQLException {
        long before = cpuNanos.getAsLong();
        QueryResult result = engine.run(sql);
        spent += cpuNanos.getAsLong() - before;
        calls++;
        return result;
    }

    /// Milliseconds a run since the last time of asking; NaN when there was none.
    public double takeMillis() {
        double mean = calls == 0 ? Double.NaN : spent / 1e6 / calls;
        spent = 0;
        calls = 0;
        return mean;
    }

    @Override
    public long peakBytes() {
        return engine.peakBytes();
    }

    @Override
    public void close() {
        engine.close();
    }
}
