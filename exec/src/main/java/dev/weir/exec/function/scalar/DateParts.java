package dev.weir.exec.function.scalar;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.evaluate.ScalarKernel;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.kernel.CivilDate;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;

/// Fields of dates, times, timestamps and intervals; EXTRACT is bound to them. Timestamps with time zone show the
/// session's wall clock.
final class DateParts {
    private enum Takes { DATE, TIME }

    /// One field of a value: days since the epoch and time of day in microseconds.
    private interface Field {
        long of(long days, long micros);
    }

    static final List<ScalarFunction> ALL = List.of(
            part("year", "The year.", Takes.DATE, (days, _) -> CivilDate.year(days), "year(DATE '1998-12-01')", "1998"),
            part("quarter", "The quarter, 1 to 4.", Takes.DATE, (days, _) -> (CivilDate.month(days) + 2) / 3, "quarter(DATE '1998-12-01')", "4"),
            part("month", "The month, 1 to 12.", Takes.DATE, (days, _) -> CivilDate.month(days), "month(DATE '1998-12-01')", "12"),
            part("week", "The ISO week, 1 to 53.", Takes.DATE, (days, _) -> CivilDate.week(days), "week(DATE '2021-01-03')", "53", "week_of_year"),
            part("year_of_week", "The year that the ISO week belongs to.", Takes.DATE, (days, _) -> CivilDate.weekYear(days), "year_of_week(DATE '2021-01-03')", "2020", "yow"),
            part("day", "The day of the month, 1 to 31.", Takes.DATE, (days, _) -> CivilDate.day(days), "day(DATE '1998-12-01')", "1", "day_of_month"),
            part("day_of_week", "The ISO day of the week, 1 (Monday) to 7.", Takes.DATE, (days, _) -> CivilDate.dayOfWeek(days), "day_of_week(DATE '2026-11-20')", "5", "dow", "isodow"),
            part("day_of_year", "The day of the year, 1 to 366.", Takes.DATE, (days, _) -> CivilDate.dayOfYear(days), "day_of_year(DATE '2024-12-31')", "366", "doy"),
            part("hour", "The hour, 0 to 23.", Takes.TIME, (_, micros) -> micros / (3600 * Datetimes.SECOND), "hour(TIMESTAMP '2024-02-29 13:14:15')", "13"),
            part("minute", "The minute, 0 to 59.", Takes.TIME, (_, micros) -> micros / (60 * Datetimes.SECOND) % 60, "minute(TIME '13:14:15')", "14"),
            part("second", "The second, 0 to 59.", Takes.TIME, (_, micros) -> micros / Datetimes.SECOND % 60, "second(TIMESTAMP '2024-02-29 13:14:15.678')", "15"),
            part("millisecond", "The milliseconds of the second, 0 to 999.", Takes.TIME, (_, micros) -> micros / 1000 % 1000, "millisecond(TIMESTAMP '2024-02-29 13:14:15.678')", "678"),
            part("microsecond", "The microseconds of the second, 0 to 999999.", Takes.TIME, (_, micros) -> micros % Datetimes.SECOND, "microsecond(TIMESTAMP '2024-02-29 13:14:15.678')", "678000"));

    private DateParts() {}

    private static ScalarFunction part(String name, String description, Takes takes, Field field, String call, String result, String... aliases) {
        return FunctionBuilder.function(name, description).alias(aliases).resolve(types -> resolve(name, types, takes)).neverFails().example(call, result)
                .runs(signature -> kernel(name, signature.arguments().getFirst(), field));
    }

    private static Optional<Signature> resolve(String name, List<SqlType> types, Takes takes) {
        if (types.size() != 1) {
            return Optional.empty();
        }
        boolean fits = switch (types.getFirst()) {
            case SqlType.Date _, SqlType.Timestamp _, SqlType.TimestampTz _ -> true;
            case SqlType.Time _ -> takes != Takes.DATE;
            case SqlType.IntervalYearMonth _ -> name.equals("year") || name.equals("month");
            case SqlType.IntervalDaySecond _ -> name.equals("day") || takes == Takes.TIME;
            default -> false;
        };
        if (types.getFirst() instanceof SqlType.Unknown) {
            return Optional.of(new Signature(List.of(SqlType.TIMESTAMP), SqlType.BIGINT));
        }
        return fits ? Optional.of(new Signature(types, SqlType.BIGINT)) : Optional.empty();
    }

    private static ScalarKernel kernel(String name, SqlType type, Field field) {
        return switch (type) {
            case SqlType.IntervalYearMonth _ -> RowKernel.of(SqlType.BIGINT, (row, out) -> {
                Memory.putLong(out, name.equals("year") ? row.integer(0) / 12 : row.integer(0) % 12);
                return true;
            });
            case SqlType.IntervalDaySecond _ -> RowKernel.of(SqlType.BIGINT, (row, out) -> {
                long micros = row.integer(0);
                Memory.putLong(out, name.equals("day") ? micros / Datetimes.DAY : field.of(0, micros % Datetimes.DAY));
                return true;
            });
            case SqlType.Date _ -> (arguments, rows, context) -> ofDates(name, field, arguments.getFirst(), rows, context);
            default -> ofTime(type, field);
        };
    }

    /// A loop of its own for dates, and one for their years, which reports group by.
    private static Column ofDates(String name, Field field, Column dates, int rows, EvaluationContext context) {
        try (FlatColumn flat = Flatten.flat(dates, context.allocator()); PendingBuffers pending = new PendingBuffers(context.allocator())) {
            ArrowBuf data = pending.buffer(rows * 8L);
            long from = flat.address();
            long to = data.memoryAddress();
            if (name.equals("year")) {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + (i << 3), CivilDate.year(Memory.getInt(from + (i << 2))));
                }
            } else {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + (i << 3), field.of(Memory.getInt(from + (i << 2)), 0));
                }
            }
            return pending.column(SqlType.BIGINT, Physical.INT64, rows, data, null);
        }
    }

    private static ScalarKernel ofTime(SqlType type, Field field) {
        long toMicros = Datetimes.isNanos(type) ? 1000 : 1;
        return RowKernel.of(SqlType.BIGINT, false, context -> {
            ZoneId zone = context.zone();
            return (row, out) -> {
                long value = row.integer(0);
                long days = type instanceof SqlType.Time ? 0 : Datetimes.days(value, type, zone);
                Memory.putLong(out, field.of(days, Datetimes.timeOfDay(value, type, zone) / toMicros));
                return true;
            };
        });
    }
}
