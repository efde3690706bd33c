package dev.weir.exec.evaluate.cast;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.UUID;

/// Writes values as text, the form that casts to varchar yield: fractions of seconds without trailing zeros, floating
/// point numbers as Java writes them, timestamps with time zone in the given zone with its offset.
public final class TextFormatter {
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private TextFormatter() {}

    /// @param value the carrier of a value of `type`, not null
    public static String text(Object value, SqlType type, ZoneId zone) {
        return switch (type) {
            case SqlType.Unknown _ -> "null";
            case SqlType.Bool _, SqlType.Integral _, SqlType.Double _, SqlType.Varchar _, SqlType.Char _ -> value.toString();
            case SqlType.Real _ -> Float.toString(((Double) value).floatValue());
            case SqlType.Decimal _ -> ((BigDecimal) value).toPlainString();
            case SqlType.Varbinary _ -> "\\x" + HexFormat.of().formatHex(((Expression.Bytes) value).value());
            case SqlType.Uuid _ -> uuid((Expression.Bytes) value);
            case SqlType.Date _ -> LocalDate.ofEpochDay((Long) value).toString();
            case SqlType.Time time -> time(nanos((Long) value, time.precision()));
            case SqlType.Timestamp timestamp -> timestamp((Long) value, timestamp.precision() > 6);
            case SqlType.TimestampTz timestamp -> timestampTz((Long) value, timestamp.precision() > 6, zone);
            case SqlType.IntervalYearMonth _ -> yearMonth((Long) value);
            case SqlType.IntervalDaySecond _ -> daySecond((Long) value);
            case SqlType.Array _, SqlType.Map _, SqlType.Row _ -> value.toString();
        };
    }

    private static long nanos(long value, int precision) {
        return precision > 6 ? value : value * 1000;
    }

    private static String uuid(Expression.Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.value());
        return new UUID(buffer.getLong(), buffer.getLong()).toString();
    }

    private static String timestamp(long value, boolean nanos) {
        long perDay = (nanos ? 1000 : 1) * ValueCast.MICROS_PER_DAY;
        long ofDay = Math.floorMod(value, perDay);
        return LocalDate.ofEpochDay(Math.floorDiv(value, perDay)) + " " + time(nanos ? ofDay : ofDay * 1000);
    }

    private static String timestampTz(long value, boolean nanos, ZoneId zone) {
        long second = Math.floorDiv(value, nanos ? 1_000_000_000L : MICROS_PER_SECOND);
        String offset = zone.getRules().getOffset(Instant.ofEpochSecond(second)).getId();
        return timestamp(TimeUnits.toLocal(value, nanos, zone), nanos) + (offset.equals("Z") ? "+00:00" : offset);
    }

    private static String time(long nanosOfDay) {
        long seconds = nanosOfDay / 1_000_000_000L;
        return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60) + fraction(nanosOfDay % 1_000_000_000L, 9);
    }

    private static String yearMonth(long months) {
        return (months < 0 ? "-" : "") + Math.abs(months) / 12 + "-" + Math.abs(months) % 12;
    }

    private static String daySecond(long micros) {
        long days = Math.abs(micros / ValueCast.MICROS_PER_DAY);
        long rest = Math.abs(micros % ValueCast.MICROS_PER_DAY);
        long seconds = rest / MICROS_PER_SECOND;
        return (micros < 0 ? "-" : "") + days + " " + two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60)
                + fraction(rest % MICROS_PER_SECOND, 6);
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }

    /// The fraction with its point, without trailing zeros; nothing for zero.
    private static String fraction(long value, int digits) {
        if (value == 0) {
            return "";
        }
        String text = Long.toString(value);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return "." + "0".repeat(digits - text.length()) + text.substring(0, end);
    }
}
