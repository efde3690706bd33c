package dev.weir.exec.function.scalar;

import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.evaluate.cast.TimeUnits;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;

/// now, current_date and their kin: the start of the statement, the same on every worker and in every row.
final class CurrentTime {
    static final ScalarFunction NOW = FunctionBuilder.function("now", "The instant at which the statement started.")
            .alias("current_timestamp")
            .takes(SqlType.TIMESTAMP_TZ)
            .neverFails()
            .example("typeof(now())", "'timestamp with time zone'")
            .runs(_ -> RowKernel.constant(SqlType.TIMESTAMP_TZ, (_, context) -> context.start()));

    static final ScalarFunction CURRENT_DATE = FunctionBuilder.function("current_date", "The date at which the statement started, in the session's zone.")
            .takes(SqlType.DATE)
            .neverFails()
            .example("typeof(current_date())", "'date'")
            .runs(_ -> RowKernel.constant(SqlType.DATE, (_, context) -> Math.floorDiv(local(context), Datetimes.DAY)));

    static final ScalarFunction LOCALTIMESTAMP = FunctionBuilder.function("localtimestamp", "The wall-clock time at which the statement started, in the session's zone.")
            .takes(SqlType.TIMESTAMP)
            .neverFails()
            .example("typeof(localtimestamp())", "'timestamp'")
            .runs(_ -> RowKernel.constant(SqlType.TIMESTAMP, (_, context) -> local(context)));

    static final ScalarFunction LOCALTIME = FunctionBuilder.function("localtime", "The time of day at which the statement started, in the session's zone.")
            .alias("current_time")
            .takes(SqlType.TIME)
            .neverFails()
            .example("typeof(localtime())", "'time'")
            .runs(_ -> RowKernel.constant(SqlType.TIME, (_, context) -> Math.floorMod(local(context), Datetimes.DAY)));

    private CurrentTime() {}

    private static long local(EvaluationContext context) {
        return TimeUnits.toLocal(context.start(), false, context.zone());
    }
}
