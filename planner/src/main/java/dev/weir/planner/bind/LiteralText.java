package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads constants of every type from text, as in `DATE '2026-01-31'` and in `d >= '2026-01-31'`.
final class LiteralText {
    private static final Pattern DATE = Pattern.compile("([+-]?\\d{1,6})-(\\d{1,2})-(\\d{1,2})");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?");
    private static final Pattern ZONED = Pattern.compile("(.*?\\d)\\s*(Z|UTC|GMT|[+-]\\d{1,2}(?::?\\d{2})?|[A-Za-z]+/[A-Za-z_/]+)?");

    private LiteralText() {}

    /// Reads a text as a value of a type; what does not read is INVALID_CAST.
    static Literal parse(String text, SqlType type, ZoneId zone, Position position) {
        String trimmed = text.strip();
        try {
            return switch (type) {
                case SqlType.Bool _ -> Literal.of(bool(trimmed));
                case SqlType.Integral integral -> new Literal(whole(trimmed, integral), type);
                case SqlType.Decimal decimal -> new Literal(decimal(trimmed, decimal), type);
                case SqlType.Real _ -> new Literal((double) Float.parseFloat(trimmed), type);
                case SqlType.Double _ -> new Literal(Double.parseDouble(trimmed), type);
                case SqlType.Varchar varchar -> new Literal(cut(text, varchar.length()), type);
                case SqlType.Char fixed -> new Literal(cut(text, fixed.length()).stripTrailing(), type);
                case SqlType.Date _ -> new Literal(date(trimmed).toEpochDay(), type);
                case SqlType.Time time -> new Literal(inUnit(time(trimmed).toNanoOfDay(), time.precision()), type);
                case SqlType.Timestamp timestamp -> {
                    LocalDateTime local = dateTime(trimmed);
                    yield new Literal(instant(local.toInstant(java.time.ZoneOffset.UTC), timestamp.precision()), type);
                }
                case SqlType.TimestampTz timestamp -> new Literal(instant(zoned(trimmed, zone), timestamp.precision()), type);
                case SqlType.Uuid _ -> new Literal(uuid(trimmed), type);
                case SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _, SqlType.Varbinary _, SqlType.Unknown _, SqlType.Array _,
                        SqlType.Map _, SqlType.Row _ -> throw new DateTimeException("no text form");
            };
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException _) {
            throw new QueryException(ErrorCode.INVALID_CAST, "String cannot be read as " + type + ": '" + text + "'", position);
        }
    }

    /// Reads `TIMESTAMP '..'`: a zone in the text makes it a timestamp with time zone, digits beyond six make it precise.
    static SqlType timestampType(String text) {
        Matcher matcher = ZONED.matcher(text.strip());
        boolean zoned = matcher.matches() && matcher.group(2) != null && text.indexOf(':') >= 0;
        int precision = fractionDigits(zoned ? matcher.group(1) : text.strip()) > 6 ? 9 : 6;
        return zoned ? new SqlType.TimestampTz(precision) : new SqlType.Timestamp(precision);
    }

    private static int fractionDigits(String text) {
        int point = text.lastIndexOf('.');
        return point < 0 ? 0 : text.length() - point - 1;
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static long whole(String text, SqlType.Integral type) {
        long value = Long.parseLong(text);
        if (value < type.min() || value > type.max()) {
            throw new ArithmeticException("out of range");
        }
        return value;
    }

    private static BigDecimal decimal(String text, SqlType.Decimal type) {
        if (text.length() > 100) {
            throw new IllegalArgumentException("too long");
        }
        BigDecimal value = new BigDecimal(text).setScale(type.scale(), RoundingMode.HALF_UP);
        if (value.precision() > type.precision()) {
            throw new ArithmeticException("out of range");
        }
        return value;
    }

    private static String cut(String text, int length) {
        return text.codePointCount(0, text.length()) <= length ? text : text.substring(0, text.offsetByCodePoints(0, length));
    }

    private static LocalDate date(String text) {
        Matcher matcher = DATE.matcher(text);
        if (!matcher.matches()) {
            throw new DateTimeException("no date");
        }
        return LocalDate.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    private static LocalTime time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new DateTimeException("no time");
        }
        int second = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        int nano = matcher.group(4) == null ? 0 : Integer.parseInt((matcher.group(4) + "00000000").substring(0, 9));
        return LocalTime.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), second, nano);
    }

    private static LocalDateTime dateTime(String text) {
        int space = text.indexOf(' ') >= 0 ? text.indexOf(' ') : text.indexOf('T');
        return space < 0
                ? date(text).atStartOfDay()
                : LocalDateTime.of(date(text.substring(0, space)), time(text.substring(space + 1).strip()));
    }

    private static Instant zoned(String text, ZoneId session) {
        Matcher matcher = ZONED.matcher(text);
        // A date alone ends in digits after '-', which would read as an offset.
        if (text.indexOf(':') < 0 || !matcher.matches() || matcher.group(2) == null) {
            return dateTime(text).atZone(session).toInstant();
        }
        String zone = matcher.group(2);
        if (zone.matches("[+-]\\d.*") && zone.indexOf(':') < 0 && zone.length() < 4) {
            zone = zone.charAt(0) + (zone.length() == 2 ? "0" : "") + zone.substring(1);
        }
        return dateTime(matcher.group(1)).atZone(ZoneId.of(zone)).toInstant();
    }

    private static long instant(Instant instant, int precision) {
        long unit = precision > 6 ? 1_000_000_000L : 1_000_000L;
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), unit), precision > 6 ? instant.getNano() : instant.getNano() / 1000);
    }

    private static long inUnit(long nanos, int precision) {
        return precision > 6 ? nanos : nanos / 1000;
    }

    private static Expression.Bytes uuid(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("no uuid");
        }
        UUID uuid = UUID.fromString(text);
        return new Expression.Bytes(
                ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).array());
    }
}
