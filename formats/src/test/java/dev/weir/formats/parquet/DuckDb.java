package dev.weir.formats.parquet;

import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The independent reader and writer that tests compare with.
final class DuckDb {
    private DuckDb() {}

    static void run(String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /// The file's values by column, as {@link dev.weir.formats.Values} gives them.
    static List<List<Object>> read(Path path, List<FileColumn> columns) {
        List<String> expressions = new ArrayList<>();
        for (FileColumn column : columns) {
            expressions.add(expression(column));
        }
        String sql = "SELECT " + String.join(", ", expressions) + " FROM read_parquet('" + path + "', file_row_number = true) ORDER BY file_row_number";
        List<List<Object>> result = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            result.add(new ArrayList<>());
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    for (int i = 0; i < columns.size(); i++) {
                        result.get(i).add(value(rows, i + 1, columns.get(i).type()));
                    }
                }
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return result;
    }

    private static String expression(FileColumn column) {
        String name = '"' + column.name() + '"';
        return switch (column.type()) {
            case FileType.Bool bool -> "CAST(" + name + " AS BIGINT)";
            case FileType.Int number -> "CAST(" + name + " AS BIGINT)";
            case FileType.UnsignedInt64 number -> "CAST(" + name + " AS DECIMAL(20, 0))";
            case FileType.Float16 half -> "CAST(" + name + " AS DOUBLE)";
            case FileType.Float32 single -> "CAST(" + name + " AS DOUBLE)";
            case FileType.Float64 wide -> name;
            case FileType.Decimal decimal -> name;
            case FileType.Utf8 text -> "hex(" + name + ")";
            case FileType.Binary bytes -> "hex(" + name + ")";
            case FileType.FixedBinary bytes -> "hex(" + name + ")";
            case FileType.Uuid uuid -> "replace(CAST(" + name + " AS VARCHAR), '-', '')";
            case FileType.Date date -> name + " - DATE '1970-01-01'";
            case FileType.Time(int precision) -> precision == 9 ? "epoch_us(" + name + ") * 1000" : "epoch_us(" + name + ")";
            case FileType.Timestamp(int precision, boolean utc) -> precision == 9 ? "epoch_ns(" + name + ")" : "epoch_us(" + name + ")";
            case FileType.Unsupported unsupported -> "NULL";
        };
    }

    private static Object value(ResultSet rows, int index, FileType type) throws SQLException {
        if (rows.getObject(index) == null) {
            return null;
        }
        return switch (type) {
            case FileType.Decimal(int precision, int scale) -> {
                BigDecimal value = rows.getBigDecimal(index).setScale(scale);
                yield precision <= 18 ? (Object) value.unscaledValue().longValueExact() : value.unscaledValue();
            }
            case FileType.UnsignedInt64 number -> rows.getBigDecimal(index).toBigIntegerExact();
            case FileType.Float16 half -> rows.getDouble(index);
            case FileType.Float32 single -> rows.getDouble(index);
            case FileType.Float64 wide -> rows.getDouble(index);
            case FileType.Utf8 text -> fromHex(rows.getString(index));
            case FileType.Binary bytes -> fromHex(rows.getString(index));
            case FileType.FixedBinary bytes -> fromHex(rows.getString(index));
            case FileType.Uuid uuid -> fromHex(rows.getString(index));
            case FileType.Bool bool -> rows.getLong(index);
            case FileType.Int number -> rows.getLong(index);
            case FileType.Date date -> rows.getLong(index);
            case FileType.Time time -> rows.getLong(index);
            case FileType.Timestamp timestamp -> rows.getLong(index);
            case FileType.Unsupported unsupported -> null;
        };
    }

    private static String fromHex(String hex) {
        return new String(HexFormat.of().parseHex(hex.toLowerCase()), StandardCharsets.ISO_8859_1);
    }
}
