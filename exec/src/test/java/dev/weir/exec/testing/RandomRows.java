package dev.weir.exec.testing;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Physical;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;

/// Random rows of given types, as Java values and as batches in randomly chosen encodings.
public final class RandomRows {
    private RandomRows() {}

    /// @param distinct about how many different values
    /// @param sparse   integers far apart
    public static Object value(SqlType type, Random random, int distinct, double nulls, boolean sparse) {
        if (random.nextDouble() < nulls) {
            return null;
        }
        int n = random.nextInt(distinct);
        long number = sparse ? (n - distinct / 2) * 1_000_003_333L : n - 3;
        return switch (type) {
            case SqlType.Bool _, SqlType.Unknown _ -> n % 2 == 0;
            case SqlType.Integral integral -> integral.bytes() == 8 ? number : integral.bytes() == 4 ? (long) (int) number : (long) (byte) n;
            case SqlType.Real _ -> n == 0 ? (Object) (double) Float.NaN : n == 1 ? -0.0 : n == 2 ? 0.0 : (double) (n * 0.5f);
            case SqlType.Double _ -> n == 0 ? Double.NaN : n == 1 ? -0.0 : n == 2 ? 0.0 : n * 0.25;
            case SqlType.Decimal decimal -> new BigDecimal(
                    decimal.precision() > 18 && sparse ? BigInteger.valueOf(number).multiply(BigInteger.TEN.pow(15)) : BigInteger.valueOf(n - 3), decimal.scale());
            case SqlType.Varchar _, SqlType.Char _ -> n == 0 ? "" : n % 3 == 0 ? "s" + n : "a longer string with number " + n;
            case SqlType.Varbinary _, SqlType.Uuid _ -> new Expression.Bytes(("bytes of the value " + n).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case SqlType.Date _, SqlType.IntervalYearMonth _ -> (long) (int) number;
            case SqlType.Time _, SqlType.Timestamp _, SqlType.TimestampTz _, SqlType.IntervalDaySecond _ -> number;
            case SqlType.Array _, SqlType.Map _, SqlType.Row _ -> throw new IllegalArgumentException("nested");
        };
    }

    /// Equal by value as SQL sees it: what grouping and joining put together is `equals`.
    public static Object canonical(Object value) {
        return switch (value) {
            case Double d -> d == 0.0 ? (Object) 0.0 : d;
            case BigDecimal decimal -> decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
            case null -> null;
            default -> value;
        };
    }

    public static List<Object> canonical(List<?> row) {
        List<Object> all = new ArrayList<>();
        for (Object value : row) {
            all.add(canonical(value));
        }
        return all;
    }

    /// Cuts rows into batches of random length, each column in a random encoding.
    public static List<Batch> batches(List<SqlType> types, List<List<Object>> rows, Random random, int most, BufferAllocator allocator) {
        List<Batch> batches = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            int to = Math.min(rows.size(), from + 1 + random.nextInt(most));
            List<Column> columns = new ArrayList<>();
            for (int c = 0; c < types.size(); c++) {
                List<Object> values = new ArrayList<>();
                for (List<Object> row : rows.subList(from, to)) {
                    values.add(row.get(c));
                }
                columns.add(column(types.get(c), values, random, allocator));
            }
            batches.add(new Batch(columns, to - from));
            from = to;
        }
        return batches;
    }

    public static Column column(SqlType type, List<Object> values, Random random, BufferAllocator allocator) {
        boolean same = true;
        boolean narrow = true;
        for (Object value : values) {
            same &= java.util.Objects.equals(value, values.getFirst());
            narrow &= !(value instanceof BigDecimal decimal) || decimal.unscaledValue().bitLength() < 63;
        }
        if (same && random.nextBoolean()) {
            return TestColumns.constant(type, values.getFirst(), values.size(), allocator);
        }
        if (random.nextInt(3) == 0) {
            return TestColumns.dictionary(type, values, allocator);
        }
        Physical physical = type.physical() == Physical.INT128 && narrow && random.nextBoolean() ? Physical.INT64 : type.physical();
        return TestColumns.flat(type, physical, values, allocator);
    }

    /// The rows of a batch, which is closed.
    public static List<List<Object>> rows(Batch batch) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < batch.rows(); i++) {
            List<Object> row = new ArrayList<>();
            for (Column column : batch.columns()) {
                row.add(canonical(column.value(i)));
            }
            rows.add(row);
        }
        batch.close();
        return rows;
    }
}
