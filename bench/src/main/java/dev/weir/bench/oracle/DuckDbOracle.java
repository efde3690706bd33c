package dev.weir.bench.oracle;

import dev.weir.bench.suite.QueryResult;
import dev.weir.bench.suite.SqlEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// DuckDB over the files of one seed, asked in Weir's SQL.
final class DuckDbOracle implements SqlEngine {
    /// The state of the exception for a result that is not worth reading.
    static final String TOO_LARGE = "TOO_LARGE";
    private static final int MOST_ROWS = 30_000;

    private final Connection connection;

    DuckDbOracle(Path product, List<RandomTable> tables) throws SQLException, IOException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            for (String setting : Translation.SETTINGS) {
                statement.execute(setting);
            }
            for (RandomTable table : tables) {
                statement.execute("create table " + table.name() + " as select * from read_parquet('" + product.resolve(table.name()) + "/*.parquet')");
            }
        }
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public QueryResult run(String sql) throws SQLException {
        long start = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(5);
            try (ResultSet results = statement.executeQuery(Translation.toDuckDb(sql))) {
                List<String> names = new ArrayList<>();
                for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                    names.add(results.getMetaData().getColumnLabel(i));
                }
                List<Object[]> rows = new ArrayList<>();
                while (results.next()) {
                    if (rows.size() == MOST_ROWS) {
                        throw new SQLException("more than " + MOST_ROWS + " rows", TOO_LARGE);
                    }
                    rows.add(row(results, names.size()));
                }
                return new QueryResult(names, rows, System.nanoTime() - start);
            }
        }
    }

    private static Object[] row(ResultSet results, int columns) throws SQLException {
        Object[] row = new Object[columns];
        for (int i = 0; i < columns; i++) {
            Object value = results.getObject(i + 1);
            row[i] = value instanceof Blob blob ? blob.getBytes(1, (int) blob.length()) : value;
        }
        return row;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close DuckDB", e);
        }
    }
}
