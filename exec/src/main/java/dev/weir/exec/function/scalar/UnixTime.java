package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.Optional;

/// epoch (to_unixtime) and from_unixtime.
final class UnixTime {
    static final ScalarFunction EPOCH = FunctionBuilder.function("epoch", "Seconds from 1970-01-01 00:00 UTC; dates and timestamps without time zone count as UTC, intervals as their length.")
            .alias("to_unixtime")
            .resolve(types -> types.size() == 1 && (DateTrunc.isDatetime(types.getFirst()) || types.getFirst() instanceof SqlType.IntervalDaySecond)
                    ? Optional.of(new Signature(types, SqlType.DOUBLE)) : Optional.empty())
            .neverFails()
            .example("epoch(TIMESTAMP '1970-01-02 00:00:00.5')", "86400.5e0")
            .example("to_unixtime(DATE '1970-01-02')", "86400e0")
            .runs(signature -> {
                SqlType type = signature.arguments().getFirst();
                return RowKernel.of(SqlType.DOUBLE, (row, out) -> {
                    long value = row.integer(0);
                    Memory.putDouble(out, type instanceof SqlType.Date ? value * 86_400.0 : value / (double) Datetimes.perSecond(type));
                    return true;
                });
            });

    static final ScalarFunction FROM_UNIXTIME = FunctionBuilder.function("from_unixtime", "The instant a number of seconds after 1970-01-01 00:00 UTC.")
            .takes(SqlType.TIMESTAMP_TZ, SqlType.DOUBLE)
            .example("epoch(from_unixtime(86400.5))", "86400.5e0")
            .runs(_ -> RowKernel.of(SqlType.TIMESTAMP_TZ, (row, out) -> {
                double micros = row.number(0) * Datetimes.SECOND;
                if (!(Math.abs(micros) < 9e18)) {
                    throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "no instant", row.number(0));
                }
                Memory.putLong(out, Math.round(micros));
                return true;
            }));

    private UnixTime() {}
}
