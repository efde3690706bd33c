package dev.weir.coordinator.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/// Writes values as SQL people expect to read them.
public final class ValueText {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss").appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).toFormatter();
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE).appendLiteral(' ').append(TIME).toFormatter();

    private ValueText() {}

    /// The text of a value; null for NULL.
    public static String of(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector) {
            case BitVector bits -> bits.get(row) != 0 ? "true" : "false";
            case DecimalVector decimals -> plain(decimals.getObject(row));
            case Float4Vector floats -> Float.toString(floats.get(row));
            case Float8Vector floats -> Double.toString(floats.get(row));
            case DateDayVector days -> LocalDate.ofEpochDay(days.get(row)).toString();
            case TimeMicroVector times -> TIME.format(LocalTime.ofNanoOfDay(times.get(row) * 1000));
            case TimeNanoVector times -> TIME.format(LocalTime.ofNanoOfDay(times.get(row)));
            case TimeStampVector stamps -> timestamp(stamps.get(row), (ArrowType.Timestamp) vector.getField().getType());
            case IntervalYearVector months -> months(months.get(row));
            case IntervalDayVector intervals -> interval(intervals.getObject(row));
            case IntervalMonthDayNanoVector intervals -> interval(intervals.getObject(row));
            case VarBinaryVector bytes -> HexFormat.of().formatHex(bytes.get(row));
            case FixedSizeBinaryVector bytes -> uuid(bytes.get(row));
            default -> String.valueOf(vector.getObject(row));
        };
    }

    static boolean isNumeric(ArrowType type) {
        return type instanceof ArrowType.Int || type instanceof ArrowType.FloatingPoint || type instanceof ArrowType.Decimal;
    }

    private static String plain(BigDecimal value) {
        return value.toPlainString();
    }

    private static String timestamp(long value, ArrowType.Timestamp type) {
        boolean nanos = type.getUnit() == TimeUnit.NANOSECOND;
        long second = Math.floorDiv(value, nanos ? 1_000_000_000L : 1_000_000L);
        long nano = Math.floorMod(value, nanos ? 1_000_000_000L : 1_000_000L) * (nanos ? 1 : 1000);
        if (type.getTimezone() == null) {
            return TIMESTAMP.format(LocalDateTime.ofEpochSecond(second, (int) nano, ZoneOffset.UTC));
        }
        ZoneId zone = ZoneId.of(type.getTimezone());
        return TIMESTAMP.format(Instant.ofEpochSecond(second, nano).atZone(zone)) + " " + zone;
    }

    private static String months(int months) {
        String sign = months < 0 ? "-" : "";
        int absolute = Math.abs(months);
        return sign + absolute / 12 + "-" + absolute % 12;
    }

    /// Weir's intervals of days and seconds have no months.
    private static String interval(PeriodDuration value) {
        return interval(value.getDuration().plusDays(value.getPeriod().getDays()));
    }

    private static String interval(Duration duration) {
        boolean negative = duration.isNegative();
        Duration absolute = duration.abs();
        String text = absolute.toDays() + " " + TIME.format(LocalTime.ofNanoOfDay(absolute.minusDays(absolute.toDays()).toNanos()));
        return negative ? "-" + text : text;
    }

    private static String uuid(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes);
        return bytes.length != 16 ? hex : hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-" + hex.substring(16, 20) + "-" + hex.substring(20);
    }
}
