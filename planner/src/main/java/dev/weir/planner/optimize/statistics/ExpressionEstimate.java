package dev.weir.planner.optimize.statistics;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.optimize.expression.ColumnUses;

/// Estimates the values of an expression from those of its columns.
final class ExpressionEstimate {
    private ExpressionEstimate() {}

    static ColumnEstimate of(Expression expression, PlanEstimate input) {
        double bytes = Defaults.bytes(expression.type());
        return switch (expression) {
            case Expression.Column column -> input.columns().containsKey(column.index()) ? input.column(column.index())
                    : PlanEstimate.unknown(input.rows(), bytes);
            case Expression.Literal literal -> {
                double place = ColumnEstimate.onAxis(literal.value());
                yield new ColumnEstimate(1, literal.isNull() ? 1 : 0, place, place, bytes, 1);
            }
            case Expression.Cast cast -> {
                ColumnEstimate inner = of(cast.value(), input);
                boolean sameAxis = cast.value().type().isNumeric() == cast.type().isNumeric() && cast.value().type().isString() == cast.type().isString()
                        && (cast.type().isNumeric() || cast.type().isString());
                yield new ColumnEstimate(inner.distinct(), inner.nullFraction(), sameAxis ? inner.min() : Double.NaN, sameAxis ? inner.max() : Double.NaN,
                        bytes, inner.tableRows(), sameAxis ? inner.moments() : null);
            }
            default -> {
                double distinct = 1;
                double present = 1;
                for (int id : ColumnUses.of(expression)) {
                    ColumnEstimate column = input.column(id);
                    distinct *= column.distinct();
                    present *= 1 - column.nullFraction();
                }
                if (expression instanceof Expression.Call) {
                    // most functions map many values to one: the year of a date, the start of a string
                    distinct = Math.sqrt(distinct);
                }
                yield new ColumnEstimate(Math.max(1, Math.min(distinct, input.rows())), 1 - present, Double.NaN, Double.NaN, bytes, input.rows());
            }
        };
    }
}
