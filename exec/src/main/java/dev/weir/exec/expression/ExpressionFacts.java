package dev.weir.exec.expression;

import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;

/// What follows from an expression's form alone: whether it can fail, whether it says the same twice.
public final class ExpressionFacts {
    private ExpressionFacts() {}

    /// Whether no row whatever makes the expression raise an error, so that it may run on rows that nobody asked for: before
    /// its guards, below a join, beside a row filter.
    ///
    /// The only answer to this question in the engine, and a cautious one: TRUE is proven from types and constants, what is
    /// not proven may fail. Values are taken to keep the precision of their type.
    public static boolean neverFails(Expression expression) {
        boolean itself = switch (expression) {
            case Expression.Column _, Expression.Literal _, Expression.Comparison _, Expression.And _, Expression.Or _, Expression.Not _,
                    Expression.IsNull _, Expression.InList _, Expression.Case _, Expression.Coalesce _ -> true;
            case Expression.Parameter _ -> false;
            case Expression.Arithmetic arithmetic -> arithmeticNeverFails(arithmetic);
            case Expression.Negate negate -> isFloat(negate.type());
            case Expression.Like like -> like.pattern() instanceof Expression.Literal && like.escape() == null;
            case Expression.Cast cast -> cast.orNull() || castNeverFails(cast.value().type(), cast.type());
            case Expression.Call call -> call.function().neverFails();
        };
        if (!itself) {
            return false;
        }
        for (Expression child : expression.children()) {
            if (!neverFails(child)) {
                return false;
            }
        }
        return true;
    }

    /// Whether equal rows yield equal values at any time.
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

    /// Whether every value of `from` converts to `to`.
    public static boolean castNeverFails(SqlType from, SqlType to) {
        if (from.equals(to) || from instanceof SqlType.Unknown) {
            return true;
        }
        return switch (to) {
            case SqlType.Bool _ -> from.isNumeric();
            case SqlType.Integral target -> from instanceof SqlType.Bool || from instanceof SqlType.Integral source && source.bytes() <= target.bytes();
            case SqlType.Real _ -> from instanceof SqlType.Bool || from.isNumeric();
            case SqlType.Double _ -> from instanceof SqlType.Bool || from.isNumeric();
            case SqlType.Decimal target -> (from instanceof SqlType.Decimal || from instanceof SqlType.Integral) && holds(target, TypeRules.asDecimal(from));
            case SqlType.Varchar target -> from.isString() || target.length() == SqlType.Varchar.UNBOUNDED
                    && (from instanceof SqlType.Integral || from instanceof SqlType.Bool || from instanceof SqlType.Decimal);
            case SqlType.Char _ -> from.isString();
            case SqlType.Varbinary _ -> from.isString() || from instanceof SqlType.Uuid;
            case SqlType.Timestamp target -> target.precision() <= 6 && from instanceof SqlType.Timestamp;
            case SqlType.Date _ -> from instanceof SqlType.Timestamp;
            default -> false;
        };
    }

    /// Sums and products of decimals are exact: they fail only where the result's precision was capped below what they need.
    /// Operands are not looked at.
    public static boolean arithmeticNeverFails(Expression.Arithmetic arithmetic) {
        return switch (arithmetic.type()) {
            case SqlType.Real _, SqlType.Double _ -> true;
            case SqlType.Decimal result when arithmetic.left().type() instanceof SqlType.Decimal left
                    && arithmetic.right().type() instanceof SqlType.Decimal right -> switch (arithmetic.operator()) {
                case ADD, SUBTRACT -> holds(result, TypeRules.add(left, right)) && wholeDigits(left, right) + Math.max(left.scale(), right.scale()) + 1
                        <= SqlType.Decimal.MAX_PRECISION;
                case MULTIPLY -> left.precision() + right.precision() <= result.precision() && left.scale() + right.scale() == result.scale();
                case DIVIDE, REMAINDER -> false;
            };
            case SqlType.Integral _ -> arithmetic.operator() == Expression.Arithmetic.Operator.REMAINDER
                    && arithmetic.right() instanceof Expression.Literal(Long divisor, _) && divisor != 0 && divisor != -1;
            default -> false;
        };
    }

    private static int wholeDigits(SqlType.Decimal left, SqlType.Decimal right) {
        return Math.max(left.precision() - left.scale(), right.precision() - right.scale());
    }

    private static boolean holds(SqlType.Decimal target, SqlType.Decimal source) {
        return target.scale() >= source.scale() && target.precision() - target.scale() >= source.precision() - source.scale();
    }

    private static boolean isFloat(SqlType type) {
        return type instanceof SqlType.Real || type instanceof SqlType.Double;
    }
}
