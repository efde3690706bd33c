package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import java.time.ZoneId;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Evaluates expressions without columns with the kernels that execution runs, so that folding cannot differ from running.
public final class ConstantEvaluator {
    private static final BufferAllocator ALLOCATOR = new RootAllocator();

    private ConstantEvaluator() {}

    /// Answers the value, or raises the error that running the expression would raise.
    ///
    /// @param startMicros the statement's start, microseconds since the epoch
    public static Literal evaluate(Expression expression, ZoneId zone, long startMicros) {
        EvaluationContext context = new EvaluationContext(ALLOCATOR, zone, startMicros);
        try (Evaluator evaluator = Evaluator.compile(expression, context);
                Batch row = new Batch(List.of(), 1);
                Column column = evaluator.evaluate(row)) {
            return new Literal(column.value(0), expression.type());
        }
    }
}
