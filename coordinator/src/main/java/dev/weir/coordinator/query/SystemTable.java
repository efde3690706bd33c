package dev.weir.coordinator.query;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A table of the domain `system`: its rows are made when it is read, for the user who reads.
///
/// @param rows per user; values in the carriers of {@link dev.weir.exec.expression.Expression.Literal}
public record SystemTable(TableName name, String remarks, List<Column> columns, Function<String, List<List<Object>>> rows) {
    public static final String DOMAIN = "system";

    public SystemTable {
        columns = List.copyOf(columns);
    }

    public record Column(String name, SqlType type, String remarks) {}

    /// Makes a table from `name type remarks...` texts.
    static SystemTable of(String product, String table, String remarks, Function<String, List<List<Object>>> rows, String... columns) {
        List<Column> all = new ArrayList<>();
        for (String column : columns) {
            String[] parts = column.split(" ", 3);
            SqlType type = switch (parts[1]) {
                case "varchar" -> SqlType.VARCHAR;
                case "bigint" -> SqlType.BIGINT;
                case "integer" -> SqlType.INTEGER;
                case "double" -> SqlType.DOUBLE;
                case "boolean" -> SqlType.BOOLEAN;
                case "timestamptz" -> SqlType.TIMESTAMP_TZ;
                default -> throw new IllegalArgumentException("type of " + column);
            };
            all.add(new Column(parts[0], type, parts.length > 2 ? parts[2] : ""));
        }
        return new SystemTable(new TableName(DOMAIN, product, table), remarks, all, rows);
    }
}
