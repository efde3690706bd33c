package dev.weir.planner.optimize.cost;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;

/// What an expression costs a row, in comparisons of integers.
public final class ExpressionCost {
    private ExpressionCost() {}

    public static double of(Expression expression) {
        double cost = switch (expression) {
            case Expression.Column column -> column.type().isString() ? 1 : 0.3;
            case Expression.Literal _, Expression.Parameter _ -> 0;
            case Expression.Arithmetic arithmetic -> arithmetic.type() instanceof SqlType.Decimal ? 3 : 1;
            case Expression.Comparison comparison -> comparison.left().type().isString() ? 3 : 1;
            case Expression.InList in -> in.value().type().isString() ? 4 : 2;
            case Expression.Like like -> like.ignoreCase() ? 40 : 15;
            case Expression.Cast cast -> cast.value().type().isString() || cast.type().isString() ? 30 : 2;
            case Expression.Call _ -> 10;
            case Expression.Negate _, Expression.Not _, Expression.IsNull _, Expression.And _, Expression.Or _ -> 0.5;
            case Expression.Case _, Expression.Coalesce _ -> 2;
        };
        for (Expression child : expression.children()) {
            cost += of(child);
        }
        return cost;
    }
}
