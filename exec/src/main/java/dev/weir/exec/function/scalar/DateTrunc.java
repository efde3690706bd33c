package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.kernel.CivilDate;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// date_trunc and last_day_of_month.
final class DateTrunc {
    static final ScalarFunction DATE_TRUNC = FunctionBuilder.function("date_trunc", "Sets a date or timestamp to the start of its second, minute, hour, day, week (Monday), month, quarter, year.")
            .resolve(DateTrunc::resolve)
            .example("date_trunc('month', DATE '1998-12-15')", "DATE '1998-12-01'")
            .example("date_trunc('hour', TIMESTAMP '2024-02-29 13:14:15')", "TIMESTAMP '2024-02-29 13:00:00'")
            .runs(signature -> {
                SqlType type = signature.result();
                return RowKernel.of(type, false, context -> (row, out) -> {
                    long truncated = truncated(row, type, context.zone());
                    if (type instanceof SqlType.Date) {
                        Memory.putInt(out, (int) truncated);
                    } else {
                        Memory.putLong(out, truncated);
                    }
                    return true;
                });
            });

    static final ScalarFunction LAST_DAY_OF_MONTH = FunctionBuilder.function("last_day_of_month", "Answers the last day of a date's month.")
            .alias("last_day")
            .resolve(types -> types.size() == 1 && isDatetime(types.getFirst()) ? Optional.of(new Signature(types, SqlType.DATE)) : Optional.empty())
            .neverFails()
            .example("last_day_of_month(DATE '2024-02-10')", "DATE '2024-02-29'")
            .runs(signature -> RowKernel.of(SqlType.DATE, false, context -> (row, out) -> {
                long days = Datetimes.days(row.integer(0), signature.arguments().getFirst(), context.zone());
                long fields = CivilDate.fields(days);
                Memory.putInt(out, (int) (days - (fields & 31) + CivilDate.lengthOfMonth(fields >> 9, (int) (fields >> 5) & 15)));
                return true;
            }));

    private DateTrunc() {}

    static boolean isDatetime(SqlType type) {
        return type instanceof SqlType.Date || type instanceof SqlType.Timestamp || type instanceof SqlType.TimestampTz;
    }

    private static Optional<Signature> resolve(List<SqlType> types) {
        return types.size() == 2 && (types.get(0).isString() || types.get(0) instanceof SqlType.Unknown) && isDatetime(types.get(1))
                ? Optional.of(new Signature(List.of(SqlType.VARCHAR, types.get(1)), types.get(1))) : Optional.empty();
    }

    private static long truncated(Row row, SqlType type, ZoneId zone) {
        String unit = row.text(0).toLowerCase(Locale.ROOT);
        try {
            long local = Datetimes.toLocal(row.integer(1), type, zone);
            if (type instanceof SqlType.Date) {
                return Math.toIntExact(days(unit, local));
            }
            long perDay = Datetimes.perDay(type);
            long months = Datetimes.months(unit);
            if (months > 0 || unit.equals("week") || unit.equals("day")) {
                return Datetimes.fromLocal(Math.multiplyExact(days(unit, Math.floorDiv(local, perDay)), perDay), type, zone);
            }
            long step = Datetimes.micros(unit) * (perDay / Datetimes.DAY);
            long rest = Math.floorMod(local, step);
            return type instanceof SqlType.TimestampTz ? row.integer(1) - rest : local - rest;
        } catch (ArithmeticException | DateTimeException failure) {
            throw Datetimes.outOfRange(type);
        }
    }

    private static long days(String unit, long days) {
        long months = Datetimes.months(unit);
        if (months > 0) {
            long fields = CivilDate.fields(days);
            long month = (fields >> 9) * 12 + ((fields >> 5) & 15) - 1;
            long first = month - Math.floorMod(month, months);
            return CivilDate.days(Math.floorDiv(first, 12L), (int) Math.floorMod(first, 12L) + 1, 1);
        }
        return switch (unit) {
            case "day" -> days;
            case "week" -> days - CivilDate.dayOfWeek(days) + 1;
            default -> {
                Datetimes.micros(unit);
                throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "a date has no such unit", unit);
            }
        };
    }
}
