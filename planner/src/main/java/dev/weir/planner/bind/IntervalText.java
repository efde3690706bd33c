package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.sql.Literal.IntervalField;
import dev.weir.planner.sql.Literal.IntervalLiteral;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads interval literals: months for years and months, microseconds for days and below.
final class IntervalText {
    private static final Pattern SINGLE = Pattern.compile("\\s*([+-]?)\\s*(\\d{1,18})(\\.\\d{1,9})?\\s*");
    private static final Pattern YEAR_MONTH = Pattern.compile("\\s*([+-]?)\\s*(\\d{1,9})-(\\d{1,2})\\s*");
    private static final Pattern DAY_TIME =
            Pattern.compile("\\s*([+-]?)\\s*(?:(\\d{1,9})(?:\\s+|$))?(?:(\\d{1,9})(?::(\\d{1,2}))?(?::(\\d{1,2}))?(\\.\\d{1,9})?)?\\s*");
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private IntervalText() {}

    static Expression.Literal bind(IntervalLiteral literal) {
        try {
            boolean months = isMonths(literal.from());
            long value = literal.to().isEmpty() ? single(literal.text(), literal.from()) : range(literal);
            if (literal.negative()) {
                value = Math.negateExact(value);
            }
            if (months) {
                Math.toIntExact(value);
            }
            return new Expression.Literal(value, months ? SqlType.INTERVAL_YEAR_MONTH : SqlType.INTERVAL_DAY_SECOND);
        } catch (ArithmeticException _) {
            throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "Interval is out of range: '" + literal.text() + "'", literal.position());
        } catch (IllegalArgumentException _) {
            throw new QueryException(
                    ErrorCode.INVALID_CAST,
                    "String cannot be read as interval " + literal.from() + literal.to().map(to -> " to " + to).orElse("") + ": '"
                            + literal.text() + "'",
                    literal.position(),
                    "write INTERVAL '3' MONTH, INTERVAL '1-2' YEAR TO MONTH or INTERVAL '1 02:03:04' DAY TO SECOND");
        }
    }

    private static boolean isMonths(IntervalField field) {
        return switch (field) {
            case YEAR, QUARTER, MONTH -> true;
            case WEEK, DAY, HOUR, MINUTE, SECOND -> false;
        };
    }

    private static long unit(IntervalField field) {
        return switch (field) {
            case YEAR -> 12;
            case QUARTER -> 3;
            case MONTH -> 1;
            case WEEK -> 7 * DAY;
            case DAY -> DAY;
            case HOUR -> HOUR;
            case MINUTE -> MINUTE;
            case SECOND -> SECOND;
        };
    }

    private static long single(String text, IntervalField field) {
        Matcher matcher = SINGLE.matcher(text);
        if (!matcher.matches() || matcher.group(3) != null && field != IntervalField.SECOND) {
            throw new IllegalArgumentException(text);
        }
        long value = Math.multiplyExact(Long.parseLong(matcher.group(2)), unit(field));
        return signed(matcher.group(1), Math.addExact(value, micros(matcher.group(3))));
    }

    private static long range(IntervalLiteral literal) {
        IntervalField from = literal.from();
        IntervalField to = literal.to().orElseThrow();
        if (from == IntervalField.YEAR && to == IntervalField.MONTH) {
            Matcher matcher = YEAR_MONTH.matcher(literal.text());
            if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 11) {
                throw new IllegalArgumentException(literal.text());
            }
            return signed(matcher.group(1), Long.parseLong(matcher.group(2)) * 12 + Long.parseLong(matcher.group(3)));
        }
        if (isMonths(from) || from == IntervalField.WEEK || to.ordinal() <= from.ordinal()) {
            throw new IllegalArgumentException(literal.text());
        }
        return dayTime(literal.text(), from, to);
    }

    /// Reads the fields from `from` to `to`: the day stands before a space, the others between colons.
    private static long dayTime(String text, IntervalField from, IntervalField to) {
        Matcher matcher = DAY_TIME.matcher(text);
        boolean days = from == IntervalField.DAY;
        if (!matcher.matches() || days != (matcher.group(2) != null) || matcher.group(3) == null) {
            throw new IllegalArgumentException(text);
        }
        long value = days ? Math.multiplyExact(Long.parseLong(matcher.group(2)), DAY) : 0;
        IntervalField field = days ? IntervalField.HOUR : from;
        for (int group = 3; group <= 5; group++) {
            Optional<String> part = Optional.ofNullable(matcher.group(group));
            boolean wanted = field != null && field.ordinal() <= to.ordinal();
            if (part.isPresent() != wanted) {
                throw new IllegalArgumentException(text);
            }
            if (wanted) {
                value = Math.addExact(value, Math.multiplyExact(Long.parseLong(part.get()), unit(field)));
                field = field == IntervalField.SECOND ? null : IntervalField.values()[field.ordinal() + 1];
            }
        }
        if (matcher.group(6) != null && to != IntervalField.SECOND) {
            throw new IllegalArgumentException(text);
        }
        return signed(matcher.group(1), Math.addExact(value, micros(matcher.group(6))));
    }

    private static long micros(String fraction) {
        return fraction == null ? 0 : new BigDecimal("0" + fraction).movePointRight(6).longValue();
    }

    private static long signed(String sign, long value) {
        return sign.equals("-") ? -value : value;
    }
}
