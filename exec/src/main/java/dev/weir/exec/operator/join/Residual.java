package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.pipeline.TaskContext;

/// Evaluates the rest of a join condition on pairs of rows; gathers only the columns that it reads. One a thread.
final class Residual implements AutoCloseable {
    Residual(Expression condition, int probeColumns, TaskContext context) {
        throw new QueryException(ErrorCode.NOT_SUPPORTED, "Joins with conditions beyond equal keys: " + condition);
    }

    /// Keeps the pairs for which the condition is TRUE, in their order; answers how many.
    int keep(Batch probe, Column[] build, long probeRows, long buildRows, int count, boolean inOrder) {
        throw new IllegalStateException("never made");
    }

    @Override
    public void close() {
        // Never made.
    }
}
