package dev.weir.exec.evaluate.cast;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;

/// Converts a column; NULLs stay NULL and their slots raise no error.
@FunctionalInterface
public interface CastKernel {
    /// Answers a new column; the caller keeps `values`.
    FlatColumn cast(FlatColumn values, EvaluationContext context);
}
