package dev.weir.planner.optimize.expression;

import dev.weir.exec.expression.Expression;
import java.util.Optional;

/// Computes expressions without columns while planning, by the kernels that execution uses.
@FunctionalInterface
public interface ConstantFolder {
    /// Folds nothing.
    ConstantFolder NONE = _ -> Optional.empty();

    /// The value; empty when computing it fails, so that the error is raised only if a row reaches it.
    Optional<Expression.Literal> fold(Expression constant);
}
