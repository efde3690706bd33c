package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;

/// width_bucket.
final class WidthBucket {
    static final ScalarFunction WIDTH_BUCKET = FunctionBuilder.function("width_bucket",
                    "Answers which of n equal buckets between two bounds a number falls into; 0 below them, n + 1 above.")
            .takes(SqlType.BIGINT, SqlType.DOUBLE, SqlType.DOUBLE, SqlType.DOUBLE, SqlType.BIGINT)
            .example("width_bucket(3.5, 0, 10, 5)", "2")
            .example("width_bucket(11, 0, 10, 5)", "6")
            .runs(_ -> RowKernel.of(SqlType.BIGINT, (row, out) -> {
                Memory.putLong(out, bucket(row.number(0), row.number(1), row.number(2), row.integer(3)));
                return true;
            }));

    private WidthBucket() {}

    private static long bucket(double value, double low, double high, long count) {
        if (count <= 0 || low == high || !Double.isFinite(low) || !Double.isFinite(high) || Double.isNaN(value)) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "buckets need a count above 0 and two different finite bounds");
        }
        double place = (value - low) / (high - low);
        if (place < 0) {
            return 0;
        }
        return place >= 1 ? Math.addExact(count, 1) : Math.min(count, (long) (place * count) + 1);
    }
}
