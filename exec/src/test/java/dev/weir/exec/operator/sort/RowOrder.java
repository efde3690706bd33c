package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The order of rows in plain Java, to compare with.
public record RowOrder(List<SortKey> keys, List<SqlType> types) implements Comparator<List<Object>> {
    @Override
    public int compare(List<Object> left, List<Object> right) {
        for (SortKey key : keys) {
            Object a = left.get(key.column());
            Object b = right.get(key.column());
            if (a == null || b == null) {
                if (a != b) {
                    return (a == null) == key.nullsFirst() ? -1 : 1;
                }
                continue;
            }
            int order = values(a, b, types.get(key.column()));
            if (order != 0) {
                return key.descending() ? -order : order;
            }
        }
        return 0;
    }

    private static int values(Object a, Object b, SqlType type) {
        return switch (a) {
            case Boolean x -> Boolean.compare(x, (Boolean) b);
            case Long x -> Long.compare(x, (Long) b);
            case Double x -> x == 0.0 && (Double) b == 0.0 ? 0 : Double.compare(x, (Double) b);
            case BigDecimal x -> x.compareTo((BigDecimal) b);
            case String x when type instanceof SqlType.Char -> bytes(x.replaceAll(" +$", ""), ((String) b).replaceAll(" +$", ""));
            case String x -> bytes(x, (String) b);
            case Expression.Bytes x -> Arrays.compareUnsigned(x.value(), ((Expression.Bytes) b).value());
            default -> throw new IllegalArgumentException("no order for " + a.getClass());
        };
    }

    private static int bytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    public static List<List<Object>> rows(Batch batch) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < batch.rows(); i++) {
            List<Object> row = new ArrayList<>();
            for (int c = 0; c < batch.columns().size(); c++) {
                row.add(batch.column(c).value(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
