package dev.weir.bench.suite;

import java.sql.SQLException;

/// An engine under test.
public interface SqlEngine extends AutoCloseable {
    String name();

    /// Runs a query and reads every value.
    QueryResult run(String sql) throws SQLException;

    /// Sum of the peak resident sizes of its processes in bytes, or -1 when it has none of its own.
    default long peakBytes() {
        return -1;
    }

    @Override
    void close();
}
