package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.cast.CastKernel;
import dev.weir.exec.evaluate.cast.Casts;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.kernel.CivilDate;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.List;
import java.util.Optional;

/// date(x), a cast, and make_date.
final class DateOf {
    static final ScalarFunction DATE = FunctionBuilder.function("date", "Converts a string or timestamp to a date, as CAST does.")
            .resolve(types -> types.size() == 1 && (types.getFirst().isString() || DateTrunc.isDatetime(types.getFirst()) || types.getFirst() instanceof SqlType.Unknown)
                    ? Optional.of(new Signature(types.getFirst() instanceof SqlType.Unknown ? List.of(SqlType.VARCHAR) : types, SqlType.DATE)) : Optional.empty())
            .example("date('1998-12-01')", "DATE '1998-12-01'")
            .example("date(TIMESTAMP '1998-12-01 23:00:00')", "DATE '1998-12-01'")
            .runs(signature -> {
                SqlType from = signature.arguments().getFirst();
                CastKernel cast = from instanceof SqlType.Date ? (values, _) -> values.retain() : Casts.kernel(from, SqlType.DATE, false);
                return (arguments, _, context) -> {
                    try (FlatColumn flat = Flatten.flat(arguments.getFirst(), context.allocator())) {
                        return cast.cast(flat, context);
                    }
                };
            });

    static final ScalarFunction MAKE_DATE = FunctionBuilder.function("make_date", "Makes a date of year, month and day.")
            .takes(SqlType.DATE, SqlType.BIGINT, SqlType.BIGINT, SqlType.BIGINT)
            .example("make_date(2024, 2, 29)", "DATE '2024-02-29'")
            .runs(_ -> RowKernel.of(SqlType.DATE, (row, out) -> {
                long year = row.integer(0);
                long month = row.integer(1);
                long day = row.integer(2);
                if (Math.abs(year) > 5_000_000 || month < 1 || month > 12 || day < 1 || day > CivilDate.lengthOfMonth(year, (int) month)) {
                    throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "no date", year + "-" + month + "-" + day);
                }
                Memory.putInt(out, (int) CivilDate.days(year, (int) month, (int) day));
                return true;
            }));

    private DateOf() {}
}
