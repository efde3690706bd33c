package dev.weir.exec.batch;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Widen;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Seeded columns of every type in every encoding, for tests. Slots of NULLs hold garbage on purpose.
public final class RandomColumns {
    public enum Encoding { FLAT, CONSTANT, DICTIONARY, WIDE }

    public static final List<SqlType> TYPES = List.of(
            SqlType.BOOLEAN, SqlType.TINYINT, SqlType.SMALLINT, SqlType.INTEGER, SqlType.BIGINT, SqlType.REAL, SqlType.DOUBLE,
            new SqlType.Decimal(4, 1), new SqlType.Decimal(15, 2), new SqlType.Decimal(18, 6), new SqlType.Decimal(25, 4), new SqlType.Decimal(38, 10),
            SqlType.VARCHAR, new SqlType.Varchar(20), new SqlType.Char(6), SqlType.VARBINARY, SqlType.UUID, SqlType.DATE, SqlType.TIME,
            SqlType.TIMESTAMP, SqlType.TIMESTAMP_TZ, new SqlType.Timestamp(9), SqlType.INTERVAL_YEAR_MONTH, SqlType.INTERVAL_DAY_SECOND);

    private static final String[] WORDS = {
        "", "a", "b", "ab", "abc", "special", "requests", "special requests", "PROMO BRUSHED", "MEDIUM POLISHED", "grün", "日本語", "😀 smile",
        "exactly 12 b", "thirteen byte", "the quick brown fox jumps over the lazy dog", "a_b%c", "  pad  ", "UPPER lower"};

    private final RandomGenerator random;
    private final BufferAllocator allocator;

    public RandomColumns(RandomGenerator random, BufferAllocator allocator) {
        this.random = random;
        this.allocator = allocator;
    }

    public Object value(SqlType type) {
        return switch (type) {
            case SqlType.Unknown _ -> null;
            case SqlType.Bool _ -> random.nextBoolean();
            case SqlType.Integral integral -> switch (random.nextInt(12)) {
                case 0 -> integral.max();
                case 1 -> integral.min();
                default -> (long) random.nextInt(-20, 21);
            };
            case SqlType.Real _ -> (double) (float) floating();
            case SqlType.Double _ -> floating();
            case SqlType.Decimal decimal -> decimal(decimal);
            case SqlType.Varchar varchar -> cut(WORDS[random.nextInt(WORDS.length)], varchar.length());
            case SqlType.Char fixed -> cut(WORDS[random.nextInt(WORDS.length)], fixed.length()).stripTrailing();
            case SqlType.Varbinary _ -> new Expression.Bytes(bytes(random.nextInt(30)));
            case SqlType.Uuid _ -> new Expression.Bytes(bytes(16));
            case SqlType.Date _ -> (long) random.nextInt(-5000, 20000);
            case SqlType.Time time -> random.nextLong(86_400_000_000L) * (time.precision() > 6 ? 1000 : 1);
            case SqlType.Timestamp timestamp -> random.nextLong(-1_000_000_000_000_000L, 2_000_000_000_000_000L) * (timestamp.precision() > 6 ? 1000 : 1);
            case SqlType.TimestampTz timestamp -> random.nextLong(-1_000_000_000_000_000L, 2_000_000_000_000_000L) * (timestamp.precision() > 6 ? 1000 : 1);
            case SqlType.IntervalYearMonth _ -> (long) random.nextInt(-50, 50);
            case SqlType.IntervalDaySecond _ -> random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
            case SqlType.Array _, SqlType.Map _, SqlType.Row _ -> throw new IllegalArgumentException("nested");
        };
    }

    /// A column of `rows` values of which about `nulls` (0 to 1) are NULL.
    public Column column(SqlType type, Encoding encoding, int rows, double nulls) {
        return switch (encoding) {
            case FLAT -> garbageInNulls(flat(type, rows, nulls, false));
            case WIDE -> garbageInNulls(flat(type, rows, nulls, type instanceof SqlType.Decimal decimal && decimal.precision() > 18));
            case CONSTANT -> new ConstantColumn(flat(type, 1, nulls, false), rows);
            case DICTIONARY -> dictionary(type, rows, nulls);
        };
    }

    public Column column(SqlType type, int rows, double nulls) {
        return column(type, Encoding.values()[random.nextInt(4)], rows, nulls);
    }

    private FlatColumn flat(SqlType type, int rows, double nulls, boolean wide) {
        try (ColumnBuilder builder = new ColumnBuilder(type, Math.max(1, rows / 2), allocator)) {
            for (int i = 0; i < rows; i++) {
                builder.append(random.nextDouble() < nulls ? null : value(type));
            }
            FlatColumn built = builder.build();
            if (!wide) {
                return built;
            }
            try (built) {
                return Widen.toInt128(built, allocator);
            }
        }
    }

    private Column dictionary(SqlType type, int rows, double nulls) {
        int entries = random.nextInt(1, 20);
        FlatColumn dictionary = flat(type, entries, 0, random.nextBoolean() && type instanceof SqlType.Decimal decimal && decimal.precision() > 18);
        ArrowBuf codes = allocator.buffer(rows * 4L);
        ArrowBuf validity = nulls == 0 ? null : allocator.buffer((rows + 7) / 8);
        for (int i = 0; i < rows; i++) {
            Memory.putInt(codes.memoryAddress() + i * 4L, random.nextInt(entries));
        }
        if (validity != null) {
            Memory.fill(validity.memoryAddress(), (rows + 7) / 8, (byte) 0);
            for (int i = 0; i < rows; i++) {
                if (random.nextDouble() >= nulls) {
                    Memory.setBit(validity.memoryAddress(), i);
                }
            }
        }
        return new DictionaryColumn(rows, codes, validity, dictionary);
    }

    private FlatColumn garbageInNulls(FlatColumn column) {
        if (column.physical() != Physical.VIEW && column.physical() != Physical.BOOL) {
            int width = column.physical().width();
            for (int i = 0; i < column.length(); i++) {
                if (column.isNull(i)) {
                    for (int b = 0; b < width; b++) {
                        Memory.putByte(column.address() + (long) i * width + b, (byte) random.nextInt());
                    }
                }
            }
        }
        return column;
    }

    private double floating() {
        return switch (random.nextInt(12)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> -0.0;
            case 3 -> 0.0;
            case 4 -> 1e30;
            default -> random.nextInt(-40, 41) / 4.0;
        };
    }

    private BigDecimal decimal(SqlType.Decimal type) {
        BigInteger most = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger unscaled = switch (random.nextInt(14)) {
            case 0 -> most;
            case 1 -> most.negate();
            case 2 -> BigInteger.ZERO;
            case 3 -> BigInteger.valueOf(random.nextLong()).mod(most);
            default -> BigInteger.valueOf(random.nextInt(-3000, 3000)).min(most).max(most.negate());
        };
        return new BigDecimal(unscaled, type.scale());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String cut(String text, int length) {
        return text.codePointCount(0, text.length()) <= length ? text : text.substring(0, text.offsetByCodePoints(0, length));
    }

    /// The values in carriers.
    public static List<Object> values(Column column) {
        List<Object> values = new ArrayList<>(column.length());
        for (int i = 0; i < column.length(); i++) {
            values.add(column.value(i));
        }
        return values;
    }
}
