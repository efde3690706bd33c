package dev.weir.exec.evaluate.cast;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Converts one value in the carrier of {@link Expression.Literal}. Defines what a conversion means; the loops for numbers
/// agree with it.
///
/// Numbers round half away from zero. Timestamps with time zone are instants: wall-clock values are taken and shown in the
/// session's zone.
public final class ValueCast {
    static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final SqlType from;
    private final SqlType to;
    private final ZoneId zone;
    private final long start;

    public ValueCast(SqlType from, SqlType to, ZoneId zone, long start) {
        this.from = from;
        this.to = to;
        this.zone = zone;
        this.start = start;
    }

    /// Whether there is a conversion at all.
    public static boolean supported(SqlType from, SqlType to) {
        if (from.equals(to) || from instanceof SqlType.Unknown) {
            return true;
        }
        if (from.isNested() || to.isNested()) {
            return false;
        }
        return switch (to) {
            case SqlType.Unknown _, SqlType.Array _, SqlType.Map _, SqlType.Row _ -> false;
            case SqlType.Varchar _, SqlType.Char _ -> true;
            case SqlType.Bool _, SqlType.Integral _, SqlType.Real _, SqlType.Double _, SqlType.Decimal _ ->
                    from instanceof SqlType.Bool || from.isNumeric() || from.isString();
            case SqlType.Varbinary _ -> from.isString() || from instanceof SqlType.Uuid;
            case SqlType.Uuid _ -> from.isString() || from instanceof SqlType.Varbinary;
            case SqlType.Date _ -> from.isString() || isTimestamp(from);
            case SqlType.Time _ -> from.isString() || isTimestamp(from) || from instanceof SqlType.Time;
            case SqlType.Timestamp _, SqlType.TimestampTz _ -> from.isString() || isTimestamp(from) || from instanceof SqlType.Date || from instanceof SqlType.Time;
            case SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _ -> from.isString();
        };
    }

    private static boolean isTimestamp(SqlType type) {
        return type instanceof SqlType.Timestamp || type instanceof SqlType.TimestampTz;
    }

    /// @param value not null
    public Object convert(Object value) {
        try {
            return switch (to) {
                case SqlType.Bool _ -> toBoolean(value);
                case SqlType.Integral integral -> toIntegral(value, integral);
                case SqlType.Real _ -> (double) (float) toDouble(value, true);
                case SqlType.Double _ -> toDouble(value, false);
                case SqlType.Decimal decimal -> toDecimal(value, decimal);
                case SqlType.Varchar varchar -> toVarchar(value, varchar.length());
                case SqlType.Char fixed -> toVarchar(value, fixed.length()).stripTrailing();
                case SqlType.Varbinary _ -> value instanceof String text ? new Expression.Bytes(text.getBytes(StandardCharsets.UTF_8)) : value;
                case SqlType.Uuid _ -> toUuid(value);
                case SqlType.Date _ -> toDate(value);
                case SqlType.Time time -> toTime(value, time.precision());
                case SqlType.Timestamp timestamp -> toTimestamp(value, timestamp.precision());
                case SqlType.TimestampTz timestamp -> toTimestampTz(value, timestamp.precision());
                case SqlType.IntervalYearMonth _ -> TextParser.yearMonth((String) value);
                case SqlType.IntervalDaySecond _ -> TextParser.daySecond((String) value);
                case SqlType.Unknown _, SqlType.Array _, SqlType.Map _, SqlType.Row _ -> throw new IllegalStateException("no conversion to " + to);
            };
        } catch (ArithmeticException | DateTimeException | NumberFormatException failure) {
            throw from.isString() ? invalid(value) : overflow(value);
        }
    }

    private Boolean toBoolean(Object value) {
        return switch (value) {
            case String text -> TextParser.bool(text);
            case Double number -> number != 0;
            case BigDecimal decimal -> decimal.signum() != 0;
            default -> (Long) value != 0;
        };
    }

    private Long toIntegral(Object value, SqlType.Integral integral) {
        BigDecimal exact = switch (value) {
            case Boolean bool -> bool ? BigDecimal.ONE : BigDecimal.ZERO;
            case Long number -> BigDecimal.valueOf(number);
            case Double number -> finite(number);
            case BigDecimal decimal -> decimal;
            default -> new BigDecimal(TextParser.integer((String) value));
        };
        BigDecimal rounded = exact.setScale(0, RoundingMode.HALF_UP);
        if (rounded.compareTo(LONG_MIN) < 0 || rounded.compareTo(LONG_MAX) > 0) {
            throw overflow(value);
        }
        long result = rounded.longValue();
        if (result < integral.min() || result > integral.max()) {
            throw overflow(value);
        }
        return result;
    }

    private BigDecimal finite(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw overflow(number);
        }
        return from instanceof SqlType.Real ? new BigDecimal(Float.toString((float) number)) : new BigDecimal(number);
    }

    private static double toDouble(Object value, boolean single) {
        return switch (value) {
            case Boolean bool -> bool ? 1 : 0;
            case Long number -> single ? (float) number : (double) number;
            case Double number -> number;
            case BigDecimal decimal -> single ? decimal.floatValue() : decimal.doubleValue();
            default -> TextParser.floating((String) value, single);
        };
    }

    private BigDecimal toDecimal(Object value, SqlType.Decimal decimal) {
        BigDecimal exact = switch (value) {
            case Boolean bool -> bool ? BigDecimal.ONE : BigDecimal.ZERO;
            case Long number -> BigDecimal.valueOf(number);
            case Double number -> shortest(number);
            case BigDecimal other -> other;
            default -> TextParser.decimal((String) value);
        };
        if (exact.signum() != 0 && (long) exact.precision() - exact.scale() > SqlType.Decimal.MAX_PRECISION) {
            throw overflow(value);
        }
        BigDecimal rounded = exact.signum() == 0 || (long) exact.scale() > 400 + exact.precision()
                ? BigDecimal.ZERO.setScale(decimal.scale()) : exact.setScale(decimal.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > decimal.precision()) {
            throw overflow(value);
        }
        return rounded;
    }

    /// The decimal that the floating-point number is written as.
    private BigDecimal shortest(double number) {
        finite(number);
        return from instanceof SqlType.Real ? new BigDecimal(Float.toString((float) number)) : BigDecimal.valueOf(number);
    }

    /// Strings are cut to the length; the texts of other values must fit it.
    private String toVarchar(Object value, int length) {
        String text;
        if (value instanceof String string) {
            text = string;
        } else if (from instanceof SqlType.Varbinary) {
            text = utf8((Expression.Bytes) value);
        } else {
            text = TextFormatter.text(value, from, zone);
        }
        if (length >= text.length() || text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        if (!(value instanceof String)) {
            throw QueryException.ofValue(ErrorCode.INVALID_CAST, "the text of a " + from + " does not fit " + to, text);
        }
        return text.substring(0, text.offsetByCodePoints(0, length));
    }

    private String utf8(Expression.Bytes bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.value())).toString();
        } catch (CharacterCodingException failure) {
            throw new QueryException(ErrorCode.INVALID_CAST, "the bytes are no UTF-8 text");
        }
    }

    private Expression.Bytes toUuid(Object value) {
        if (value instanceof Expression.Bytes bytes) {
            if (bytes.value().length != 16) {
                throw QueryException.ofValue(ErrorCode.INVALID_CAST, "a uuid has 16 bytes, the value has others", bytes.value().length);
            }
            return bytes;
        }
        return TextParser.uuid((String) value);
    }

    private Long toDate(Object value) {
        if (value instanceof String text) {
            return TextParser.date(text);
        }
        return Math.floorDiv(localMicros((Long) value), MICROS_PER_DAY);
    }

    private Long toTime(Object value, int precision) {
        if (value instanceof String text) {
            return TextParser.time(text, precision);
        }
        long unit = (Long) value;
        if (from instanceof SqlType.Time source) {
            long length = precision > 6 ? MICROS_PER_DAY * 1000 : MICROS_PER_DAY;
            return TimeUnits.convert(unit, source.precision(), precision) % length;
        }
        boolean nanos = isNanos(from);
        long local = from instanceof SqlType.TimestampTz ? TimeUnits.toLocal(unit, nanos, zone) : unit;
        long ofDay = Math.floorMod(local, nanos ? MICROS_PER_DAY * 1000 : MICROS_PER_DAY);
        long length = precision > 6 ? MICROS_PER_DAY * 1000 : MICROS_PER_DAY;
        return TimeUnits.convert(ofDay, nanos ? 9 : 6, precision) % length;
    }

    private Long toTimestamp(Object value, int precision) {
        return switch (from) {
            case SqlType.Varchar _, SqlType.Char _ -> TextParser.timestamp((String) value, precision);
            case SqlType.Date _ -> TimeUnits.convert(Math.multiplyExact((Long) value, MICROS_PER_DAY), 6, precision);
            case SqlType.Timestamp source -> TimeUnits.convert((Long) value, source.precision(), precision);
            case SqlType.TimestampTz source -> TimeUnits.convert(TimeUnits.toLocal((Long) value, isNanos(source), zone), source.precision(), precision);
            case SqlType.Time source -> TimeUnits.convert(today() + TimeUnits.convert((Long) value, source.precision(), 6), 6, precision);
            default -> throw new IllegalStateException("no conversion from " + from);
        };
    }

    private Long toTimestampTz(Object value, int precision) {
        return switch (from) {
            case SqlType.Varchar _, SqlType.Char _ -> TextParser.timestampTz((String) value, precision, zone);
            case SqlType.TimestampTz source -> TimeUnits.convert((Long) value, source.precision(), precision);
            default -> TimeUnits.fromLocal(toTimestamp(value, precision), precision > 6, zone);
        };
    }

    private long today() {
        LocalDateTime now = LocalDateTime.ofInstant(Instant.ofEpochSecond(Math.floorDiv(start, 1_000_000L)), zone);
        return now.toLocalDate().atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000L;
    }

    /// A timestamp's wall-clock microseconds.
    private long localMicros(long value) {
        boolean nanos = isNanos(from);
        long local = from instanceof SqlType.TimestampTz ? TimeUnits.toLocal(value, nanos, zone) : value;
        return nanos ? Math.floorDiv(local, 1000) : local;
    }

    private static boolean isNanos(SqlType type) {
        return type instanceof SqlType.Timestamp timestamp && timestamp.precision() > 6
                || type instanceof SqlType.TimestampTz withZone && withZone.precision() > 6;
    }

    private QueryException invalid(Object value) {
        return QueryException.ofValue(ErrorCode.INVALID_CAST, "the text is no " + to, "'" + value + "'");
    }

    private QueryException overflow(Object value) {
        return QueryException.ofValue(ErrorCode.NUMERIC_OVERFLOW, "the value does not fit " + to, value);
    }
}
