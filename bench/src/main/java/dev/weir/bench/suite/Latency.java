package dev.weir.bench.suite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;

/// How long a short query takes through JDBC, from the call to the last value.
public final class Latency {
    private Latency() {}

    /// Milliseconds of the runs after the warm-up.
    public record Figures(double median, double p90, double p99) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "median %.2f ms, p90 %.2f, p99 %.2f", median, p90, p99);
        }
    }

    /// Runs a statement again and again, each time as a new Statement.
    public static Figures ofStatements(Connection connection, String sql, int warmUp, int runs) throws SQLException {
        long[] nanos = new long[runs];
        for (int run = -warmUp; run < runs; run++) {
            long start = System.nanoTime();
            try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
                read(rows);
            }
            if (run >= 0) {
                nanos[run] = System.nanoTime() - start;
            }
        }
        return figures(nanos);
    }

    /// Prepares a statement once and runs it again and again.
    public static Figures ofPrepared(Connection connection, String sql, int warmUp, int runs) throws SQLException {
        long[] nanos = new long[runs];
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int run = -warmUp; run < runs; run++) {
                long start = System.nanoTime();
                try (ResultSet rows = statement.executeQuery()) {
                    read(rows);
                }
                if (run >= 0) {
                    nanos[run] = System.nanoTime() - start;
                }
            }
        }
        return figures(nanos);
    }

    private static void read(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                rows.getObject(column);
            }
        }
    }

    private static Figures figures(long[] nanos) {
        Arrays.sort(nanos);
        return new Figures(at(nanos, 0.5), at(nanos, 0.9), at(nanos, 0.99));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))] / 1e6;
    }
}
