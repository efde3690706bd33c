package dev.weir.bench.suite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Reads the five columns of a result with the getters of their types.
public final class FetchRun {
    private FetchRun() {}

    /// @param checksum of all values, so that none is left unread
    public record Outcome(long rows, long nanos, long checksum) {
        public double rowsPerSecond() {
            return rows * 1e9 / nanos;
        }
    }

    public static Outcome run(Connection connection, String sql) throws SQLException {
        long start = System.nanoTime();
        long rows = 0;
        long sum = 0;
        try (Statement statement = connection.createStatement(); ResultSet results = statement.executeQuery(sql)) {
            while (results.next()) {
                sum += results.getLong(1);
                sum += (long) results.getDouble(2);
                sum += results.getString(3).length();
                sum += results.getBigDecimal(4).scale();
                sum += results.getDate(5).getTime();
                rows++;
            }
        }
        return new Outcome(rows, System.nanoTime() - start, sum);
    }
}
