package dev.weir.bench.variant;

import dev.weir.bench.oracle.Choice;
import dev.weir.formats.parquet.write.WriteOptions;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/// Writes the tables of a variant as `FOLDER/<table>/<table>.parquet` from those of TPC-H, by DuckDB where it can.
final class VariantFiles {
    private static final int NULL_ONE_IN = 50;

    private final Path source;
    private final long seed;
    private final int threads;

    /// @param source TPC-H in the single layout, `SOURCE/tpch/<table>/*.parquet`
    VariantFiles(Path source, long seed, int threads) {
        this.source = source;
        this.seed = seed;
        this.threads = threads;
    }

    void write(Variant variant, Renaming renaming, Path folder) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + threads);
            for (TpchTable<?> table : TpchTable.getTables()) {
                String name = renaming.of(table.getTableName());
                Path file = Files.createDirectories(folder.resolve(name)).resolve(name + ".parquet");
                if (variant == Variant.DELTA) {
                    Path before = folder.resolveSibling("." + folder.getFileName() + ".parquet");
                    statement.execute(copy(variant, table, renaming, before));
                    ParquetCopy.write(before, file, WriteOptions.defaults().withPageVersion(2).withPreference(WriteOptions.Preference.DELTA_PREFIX));
                    Files.delete(before);
                } else {
                    statement.execute(copy(variant, table, renaming, file));
                }
            }
        }
    }

    private String copy(Variant variant, TpchTable<?> table, Renaming renaming, Path file) {
        return "COPY (" + select(variant, table, renaming) + ") TO '" + quoted(file) + "' (FORMAT parquet, COMPRESSION " + variant.codec()
                + ", ROW_GROUP_SIZE " + variant.rowGroupRows() + (variant == Variant.VERSION2 ? ", PARQUET_VERSION v2" : "") + ")";
    }

    private String select(Variant variant, TpchTable<?> table, Renaming renaming) {
        List<String> columns = table.getColumns().stream().map(TpchColumn::getColumnName).toList();
        if (variant != Variant.PLAIN) {
            columns = new Choice(seed ^ table.getTableName().hashCode()).shuffled(columns);
        }
        List<String> key = key(table.getTableName());
        StringJoiner items = new StringJoiner(", ");
        for (String column : columns) {
            String value = column;
            if (variant == Variant.NULLS && !key.contains(column)) {
                value = String.format(Locale.ROOT, "CASE WHEN %s %% %d <> 0 THEN %s END", hash(key, column), NULL_ONE_IN, column);
            }
            items.add(value + " AS " + renaming.of(column));
        }
        return "SELECT " + items + " FROM read_parquet('" + quoted(source.resolve("tpch").resolve(table.getTableName())) + "/*.parquet')"
                + (variant == Variant.SHUFFLED ? " ORDER BY " + hash(key, "order") : "");
    }

    /// A number that depends on the row, the purpose and the seed alone.
    private String hash(List<String> key, String purpose) {
        return "hash(" + String.join(", ", key) + ", '" + purpose + "', " + seed + ")";
    }

    private static List<String> key(String table) {
        return switch (table) {
            case "customer" -> List.of("c_custkey");
            case "orders" -> List.of("o_orderkey");
            case "lineitem" -> List.of("l_orderkey", "l_linenumber");
            case "part" -> List.of("p_partkey");
            case "partsupp" -> List.of("ps_partkey", "ps_suppkey");
            case "supplier" -> List.of("s_suppkey");
            case "nation" -> List.of("n_nationkey");
            case "region" -> List.of("r_regionkey");
            default -> throw new IllegalArgumentException("no TPC-H table " + table);
        };
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }
}
