package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.kernel.CivilDate;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.formats.memory.Memory;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// date_add and date_diff by named units.
final class DateAdd {
    static final ScalarFunction DATE_ADD = FunctionBuilder.function("date_add", "Adds a number of units ('day', 'month', ...) to a date or timestamp.")
            .resolve(DateAdd::resolveAdd)
            .example("date_add('month', 1, DATE '2024-01-31')", "DATE '2024-02-29'")
            .example("date_add('minute', -15, TIMESTAMP '2024-01-01 00:00:00')", "TIMESTAMP '2023-12-31 23:45:00'")
            .runs(signature -> RowKernel.of(signature.result(), false, context -> (row, out) -> {
                long sum = add(row, signature.result(), context.zone());
                if (signature.result() instanceof SqlType.Date) {
                    Memory.putInt(out, (int) sum);
                } else {
                    Memory.putLong(out, sum);
                }
                return true;
            }));

    static final ScalarFunction DATE_DIFF = FunctionBuilder.function("date_diff", "Counts the whole units from the second argument to the third.")
            .resolve(DateAdd::resolveDifference)
            .example("date_diff('day', DATE '1998-12-01', DATE '1998-12-31')", "30")
            .example("date_diff('month', DATE '2024-01-31', DATE '2024-02-29')", "0")
            .example("date_diff('hour', TIMESTAMP '2024-01-01 23:30:00', TIMESTAMP '2024-01-02 01:00:00')", "1")
            .runs(signature -> RowKernel.of(SqlType.BIGINT, false, context -> (row, out) -> {
                Memory.putLong(out, difference(row, signature.arguments().get(1), context.zone()));
                return true;
            }));

    private DateAdd() {}

    private static Optional<Signature> resolveAdd(List<SqlType> types) {
        boolean fits = types.size() == 3 && TypeRules.coercible(types.get(0), SqlType.VARCHAR) && TypeRules.coercible(types.get(1), SqlType.BIGINT)
                && DateTrunc.isDatetime(types.get(2));
        return fits ? Optional.of(new Signature(List.of(SqlType.VARCHAR, SqlType.BIGINT, types.get(2)), types.get(2))) : Optional.empty();
    }

    private static Optional<Signature> resolveDifference(List<SqlType> types) {
        if (types.size() != 3 || !TypeRules.coercible(types.get(0), SqlType.VARCHAR)) {
            return Optional.empty();
        }
        return TypeRules.common(types.get(1), types.get(2)).filter(DateTrunc::isDatetime)
                .map(common -> new Signature(List.of(SqlType.VARCHAR, common, common), SqlType.BIGINT));
    }

    private static long add(Row row, SqlType type, ZoneId zone) {
        String unit = row.text(0).toLowerCase(Locale.ROOT);
        long count = row.integer(1);
        long value = row.integer(2);
        long months = Datetimes.months(unit);
        try {
            if (months > 0) {
                return addMonths(value, Math.multiplyExact(count, months), type, zone);
            }
            long micros = Datetimes.micros(unit);
            if (!(type instanceof SqlType.Date)) {
                return Math.addExact(value, Math.multiplyExact(count, micros * (Datetimes.perDay(type) / Datetimes.DAY)));
            }
            if (micros < Datetimes.DAY) {
                throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "a date has no such unit", unit);
            }
            return Math.toIntExact(Math.addExact(value, Math.multiplyExact(count, micros / Datetimes.DAY)));
        } catch (ArithmeticException | DateTimeException failure) {
            throw Datetimes.outOfRange(type);
        }
    }

    private static long addMonths(long value, long months, SqlType type, ZoneId zone) {
        if (Math.abs(months) > 12_000_000L) {
            throw Datetimes.outOfRange(type);
        }
        if (type instanceof SqlType.Date) {
            return Math.toIntExact(CivilDate.addMonths(value, months));
        }
        long perDay = Datetimes.perDay(type);
        long local = Datetimes.toLocal(value, type, zone);
        long moved = Math.multiplyExact(CivilDate.addMonths(Math.floorDiv(local, perDay), months), perDay);
        return Datetimes.fromLocal(Math.addExact(moved, Math.floorMod(local, perDay)), type, zone);
    }

    private static long difference(Row row, SqlType type, ZoneId zone) {
        String unit = row.text(0).toLowerCase(Locale.ROOT);
        long from = row.integer(1);
        long to = row.integer(2);
        long months = Datetimes.months(unit);
        try {
            if (months > 0) {
                return months(from, to, type, zone) / months;
            }
            long micros = Datetimes.micros(unit);
            if (type instanceof SqlType.Date) {
                return micros >= Datetimes.DAY ? (to - from) / (micros / Datetimes.DAY) : Math.multiplyExact(to - from, Datetimes.DAY / micros);
            }
            return Math.subtractExact(to, from) / (micros * (Datetimes.perDay(type) / Datetimes.DAY));
        } catch (ArithmeticException | DateTimeException failure) {
            throw Datetimes.outOfRange(type);
        }
    }

    /// Whole months between two points: as many as can be added to the earlier without passing the later.
    private static long months(long from, long to, SqlType type, ZoneId zone) {
        if (from > to) {
            return -months(to, from, type, zone);
        }
        long early = CivilDate.fields(Datetimes.days(from, type, zone));
        long late = CivilDate.fields(Datetimes.days(to, type, zone));
        long months = ((late >> 9) - (early >> 9)) * 12 + ((late >> 5) & 15) - ((early >> 5) & 15);
        long earlyRest = (early & 31) * Datetimes.perDay(type) + Datetimes.timeOfDay(from, type, zone);
        long lateRest = (late & 31) * Datetimes.perDay(type) + Datetimes.timeOfDay(to, type, zone);
        return lateRest < earlyRest ? months - 1 : months;
    }
}
