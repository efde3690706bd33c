package dev.weir.planner.optimize;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ConstantEvaluator;
import dev.weir.exec.expression.Expression;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.optimize.expression.ConstantFolder;
import java.util.Optional;

/// Folds by running the kernels on one row, with the session's zone and the statement's start.
final class EvaluatedConstants implements ConstantFolder {
    private final PlanSettings settings;

    EvaluatedConstants(PlanSettings settings) {
        this.settings = settings;
    }

    @Override
    public Optional<Expression.Literal> fold(Expression constant) {
        try {
            return Optional.of(ConstantEvaluator.evaluate(constant, settings.zone(), settings.startMicros()));
        } catch (QueryException e) {
            return Optional.empty();
        }
    }
}
