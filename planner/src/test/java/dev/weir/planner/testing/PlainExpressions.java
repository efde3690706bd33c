package dev.weir.planner.testing;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import java.util.function.IntFunction;

/// Evaluates expressions over bigint and boolean one row at a time, as the SQL standard says; a reference for tests.
public final class PlainExpressions {
    private PlainExpressions() {}

    public static boolean isTrue(Expression condition, IntFunction<Object> columns) {
        return condition == null || Boolean.TRUE.equals(evaluate(condition, columns));
    }

    public static Object evaluate(Expression expression, IntFunction<Object> columns) {
        return switch (expression) {
            case Expression.Column column -> columns.apply(column.index());
            case Expression.Literal literal -> literal.value();
            case Expression.Comparison c -> compare(c.operator(), evaluate(c.left(), columns), evaluate(c.right(), columns));
            case Expression.And and -> {
                Object result = true;
                for (Expression term : and.terms()) {
                    Object value = evaluate(term, columns);
                    if (Boolean.FALSE.equals(value)) {
                        yield false;
                    }
                    result = value == null ? null : result;
                }
                yield result;
            }
            case Expression.Or or -> {
                Object result = false;
                for (Expression term : or.terms()) {
                    Object value = evaluate(term, columns);
                    if (Boolean.TRUE.equals(value)) {
                        yield true;
                    }
                    result = value == null ? null : result;
                }
                yield result;
            }
            case Expression.Not not -> {
                Object value = evaluate(not.value(), columns);
                yield value == null ? null : !(Boolean) value;
            }
            case Expression.IsNull isNull -> evaluate(isNull.value(), columns) == null;
            case Expression.InList in -> {
                Object value = evaluate(in.value(), columns);
                Object result = value == null ? null : Boolean.FALSE;
                for (Expression.Literal literal : in.list()) {
                    if (value != null && value.equals(literal.value())) {
                        yield true;
                    }
                    result = literal.value() == null ? null : result;
                }
                yield result;
            }
            case Expression.Arithmetic a -> {
                Long left = (Long) evaluate(a.left(), columns);
                Long right = (Long) evaluate(a.right(), columns);
                if (left == null || right == null) {
                    yield null;
                }
                yield switch (a.operator()) {
                    case ADD -> left + right;
                    case SUBTRACT -> left - right;
                    case MULTIPLY -> left * right;
                    case DIVIDE -> {
                        if (right == 0) {
                            throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "Division by zero");
                        }
                        yield left / right;
                    }
                    case REMAINDER -> left % right;
                };
            }
            case Expression.Coalesce coalesce -> {
                for (Expression operand : coalesce.operands()) {
                    Object value = evaluate(operand, columns);
                    if (value != null) {
                        yield value;
                    }
                }
                yield null;
            }
            case Expression.Case c -> {
                for (Expression.Case.Branch branch : c.branches()) {
                    if (isTrue(branch.condition(), columns)) {
                        yield evaluate(branch.result(), columns);
                    }
                }
                yield evaluate(c.otherwise(), columns);
            }
            case Expression.Cast cast -> evaluate(cast.value(), columns);
            case Expression.Call call when call.function().name().equals("$single_row") -> {
                Long count = (Long) evaluate(call.arguments().getFirst(), columns);
                if (count != null && count > 1) {
                    throw new QueryException(ErrorCode.SUBQUERY_RETURNED_MANY_ROWS, "A scalar subquery returned more than one row");
                }
                yield true;
            }
            case Expression.Call _, Expression.Like _, Expression.Negate _, Expression.Parameter _ -> throw new UnsupportedOperationException(expression.toString());
        };
    }

    private static Object compare(Expression.Comparison.Operator operator, Object left, Object right) {
        switch (operator) {
            case DISTINCT -> {
                return !java.util.Objects.equals(left, right);
            }
            case NOT_DISTINCT -> {
                return java.util.Objects.equals(left, right);
            }
            default -> { }
        }
        if (left == null || right == null) {
            return null;
        }
        @SuppressWarnings("unchecked")
        int order = ((Comparable<Object>) left).compareTo(right);
        return switch (operator) {
            case EQUAL, NOT_DISTINCT -> order == 0;
            case NOT_EQUAL, DISTINCT -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }
}
