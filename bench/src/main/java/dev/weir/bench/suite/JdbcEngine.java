package dev.weir.bench.suite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.LongSupplier;

/// An engine behind a JDBC driver.
public final class JdbcEngine implements SqlEngine {
    private final String name;
    private final Connection connection;
    private final LongSupplier peakBytes;
    private final AutoCloseable owned;

    /// @param peakBytes of the engine's processes; null when unknown
    /// @param owned     closed after the connection; null when there is nothing
    public JdbcEngine(String name, Connection connection, LongSupplier peakBytes, AutoCloseable owned) {
        this.name = name;
        this.connection = connection;
        this.peakBytes = peakBytes;
        this.owned = owned;
    }

    public static JdbcEngine connect(String name, String url, Properties properties, LongSupplier peakBytes, AutoCloseable owned) throws SQLException {
        return new JdbcEngine(name, DriverManager.getConnection(url, properties), peakBytes, owned);
    }

    @Override
    public String name() {
        return name;
    }

    public Connection connection() {
        return connection;
    }

    @Override
    public QueryResult run(String sql) throws SQLException {
        long start = System.nanoTime();
        try (Statement statement = connection.createStatement(); ResultSet results = statement.executeQuery(sql)) {
            int count = results.getMetaData().getColumnCount();
            List<Object[]> rows = new ArrayList<>();
            while (results.next()) {
                Object[] row = new Object[count];
                for (int i = 0; i < count; i++) {
                    row[i] = results.getObject(i + 1);
                }
                rows.add(row);
            }
            long nanos = System.nanoTime() - start;
            List<String> names = rows.isEmpty() ? preparedColumns(sql) : columns(results.getMetaData());
            return new QueryResult(names, rows, nanos);
        }
    }

    /// The stock driver for Flight SQL tells each column of an empty result twice unless the statement is prepared.
    private List<String> preparedColumns(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return columns(statement.getMetaData());
        }
    }

    private static List<String> columns(ResultSetMetaData metadata) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            names.add(metadata.getColumnLabel(i));
        }
        return names;
    }

    @Override
    public long peakBytes() {
        return peakBytes == null ? -1 : peakBytes.getAsLong();
    }

    @Override
    public void close() {
        try (AutoCloseable last = owned; Connection first = connection) {
            // Closes both, the connection first.
        } catch (Exception e) {
            System.err.println("closing " + name + ": " + e.getMessage());
        }
    }
}
