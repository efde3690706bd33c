package dev.weir.exec.type;

import dev.weir.formats.memory.Physical;
import java.util.List;
import java.util.Locale;

/// A type of SQL. `toString` is the name that users write and see.
///
/// Each type says which {@link Physical} encoding its columns have by default ({@link #physical()}); only decimals may
/// deviate per batch (INT64 or INT128).
public sealed interface SqlType {
    SqlType UNKNOWN = new Unknown();
    SqlType BOOLEAN = new Bool();
    SqlType TINYINT = new Integral(1);
    SqlType SMALLINT = new Integral(2);
    SqlType INTEGER = new Integral(4);
    SqlType BIGINT = new Integral(8);
    SqlType REAL = new Real();
    SqlType DOUBLE = new Double();
    SqlType VARCHAR = new Varchar(Varchar.UNBOUNDED);
    SqlType VARBINARY = new Varbinary();
    SqlType UUID = new Uuid();
    SqlType DATE = new Date();
    SqlType TIME = new Time(6);
    SqlType TIMESTAMP = new Timestamp(6);
    SqlType TIMESTAMP_TZ = new TimestampTz(6);
    SqlType INTERVAL_YEAR_MONTH = new IntervalYearMonth();
    SqlType INTERVAL_DAY_SECOND = new IntervalDaySecond();

    /// The encoding of this type's columns; for decimals the one that holds every value.
    Physical physical();

    /// The type of NULL before something gives it a better one.
    record Unknown() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.BOOL;
        }

        @Override
        public String toString() {
            return "unknown";
        }
    }

    record Bool() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.BOOL;
        }

        @Override
        public String toString() {
            return "boolean";
        }
    }

    /// tinyint, smallint, integer, bigint by their bytes.
    record Integral(int bytes) implements SqlType {
        public Integral {
            if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
                throw new IllegalArgumentException("bytes of an integer: " + bytes);
            }
        }

        public long min() {
            return -1L << (bytes * 8 - 1);
        }

        public long max() {
            return ~min();
        }

        /// Decimal digits that hold every value.
        public int digits() {
            return switch (bytes) {
                case 1 -> 3;
                case 2 -> 5;
                case 4 -> 10;
                default -> 19;
            };
        }

        @Override
        public Physical physical() {
            return switch (bytes) {
                case 1 -> Physical.INT8;
                case 2 -> Physical.INT16;
                case 4 -> Physical.INT32;
                default -> Physical.INT64;
            };
        }

        @Override
        public String toString() {
            return switch (bytes) {
                case 1 -> "tinyint";
                case 2 -> "smallint";
                case 4 -> "integer";
                default -> "bigint";
            };
        }
    }

    record Real() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.FLOAT32;
        }

        @Override
        public String toString() {
            return "real";
        }
    }

    record Double() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.FLOAT64;
        }

        @Override
        public String toString() {
            return "double";
        }
    }

    record Decimal(int precision, int scale) implements SqlType {
        public static final int MAX_PRECISION = 38;
        /// Every decimal of this precision fits a scaled int64.
        public static final int MAX_INT64_PRECISION = 18;

        public Decimal {
            if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("decimal(" + precision + "," + scale + ")");
            }
        }

        @Override
        public Physical physical() {
            return precision <= MAX_INT64_PRECISION ? Physical.INT64 : Physical.INT128;
        }

        @Override
        public String toString() {
            return "decimal(" + precision + "," + scale + ")";
        }
    }

    record Varchar(int length) implements SqlType {
        public static final int UNBOUNDED = Integer.MAX_VALUE;

        @Override
        public Physical physical() {
            return Physical.VIEW;
        }

        @Override
        public String toString() {
            return length == UNBOUNDED ? "varchar" : "varchar(" + length + ")";
        }
    }

    /// Blank padded: trailing blanks do not count in comparisons; kept without them inside, padded for the client.
    record Char(int length) implements SqlType {
        @Override
        public Physical physical() {
            return Physical.VIEW;
        }

        @Override
        public String toString() {
            return "char(" + length + ")";
        }
    }

    record Varbinary() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.VIEW;
        }

        @Override
        public String toString() {
            return "varbinary";
        }
    }

    /// 16 bytes, compared as unsigned bytes.
    record Uuid() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.VIEW;
        }

        @Override
        public String toString() {
            return "uuid";
        }
    }

    /// Days since 1970-01-01.
    record Date() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.INT32;
        }

        @Override
        public String toString() {
            return "date";
        }
    }

    /// Microseconds of the day for precision <= 6, else nanoseconds.
    record Time(int precision) implements SqlType {
        @Override
        public Physical physical() {
            return Physical.INT64;
        }

        @Override
        public String toString() {
            return precision == 6 ? "time" : "time(" + precision + ")";
        }
    }

    /// Microseconds since 1970-01-01 for precision <= 6, else nanoseconds.
    record Timestamp(int precision) implements SqlType {
        @Override
        public Physical physical() {
            return Physical.INT64;
        }

        @Override
        public String toString() {
            return precision == 6 ? "timestamp" : "timestamp(" + precision + ")";
        }
    }

    /// An instant, microseconds (or nanoseconds above precision 6) since the epoch in UTC; shown in the session's zone.
    record TimestampTz(int precision) implements SqlType {
        @Override
        public Physical physical() {
            return Physical.INT64;
        }

        @Override
        public String toString() {
            return precision == 6 ? "timestamp with time zone" : "timestamp(" + precision + ") with time zone";
        }
    }

    /// Months.
    record IntervalYearMonth() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.INT32;
        }

        @Override
        public String toString() {
            return "interval year to month";
        }
    }

    /// Microseconds.
    record IntervalDaySecond() implements SqlType {
        @Override
        public Physical physical() {
            return Physical.INT64;
        }

        @Override
        public String toString() {
            return "interval day to second";
        }
    }

    record Array(SqlType element) implements SqlType {
        @Override
        public Physical physical() {
            throw new IllegalStateException("nested types have no physical encoding");
        }

        @Override
        public String toString() {
            return "array(" + element + ")";
        }
    }

    record Map(SqlType key, SqlType value) implements SqlType {
        @Override
        public Physical physical() {
            throw new IllegalStateException("nested types have no physical encoding");
        }

        @Override
        public String toString() {
            return "map(" + key + ", " + value + ")";
        }
    }

    record Row(List<Field> fields) implements SqlType {
        public Row {
            fields = List.copyOf(fields);
        }

        public record Field(String name, SqlType type) {}

        @Override
        public Physical physical() {
            throw new IllegalStateException("nested types have no physical encoding");
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("row(");
            for (Field field : fields) {
                text.append(text.length() == 4 ? "" : ", ").append(field.name().toLowerCase(Locale.ROOT)).append(' ').append(field.type());
            }
            return text.append(')').toString();
        }
    }

    default boolean isNumeric() {
        return this instanceof Integral || this instanceof Decimal || this instanceof Real || this instanceof Double;
    }

    /// varchar or char.
    default boolean isString() {
        return this instanceof Varchar || this instanceof Char;
    }

    default boolean isNested() {
        return this instanceof Array || this instanceof Map || this instanceof Row;
    }

    /// Whether values have an order (`<`, ORDER BY, min, max).
    default boolean isOrderable() {
        return !isNested();
    }
}
