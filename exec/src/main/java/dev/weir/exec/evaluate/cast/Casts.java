package dev.weir.exec.evaluate.cast;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.type.SqlType;

/// Picks the kernel of a conversion.
public final class Casts {
    private Casts() {}

    /// @param orNull TRY_CAST: what cannot be converted becomes NULL
    public static CastKernel kernel(SqlType from, SqlType to, boolean orNull) {
        if (from instanceof SqlType.Unknown) {
            return (values, context) -> nulls(to, values.length(), context);
        }
        if (sameValues(from, to)) {
            return (values, _) -> values.as(to);
        }
        if (!ValueCast.supported(from, to)) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "no conversion from " + from + " to " + to);
        }
        CastKernel numeric = NumericCasts.kernel(from, to, orNull);
        return numeric != null ? numeric : (values, context) -> oneByOne(values, to, orNull, context);
    }

    /// Whether a conversion is one to another name of the same values in the same encoding.
    private static boolean sameValues(SqlType from, SqlType to) {
        return switch (to) {
            case SqlType.Varchar target -> from instanceof SqlType.Char source ? source.length() <= target.length()
                    : from instanceof SqlType.Varchar other && other.length() <= target.length();
            case SqlType.Varbinary _ -> from.isString() || from instanceof SqlType.Uuid;
            case SqlType.Decimal target -> from instanceof SqlType.Decimal source && source.scale() == target.scale() && source.precision() <= target.precision();
            case SqlType.Timestamp target -> from instanceof SqlType.Timestamp source && source.precision() <= target.precision() && source.precision() > 6 == target.precision() > 6;
            case SqlType.TimestampTz target -> from instanceof SqlType.TimestampTz source && source.precision() <= target.precision() && source.precision() > 6 == target.precision() > 6;
            case SqlType.Time target -> from instanceof SqlType.Time source && source.precision() <= target.precision() && source.precision() > 6 == target.precision() > 6;
            default -> false;
        };
    }

    private static FlatColumn nulls(SqlType to, int rows, EvaluationContext context) {
        try (Column constant = Constants.column(Expression.Literal.ofNull(to), rows, context.allocator())) {
            return Flatten.flat(constant, context.allocator());
        }
    }

    private static FlatColumn oneByOne(FlatColumn values, SqlType to, boolean orNull, EvaluationContext context) {
        ValueCast cast = new ValueCast(values.type(), to, context.zone(), context.start());
        try (ColumnBuilder builder = new ColumnBuilder(to, values.length(), context.allocator())) {
            for (int i = 0; i < values.length(); i++) {
                Object value = values.value(i);
                if (value == null) {
                    builder.appendNull();
                } else {
                    builder.append(converted(cast, value, orNull));
                }
            }
            return builder.build();
        }
    }

    private static Object converted(ValueCast cast, Object value, boolean orNull) {
        try {
            return cast.convert(value);
        } catch (QueryException failure) {
            if (orNull) {
                return null;
            }
            throw failure;
        }
    }
}
