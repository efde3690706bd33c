package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.evaluate.cast.CastKernel;
import dev.weir.exec.kernel.Flatten;
import java.util.List;

/// CAST and TRY_CAST.
final class CastOperation extends KernelOperation {
    private final CastKernel kernel;
    private final EvaluationContext context;

    CastOperation(Operation value, CastKernel kernel, boolean neverFails, EvaluationContext context) {
        super(List.of(value), neverFails, true, context.allocator());
        this.kernel = kernel;
        this.context = context;
    }

    @Override
    Column compute(List<Column> columns, int rows) {
        try (FlatColumn flat = Flatten.flat(columns.getFirst(), allocator)) {
            return kernel.cast(flat, context);
        }
    }
}
