package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.evaluate.cast.ValueCast;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Evaluates expressions a row at a time on carriers, with nothing in common with the vectorised code but conversions
/// and function kernels (called on columns of one row).
final class RowInterpreter {
    private final EvaluationContext context;

    RowInterpreter(EvaluationContext context) {
        this.context = context;
    }

    Object evaluate(Expression expression, Object[] row) {
        return switch (expression) {
            case Expression.Column column -> row[column.index()];
            case Literal literal -> literal.value();
            case Expression.Parameter _ -> throw new IllegalStateException();
            case Expression.Arithmetic arithmetic -> arithmetic(arithmetic, row);
            case Expression.Negate negate -> negate(evaluate(negate.value(), row), negate.type());
            case Expression.Comparison comparison -> comparison(comparison, row);
            case Expression.And and -> {
                boolean unknown = false;
                for (Expression term : RangeMerge.isPair(and) ? and.terms() : RangeMerge.merge(and.terms())) {
                    Object value = evaluate(term, row);
                    if (Boolean.FALSE.equals(value)) {
                        yield false;
                    }
                    unknown |= value == null;
                }
                yield unknown ? null : true;
            }
            case Expression.Or or -> {
                boolean unknown = false;
                for (Expression term : or.terms()) {
                    Object value = evaluate(term, row);
                    if (Boolean.TRUE.equals(value)) {
                        yield true;
                    }
                    unknown |= value == null;
                }
                yield unknown ? null : false;
            }
            case Expression.Not not -> evaluate(not.value(), row) instanceof Boolean value ? !value : null;
            case Expression.IsNull isNull -> evaluate(isNull.value(), row) == null;
            case Expression.InList in -> inList(in, row);
            case Expression.Like like -> like(like, row);
            case Expression.Cast cast -> cast(cast, row);
            case Expression.Case choice -> {
                for (Expression.Case.Branch branch : choice.branches()) {
                    if (Boolean.TRUE.equals(evaluate(branch.condition(), row))) {
                        yield evaluate(branch.result(), row);
                    }
                }
                yield evaluate(choice.otherwise(), row);
            }
            case Expression.Coalesce coalesce -> {
                Object value = null;
                for (Expression operand : coalesce.operands()) {
                    value = evaluate(operand, row);
                    if (value != null) {
                        break;
                    }
                }
                yield value;
            }
            case Expression.Call call -> call(call, row);
        };
    }

    /// What a filter keeps: TRUE for each conjunct, asked left to right.
    boolean passes(Expression expression, Object[] row) {
        List<Expression> terms = expression instanceof Expression.And and ? and.terms() : List.of(expression);
        for (Expression term : RangeMerge.merge(terms)) {
            if (!Boolean.TRUE.equals(evaluate(term, row))) {
                return false;
            }
        }
        return true;
    }

    private Object call(Expression.Call call, Object[] row) {
        List<Column> arguments = new ArrayList<>();
        try {
            boolean isNull = false;
            for (Expression argument : call.arguments()) {
                Object value = evaluate(argument, row);
                isNull |= value == null;
                arguments.add(Constants.single(new Literal(value, argument.type()), context.allocator()));
            }
            if (isNull && call.function().nulls() == dev.weir.exec.function.ScalarFunction.Nulls.RETURN_NULL) {
                return null;
            }
            Batch one = new Batch(List.of(), 1);
            try (one; Column result = call.function().kernels().kernel(new dev.weir.exec.function.ScalarFunction.Signature(
                    call.arguments().stream().map(Expression::type).toList(), call.type())).evaluate(arguments, 1, context)) {
                return result.value(0);
            }
        } finally {
            arguments.forEach(Column::close);
        }
    }

    private Object cast(Expression.Cast cast, Object[] row) {
        Object value = evaluate(cast.value(), row);
        if (value == null || cast.value().type().equals(cast.type())) {
            return value;
        }
        try {
            return new ValueCast(cast.value().type(), cast.type(), context.zone(), context.start()).convert(value);
        } catch (QueryException failure) {
            if (cast.orNull()) {
                return null;
            }
            throw failure;
        }
    }

    private Object inList(Expression.InList in, Object[] row) {
        Object value = evaluate(in.value(), row);
        if (value == null) {
            return null;
        }
        boolean unknown = false;
        for (Literal literal : in.list()) {
            if (literal.isNull()) {
                unknown = true;
            } else if (compare(value, literal.value()) == 0) {
                return true;
            }
        }
        return unknown ? null : false;
    }

    private Object like(Expression.Like like, Object[] row) {
        if (like.pattern() instanceof Literal constant && constant.isNull()) {
            return null;
        }
        String value = (String) evaluate(like.value(), row);
        String pattern = (String) evaluate(like.pattern(), row);
        if (value == null || pattern == null) {
            return null;
        }
        int[] text = (like.ignoreCase() ? value.toLowerCase(java.util.Locale.ROOT) : value).codePoints().toArray();
        int[] wanted = (like.ignoreCase() ? pattern.toLowerCase(java.util.Locale.ROOT) : pattern).codePoints().toArray();
        int escape = like.escape() == null ? -1 : ((String) like.escape().value()).codePointAt(0);
        return like(text, 0, wanted, 0, escape);
    }

    private static boolean like(int[] text, int t, int[] pattern, int p, int escape) {
        if (p == pattern.length) {
            return t == text.length;
        }
        if (pattern[p] == escape) {
            return t < text.length && text[t] == pattern[p + 1] && like(text, t + 1, pattern, p + 2, escape);
        }
        if (pattern[p] == '%') {
            for (int next = t; next <= text.length; next++) {
                if (like(text, next, pattern, p + 1, escape)) {
                    return true;
                }
            }
            return false;
        }
        return t < text.length && (pattern[p] == '_' || pattern[p] == text[t]) && like(text, t + 1, pattern, p + 1, escape);
    }

    /// A comparison with the constant NULL is NULL without asking for the other side.
    private Object comparison(Expression.Comparison comparison, Object[] row) {
        boolean nullSafe = comparison.operator() == Expression.Comparison.Operator.DISTINCT || comparison.operator() == Expression.Comparison.Operator.NOT_DISTINCT;
        if (!nullSafe && (comparison.left() instanceof Literal a && a.isNull() || comparison.right() instanceof Literal b && b.isNull())) {
            return null;
        }
        Object left = evaluate(comparison.left(), row);
        Object right = evaluate(comparison.right(), row);
        if (nullSafe) {
            boolean same = left == null || right == null ? left == right : compare(left, right) == 0;
            return same == (comparison.operator() == Expression.Comparison.Operator.NOT_DISTINCT);
        }
        if (left == null || right == null) {
            return null;
        }
        int order = compare(left, right);
        return switch (comparison.operator()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case DISTINCT, NOT_DISTINCT -> throw new IllegalStateException();
        };
    }

    private static int compare(Object left, Object right) {
        return switch (left) {
            case String text -> Arrays.compareUnsigned(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), ((String) right).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case Expression.Bytes bytes -> Arrays.compareUnsigned(bytes.value(), ((Expression.Bytes) right).value());
            case Double number -> Double.compare(number + 0.0, (Double) right + 0.0);
            case Boolean bool -> Boolean.compare(bool, (Boolean) right);
            case BigDecimal decimal -> decimal.compareTo((BigDecimal) right);
            default -> Long.compare((Long) left, (Long) right);
        };
    }

    private Object negate(Object value, SqlType type) {
        return switch (value) {
            case null -> null;
            case Double number -> -number;
            case BigDecimal decimal -> decimal.negate();
            default -> inRange(BigInteger.valueOf((Long) value).negate(), type);
        };
    }

    private static Object inRange(BigInteger value, SqlType type) {
        SqlType.Integral integral = (SqlType.Integral) type;
        if (value.compareTo(BigInteger.valueOf(integral.min())) < 0 || value.compareTo(BigInteger.valueOf(integral.max())) > 0) {
            throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "out of range");
        }
        return value.longValue();
    }

    private Object arithmetic(Expression.Arithmetic arithmetic, Object[] row) {
        Object left = evaluate(arithmetic.left(), row);
        Object right = evaluate(arithmetic.right(), row);
        if (left == null || right == null) {
            return null;
        }
        return switch (arithmetic.type()) {
            case SqlType.Double _ -> floating(arithmetic.operator(), (Double) left, (Double) right);
            case SqlType.Real _ -> (double) (float) floating(arithmetic.operator(), (float) (double) (Double) left, (float) (double) (Double) right);
            case SqlType.Integral integral -> integers(arithmetic.operator(), BigInteger.valueOf((Long) left), BigInteger.valueOf((Long) right), integral);
            case SqlType.Decimal decimal -> decimals(arithmetic.operator(), (BigDecimal) left, (BigDecimal) right, decimal);
            case SqlType.Date _ when arithmetic.right().type() instanceof SqlType.IntervalYearMonth -> {
                long months = arithmetic.operator() == Expression.Arithmetic.Operator.ADD ? (Long) right : -(Long) right;
                yield LocalDate.ofEpochDay((Long) left).plusMonths(months).toEpochDay();
            }
            default -> throw new IllegalStateException("not interpreted: " + arithmetic.type());
        };
    }

    private static double floating(Expression.Arithmetic.Operator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case REMAINDER -> left % right;
        };
    }

    private static Object integers(Expression.Arithmetic.Operator operator, BigInteger left, BigInteger right, SqlType type) {
        if ((operator == Expression.Arithmetic.Operator.DIVIDE || operator == Expression.Arithmetic.Operator.REMAINDER) && right.signum() == 0) {
            throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
        return inRange(switch (operator) {
            case ADD -> left.add(right);
            case SUBTRACT -> left.subtract(right);
            case MULTIPLY -> left.multiply(right);
            case DIVIDE -> left.divide(right);
            case REMAINDER -> left.remainder(right);
        }, type);
    }

    private static Object decimals(Expression.Arithmetic.Operator operator, BigDecimal left, BigDecimal right, SqlType.Decimal type) {
        if ((operator == Expression.Arithmetic.Operator.DIVIDE || operator == Expression.Arithmetic.Operator.REMAINDER) && right.signum() == 0) {
            throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
        BigDecimal exact = switch (operator) {
            case ADD -> left.add(right);
            case SUBTRACT -> left.subtract(right);
            case MULTIPLY -> left.multiply(right);
            case DIVIDE -> left.divide(right, type.scale(), RoundingMode.HALF_UP);
            case REMAINDER -> left.remainder(right);
        };
        BigDecimal rounded = exact.setScale(type.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > type.precision()) {
            throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "does not fit");
        }
        return rounded;
    }
}
