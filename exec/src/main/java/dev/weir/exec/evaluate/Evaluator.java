package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Physical;

/// Computes an expression over batches. Belongs to one thread; {@link #close} frees constants and scratch memory.
///
/// Constants stay {@link dev.weir.exec.batch.ConstantColumn}s, and what cannot fail is computed once an entry of a
/// dictionary and stays a {@link dev.weir.exec.batch.DictionaryColumn}.
public final class Evaluator implements AutoCloseable {
    private final SqlType type;
    private final Operation operation;
    private final EvaluationContext context;

    private Evaluator(SqlType type, Operation operation, EvaluationContext context) {
        this.type = type;
        this.operation = operation;
        this.context = context;
    }

    /// @param expression over physical columns: positions in the batches to come
    public static Evaluator compile(Expression expression, EvaluationContext context) {
        return new Evaluator(expression.type(), new ExpressionCompiler(context).compile(expression), context);
    }

    public SqlType type() {
        return type;
    }

    /// Answers a new column with a value for each row; the caller keeps `batch` and closes the column.
    public Column evaluate(Batch batch) {
        return batch.rows() == 0 ? empty(type, context) : operation.evaluate(new Rows.Whole(batch));
    }

    private static FlatColumn empty(SqlType type, EvaluationContext context) {
        Physical physical = type instanceof SqlType.Decimal ? Physical.INT64 : type.physical();
        return new FlatColumn(type, physical, 0, context.allocator().buffer(0), null, null);
    }

    @Override
    public void close() {
        operation.close();
    }
}
