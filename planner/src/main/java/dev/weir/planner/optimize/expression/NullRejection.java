package dev.weir.planner.optimize.expression;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.ScalarFunction;
import java.util.Set;

/// Tells what becomes of an expression when certain columns are all NULL: the side of an outer join without a match.
public final class NullRejection {
    private NullRejection() {}

    /// Whether a filter with this condition removes every row in which all of `columns` are NULL.
    public static boolean rejects(Expression condition, Set<Integer> columns) {
        return switch (condition) {
            case Expression.And and -> and.terms().stream().anyMatch(term -> rejects(term, columns));
            case Expression.Or or -> or.terms().stream().allMatch(term -> rejects(term, columns));
            case Expression.Not(Expression.IsNull(Expression value)) -> isNull(value, columns);
            case Expression.Literal literal -> !Boolean.TRUE.equals(literal.value());
            default -> isNull(condition, columns);
        };
    }

    /// Whether the expression is certainly NULL then.
    public static boolean isNull(Expression expression, Set<Integer> columns) {
        return switch (expression) {
            case Expression.Column column -> columns.contains(column.index());
            case Expression.Literal literal -> literal.isNull();
            case Expression.Arithmetic arithmetic -> isNull(arithmetic.left(), columns) || isNull(arithmetic.right(), columns);
            case Expression.Negate negate -> isNull(negate.value(), columns);
            case Expression.Not not -> isNull(not.value(), columns);
            case Expression.Cast cast -> isNull(cast.value(), columns);
            case Expression.Comparison comparison -> switch (comparison.operator()) {
                case DISTINCT, NOT_DISTINCT -> false;
                case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                        isNull(comparison.left(), columns) || isNull(comparison.right(), columns);
            };
            case Expression.InList in -> isNull(in.value(), columns);
            case Expression.Like like -> isNull(like.value(), columns) || isNull(like.pattern(), columns);
            case Expression.And and -> and.terms().stream().allMatch(term -> isNull(term, columns));
            case Expression.Or or -> or.terms().stream().allMatch(term -> isNull(term, columns));
            case Expression.Coalesce coalesce -> coalesce.operands().stream().allMatch(operand -> isNull(operand, columns));
            case Expression.Call call -> call.function().nulls() == ScalarFunction.Nulls.RETURN_NULL
                    && call.arguments().stream().anyMatch(argument -> isNull(argument, columns));
            case Expression.IsNull _, Expression.Case _, Expression.Parameter _ -> false;
        };
    }
}
