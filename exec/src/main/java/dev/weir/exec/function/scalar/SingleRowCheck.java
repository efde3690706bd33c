package dev.weir.exec.function.scalar;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;

/// Raises SUBQUERY_RETURNED_MANY_ROWS for a count above one, else answers TRUE. The planner writes it above the join that
/// brings a scalar subquery's rows to the outer rows; its name cannot be written without quotes.
public final class SingleRowCheck {
    public static final ScalarFunction FUNCTION = new ScalarFunction(
            "$single_row", List.of(), SingleRowCheck::resolve, ScalarFunction.Nulls.PASSED_ON, true, false,
            "Fails for more than one row of a scalar subquery.", List.of(), _ -> SingleRowCheck::check);

    private SingleRowCheck() {}

    private static Optional<ScalarFunction.Signature> resolve(List<SqlType> types) {
        return types.equals(List.of(SqlType.BIGINT)) ? Optional.of(new ScalarFunction.Signature(types, SqlType.BOOLEAN)) : Optional.empty();
    }

    private static Column check(List<Column> arguments, int rows, EvaluationContext context) {
        Column counts = arguments.getFirst();
        for (int row = 0; row < rows; row++) {
            long count = counts.isNull(row) ? 0
                    : counts instanceof FlatColumn flat ? Memory.getLong(flat.address() + row * 8L) : (Long) counts.value(row);
            if (count > 1) {
                throw new QueryException(ErrorCode.SUBQUERY_RETURNED_MANY_ROWS, "A scalar subquery returned more than one row");
            }
        }
        ArrowBuf truths = context.allocator().buffer(Math.max(1, rows));
        for (int row = 0; row < rows; row++) {
            truths.setByte(row, 1);
        }
        return new FlatColumn(SqlType.BOOLEAN, Physical.BOOL, rows, truths, null, null);
    }
}
