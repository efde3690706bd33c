package dev.weir.planner.optimize.expression;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;

/// Tells whether evaluating an expression can raise an error. What can fail must not run on rows that its guards or a join
/// would have removed.
public final class Failure {
    private Failure() {}

    public static boolean possible(Expression expression) {
        if (expression == null) {
            return false;
        }
        for (Expression child : expression.children()) {
            if (possible(child)) {
                return true;
            }
        }
        return switch (expression) {
            case Expression.Arithmetic arithmetic -> fails(arithmetic);
            case Expression.Negate negate -> negate.type() instanceof SqlType.Integral;
            case Expression.Cast cast -> !cast.orNull() && !lossless(cast.value().type(), cast.type());
            case Expression.Call call -> !call.function().neverFails();
            case Expression.Like like -> like.escape() != null && !(like.pattern() instanceof Expression.Literal);
            case Expression.Column _, Expression.Literal _, Expression.Parameter _, Expression.Comparison _, Expression.And _, Expression.Or _,
                 Expression.Not _, Expression.IsNull _, Expression.InList _, Expression.Case _, Expression.Coalesce _ -> false;
        };
    }

    /// Whether the same arguments give the same result: no function says otherwise.
    public static boolean deterministic(Expression expression) {
        if (expression instanceof Expression.Call call && !call.function().deterministic()) {
            return false;
        }
        for (Expression child : expression.children()) {
            if (!deterministic(child)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fails(Expression.Arithmetic arithmetic) {
        SqlType left = arithmetic.left().type();
        SqlType right = arithmetic.right().type();
        return switch (arithmetic.type()) {
            case SqlType.Double _, SqlType.Real _ -> false;
            case SqlType.Decimal result when left instanceof SqlType.Decimal a && right instanceof SqlType.Decimal b -> switch (arithmetic.operator()) {
                case ADD, SUBTRACT -> Math.max(a.precision() - a.scale(), b.precision() - b.scale()) + Math.max(a.scale(), b.scale()) + 1
                        > result.precision();
                case MULTIPLY -> a.precision() + b.precision() > result.precision();
                case DIVIDE, REMAINDER -> nonZero(arithmetic.right()) ? arithmetic.operator() == Expression.Arithmetic.Operator.DIVIDE
                        && a.precision() - a.scale() + b.scale() + result.scale() > result.precision() : true;
            };
            // date +- interval stays far from the ends of the calendar for every date that a file can hold, but it is checked
            case SqlType.Date _, SqlType.Timestamp _, SqlType.TimestampTz _ -> true;
            case SqlType.Integral _ when arithmetic.operator() == Expression.Arithmetic.Operator.REMAINDER -> !nonZero(arithmetic.right());
            default -> true;
        };
    }

    private static boolean nonZero(Expression divisor) {
        return divisor instanceof Expression.Literal literal && switch (literal.value()) {
            case Long value -> value != 0 && value != -1;
            case java.math.BigDecimal value -> value.signum() != 0;
            case null, default -> false;
        };
    }

    private static boolean lossless(SqlType from, SqlType to) {
        if (from.equals(to) || from instanceof SqlType.Unknown) {
            return true;
        }
        if (to instanceof SqlType.Varchar varchar && varchar.length() == SqlType.Varchar.UNBOUNDED) {
            return !from.isNested() && !(from instanceof SqlType.Varbinary);
        }
        if (to instanceof SqlType.Double || to instanceof SqlType.Real && !(from instanceof SqlType.Double)) {
            return from.isNumeric();
        }
        if (from.isNumeric() && to instanceof SqlType.Decimal decimal && (from instanceof SqlType.Integral || from instanceof SqlType.Decimal)) {
            SqlType.Decimal exact = TypeRules.asDecimal(from);
            return decimal.precision() - decimal.scale() >= exact.precision() - exact.scale() && decimal.scale() >= exact.scale();
        }
        return !(from instanceof SqlType.Timestamp || from instanceof SqlType.TimestampTz) && TypeRules.coercible(from, to)
                && !(from instanceof SqlType.Date && to instanceof SqlType.TimestampTz);
    }
}
