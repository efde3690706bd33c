package dev.weir.coordinator.logictest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The tables that logic tests read: `tables.sql` makes them in DuckDB, which writes each into Parquet files.
final class LogicTestTables {
    static final Path SCRIPT = LogicTestRunnerTest.FOLDER.resolve("tables.sql");
    private static final int FILES = 3;

    private LogicTestTables() {}

    /// A connection to a new DuckDB that holds the tables and answers by Weir's defaults.
    static Connection open() throws SQLException, IOException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("set default_null_order = 'nulls_last'");
            statement.execute("set integer_division = true");
            for (String sql : Files.readString(SCRIPT).split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        return connection;
    }

    /// Writes each table as `FOLDER/lab/<table>/<n>.parquet`, the rows dealt out to the files.
    static void write(Path folder) throws SQLException, IOException {
        try (Connection connection = open(); Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery("select table_name from duckdb_tables() order by 1")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                Path target = Files.createDirectories(folder.resolve("lab").resolve(table));
                for (int file = 0; file < FILES; file++) {
                    statement.execute("copy (select * from " + table + " where rowid % " + FILES + " = " + file + " order by rowid) to '"
                            + target.resolve(file + ".parquet") + "' (format parquet)");
                }
            }
        }
    }
}
