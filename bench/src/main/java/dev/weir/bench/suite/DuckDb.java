package dev.weir.bench.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import java.io.IOException;

/// DuckDB in this process, reading the same Parquet files through views.
public final class DuckDb {
    public static final String NAME = "duckdb";

    private DuckDb() {}

    /// @param data in the single layout; each folder of `DATA/tpch` becomes a view
    public static JdbcEngine open(Path data, int threads) throws SQLException, IOException {
        return openProduct(data.resolve("tpch"), threads);
    }

    /// @param product each folder, or file, of it becomes a view
    public static JdbcEngine openProduct(Path product, int threads) throws SQLException, IOException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement(); Stream<Path> tables = Files.list(product)) {
            statement.execute("SET threads = " + threads);
            for (Path table : (List<Path>) tables.sorted().toList()) {
                String name = table.getFileName().toString().replace(".parquet", "");
                String files = Files.isDirectory(table) ? table + "/*.parquet" : table.toString();
                statement.execute("CREATE VIEW " + name + " AS SELECT * FROM read_parquet('" + files.replace("'", "''") + "')");
            }
        }
        return new JdbcEngine(NAME, connection, null, null);
    }
}
