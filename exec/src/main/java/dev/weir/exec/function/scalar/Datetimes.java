package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.cast.TimeUnits;
import dev.weir.exec.type.SqlType;
import java.time.Instant;
import java.time.ZoneId;

/// What the functions of dates and times share: units, and wall-clock microseconds of any datetime.
final class Datetimes {
    static final long SECOND = 1_000_000L;
    static final long DAY = 86_400 * SECOND;

    private Datetimes() {}

    static boolean isNanos(SqlType type) {
        return switch (type) {
            case SqlType.Timestamp timestamp -> timestamp.precision() > 6;
            case SqlType.TimestampTz timestamp -> timestamp.precision() > 6;
            case SqlType.Time time -> time.precision() > 6;
            default -> false;
        };
    }

    /// Days since the epoch on the wall clock. Never throws: far out of range it answers some day.
    static long days(long value, SqlType type, ZoneId zone) {
        return type instanceof SqlType.Date ? value : Math.floorDiv(local(value, type, zone), perDay(type));
    }

    /// Time of the day in the type's unit; for dates 0.
    static long timeOfDay(long value, SqlType type, ZoneId zone) {
        return switch (type) {
            case SqlType.Date _ -> 0;
            case SqlType.Time _ -> value;
            default -> Math.floorMod(local(value, type, zone), perDay(type));
        };
    }

    static long perDay(SqlType type) {
        return isNanos(type) ? DAY * 1000 : DAY;
    }

    static long perSecond(SqlType type) {
        return isNanos(type) ? SECOND * 1000 : SECOND;
    }

    private static long local(long value, SqlType type, ZoneId zone) {
        if (!(type instanceof SqlType.TimestampTz)) {
            return value;
        }
        long second = Math.floorDiv(value, perSecond(type));
        return value + zone.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds() * perSecond(type);
    }

    /// Wall-clock time as the type keeps it: an instant for timestamps with time zone.
    static long fromLocal(long local, SqlType type, ZoneId zone) {
        return type instanceof SqlType.TimestampTz ? TimeUnits.fromLocal(local, isNanos(type), zone) : local;
    }

    static long toLocal(long value, SqlType type, ZoneId zone) {
        return type instanceof SqlType.TimestampTz ? TimeUnits.toLocal(value, isNanos(type), zone) : value;
    }

    /// The months of a calendar unit, 0 for the others.
    static long months(String unit) {
        return switch (unit) {
            case "month" -> 1;
            case "quarter" -> 3;
            case "year" -> 12;
            case "decade" -> 120;
            case "century" -> 1200;
            default -> 0;
        };
    }

    /// The microseconds of a unit of fixed length.
    static long micros(String unit) {
        return switch (unit) {
            case "microsecond" -> 1;
            case "millisecond" -> 1000;
            case "second" -> SECOND;
            case "minute" -> 60 * SECOND;
            case "hour" -> 3600 * SECOND;
            case "day" -> DAY;
            case "week" -> 7 * DAY;
            default -> throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "no unit of time", "'" + unit + "'");
        };
    }

    static QueryException outOfRange(SqlType type) {
        return new QueryException(ErrorCode.NUMERIC_OVERFLOW, type + " out of range");
    }
}
