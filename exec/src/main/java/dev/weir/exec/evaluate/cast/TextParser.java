package dev.weir.exec.evaluate.cast;

import dev.weir.exec.expression.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads values from text, blanks around it ignored. Every method throws NumberFormatException, ArithmeticException or
/// DateTimeException for text that is no such value.
public final class TextParser {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,40}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
    private static final Pattern DATE = Pattern.compile("([+-]?[0-9]{4,7})-([0-9]{1,2})-([0-9]{1,2})");
    private static final String TIME = "([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,12}))?)?";
    private static final Pattern TIME_ONLY = Pattern.compile(TIME);
    private static final Pattern TIMESTAMP = Pattern.compile("([+-]?[0-9]{4,7}-[0-9]{1,2}-[0-9]{1,2})(?:[ T]" + TIME + ")?(?: ?([A-Za-z][A-Za-z0-9_/+-]*|[+-][0-9]{1,2}(?::?[0-9]{2})?))?");
    private static final Pattern YEAR_MONTH = Pattern.compile("([+-]?)([0-9]{1,6})(?:-([0-9]{1,2}))?");
    private static final Pattern DAY_SECOND = Pattern.compile("([+-]?)([0-9]{1,9})(?: " + TIME + ")?");

    private TextParser() {}

    static Boolean bool(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "on", "1" -> true;
            case "false", "f", "no", "n", "off", "0" -> false;
            default -> throw new NumberFormatException();
        };
    }

    static BigInteger integer(String text) {
        return new BigInteger(matched(INTEGER, text).group());
    }

    static BigDecimal decimal(String text) {
        return new BigDecimal(matched(DECIMAL, text).group());
    }

    static double floating(String text, boolean single) {
        String trimmed = text.strip();
        return switch (trimmed.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "infinity", "inf", "+infinity", "+inf" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                String number = matched(DECIMAL, trimmed).group();
                yield single ? Float.parseFloat(number) : Double.parseDouble(number);
            }
        };
    }

    static Expression.Bytes uuid(String text) {
        UUID uuid = UUID.fromString(matched(UUID_TEXT, text).group());
        return new Expression.Bytes(ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).array());
    }

    /// Days since the epoch.
    public static long date(String text) {
        Matcher matcher = matched(DATE, text);
        long days = LocalDate.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))).toEpochDay();
        return Math.toIntExact(days);
    }

    /// In the unit of the precision.
    public static long time(String text, int precision) {
        return TimeUnits.convert(nanosOfDay(matched(TIME_ONLY, text), 1), 9, precision);
    }

    /// Wall-clock time in the unit of the precision; a zone in the text is ignored.
    public static long timestamp(String text, int precision) {
        return local(matched(TIMESTAMP, text), precision);
    }

    /// An instant in the unit of the precision; `zone` holds where the text names none.
    public static long timestampTz(String text, int precision, ZoneId zone) {
        Matcher matcher = matched(TIMESTAMP, text);
        String named = matcher.group(6);
        return TimeUnits.fromLocal(local(matcher, precision), precision > 6, named == null ? zone : zone(named));
    }

    /// Months.
    public static long yearMonth(String text) {
        Matcher matcher = matched(YEAR_MONTH, text);
        int months = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        long total = Long.parseLong(matcher.group(2)) * 12 + months;
        return matcher.group(1).equals("-") ? -total : total;
    }

    /// Microseconds.
    public static long daySecond(String text) {
        Matcher matcher = matched(DAY_SECOND, text);
        long nanos = matcher.group(3) == null ? 0 : nanosOfDay(matcher, 3);
        long total = Math.addExact(Math.multiplyExact(Long.parseLong(matcher.group(2)), ValueCast.MICROS_PER_DAY), nanos / 1000);
        return matcher.group(1).equals("-") ? -total : total;
    }

    /// A zone by name, or an offset such as `+02`, `-0530`, `+05:30`.
    static ZoneId zone(String name) {
        if (name.length() == 2 && !Character.isLetter(name.charAt(0))) {
            return ZoneOffset.of(name.charAt(0) + "0" + name.charAt(1));
        }
        return ZoneId.of(name.equalsIgnoreCase("utc") ? "UTC" : name);
    }

    private static long local(Matcher matcher, int precision) {
        long micros = Math.multiplyExact(date(matcher.group(1)), ValueCast.MICROS_PER_DAY);
        long nanos = matcher.group(2) == null ? 0 : nanosOfDay(matcher, 2);
        return Math.addExact(TimeUnits.convert(micros, 6, precision), TimeUnits.convert(nanos, 9, precision));
    }

    /// Hours, minutes, seconds, fraction from the group `first` on.
    private static long nanosOfDay(Matcher matcher, int first) {
        int hours = Integer.parseInt(matcher.group(first));
        int minutes = Integer.parseInt(matcher.group(first + 1));
        int seconds = matcher.group(first + 2) == null ? 0 : Integer.parseInt(matcher.group(first + 2));
        if (hours > 23 || minutes > 59 || seconds > 59) {
            throw new NumberFormatException();
        }
        String fraction = matcher.group(first + 3) == null ? "" : matcher.group(first + 3);
        String digits = (fraction + "000000000").substring(0, 9);
        return ((hours * 60L + minutes) * 60 + seconds) * 1_000_000_000L + Long.parseLong(digits);
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text.strip());
        if (!matcher.matches()) {
            throw new NumberFormatException();
        }
        return matcher;
    }
}
