package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Arithmetic.Operator;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.sql.Literal.DecimalLiteral;
import dev.weir.planner.sql.Literal.DoubleLiteral;
import dev.weir.planner.sql.Literal.IntegerLiteral;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlExpression.ArithmeticOperator;
import java.math.BigDecimal;
import java.util.List;

/// Binds `+ - * / %` over numbers, dates and intervals, and `||`.
final class ArithmeticBinder {
    private static final long DAY_MICROS = 24L * 60 * 60 * 1_000_000;

    private final ExpressionBinder binder;

    ArithmeticBinder(ExpressionBinder binder) {
        this.binder = binder;
    }

    Expression negate(SqlExpression.Negate e) {
        switch (e.operand()) {
            case IntegerLiteral literal -> {
                return LiteralBinder.whole(literal.value().negate(), literal);
            }
            case DecimalLiteral literal -> {
                return LiteralBinder.decimal(literal.value().negate(), literal);
            }
            case DoubleLiteral literal -> {
                return new Literal(-literal.value(), SqlType.DOUBLE);
            }
            default -> {}
        }
        Operand operand = binder.operand(e.operand());
        if (operand.value() instanceof Literal(Long value, SqlType type) && isInterval(type)) {
            return new Literal(exact(() -> Math.negateExact(value), type, e.position()), type);
        }
        if (operand.type() instanceof SqlType.Unknown) {
            return new Expression.Negate(binder.coercion().convert(operand, SqlType.BIGINT), binder.context().origin(e.position()));
        }
        if (!operand.type().isNumeric() && !isInterval(operand.type())) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Minus takes a number or an interval: " + operand.type(), operand.position());
        }
        return new Expression.Negate(operand.value(), binder.context().origin(e.position()));
    }

    Expression bind(SqlExpression.Arithmetic e) {
        Operand left = binder.operand(e.left());
        Operand right = binder.operand(e.right());
        if (e.operator() == ArithmeticOperator.CONCATENATE) {
            return new CallBinder(binder).function("concat", List.of(left, right), e.operatorPosition());
        }
        Operator operator = operator(e.operator());
        left = untyped(left, right, operator);
        right = untyped(right, left, operator);
        if (left.type().isNumeric() && right.type().isNumeric()) {
            return numbers(operator, left, right, e);
        }
        return moments(operator, left, right, e);
    }

    private static Operator operator(ArithmeticOperator operator) {
        return switch (operator) {
            case ADD -> Operator.ADD;
            case SUBTRACT -> Operator.SUBTRACT;
            case MULTIPLY -> Operator.MULTIPLY;
            case DIVIDE -> Operator.DIVIDE;
            case MODULO -> Operator.REMAINDER;
            case CONCATENATE -> throw new IllegalArgumentException("not arithmetic: ||");
        };
    }

    /// Gives NULL or `?` the other side's type; beside a date it is an interval.
    private Operand untyped(Operand operand, Operand other, Operator operator) {
        if (!(operand.type() instanceof SqlType.Unknown)) {
            return operand;
        }
        SqlType type = other.type();
        if (type instanceof SqlType.Unknown) {
            type = SqlType.BIGINT;
        } else if (isMoment(type)) {
            type = SqlType.INTERVAL_DAY_SECOND;
        } else if (isInterval(type) && operator == Operator.MULTIPLY) {
            type = SqlType.BIGINT;
        } else if (isInterval(type) && operator == Operator.ADD) {
            type = SqlType.DATE;
        }
        return new Operand(binder.coercion().convert(operand, type), operand.position());
    }

    private Expression numbers(Operator operator, Operand left, Operand right, SqlExpression.Arithmetic e) {
        boolean decimals = (left.type() instanceof SqlType.Decimal || right.type() instanceof SqlType.Decimal)
                && !isFloating(left.type()) && !isFloating(right.type());
        if (decimals) {
            return decimals(operator, decimal(left), decimal(right), e);
        }
        SqlType type = TypeRules.common(left.type(), right.type()).orElseThrow();
        return new Expression.Arithmetic(operator, binder.coercion().convert(left, type), binder.coercion().convert(right, type), type, origin(e));
    }

    private static boolean isFloating(SqlType type) {
        return type instanceof SqlType.Real || type instanceof SqlType.Double;
    }

    /// A whole number among decimals has as many digits as its type; a literal only those that it shows.
    private Expression decimal(Operand operand) {
        if (operand.value() instanceof Literal(Long value, SqlType _)) {
            BigDecimal number = BigDecimal.valueOf(value);
            return new Literal(number, new SqlType.Decimal(number.precision(), 0));
        }
        return operand.type() instanceof SqlType.Decimal
                ? operand.value()
                : new Expression.Cast(operand.value(), TypeRules.asDecimal(operand.type()), binder.context().origin(operand.position()));
    }

    private Expression decimals(Operator operator, Expression left, Expression right, SqlExpression.Arithmetic e) {
        SqlType.Decimal a = (SqlType.Decimal) left.type();
        SqlType.Decimal b = (SqlType.Decimal) right.type();
        SqlType.Decimal type = switch (operator) {
            case ADD, SUBTRACT -> TypeRules.add(a, b);
            case MULTIPLY -> TypeRules.multiply(a, b).orElseThrow(() -> new QueryException(
                    ErrorCode.TYPE_MISMATCH, "The product has more than 38 digits after the point: " + a + " and " + b, e.position(),
                    "cast an operand to fewer digits or to double"));
            case DIVIDE -> TypeRules.divide(a, b);
            case REMAINDER -> TypeRules.remainder(a, b);
        };
        return new Expression.Arithmetic(operator, left, right, type, origin(e));
    }

    private Expression moments(Operator operator, Operand left, Operand right, SqlExpression.Arithmetic e) {
        boolean additive = operator == Operator.ADD || operator == Operator.SUBTRACT;
        if (operator == Operator.ADD && isInterval(left.type()) && isMoment(right.type())) {
            return shift(operator, right, left, e);
        }
        if (additive && isMoment(left.type()) && isInterval(right.type())) {
            return shift(operator, left, right, e);
        }
        if (operator == Operator.SUBTRACT && isMoment(left.type()) && isMoment(right.type())) {
            List<Expression> sides = binder.coercion().unify(List.of(left, right), "a difference");
            return new Expression.Arithmetic(operator, sides.get(0), sides.get(1), SqlType.INTERVAL_DAY_SECOND, origin(e));
        }
        if (additive && left.type() instanceof SqlType.Date && right.type() instanceof SqlType.Integral) {
            return days(operator, left, right, e);
        }
        if (operator == Operator.ADD && left.type() instanceof SqlType.Integral && right.type() instanceof SqlType.Date) {
            return days(operator, right, left, e);
        }
        if (additive && isInterval(left.type()) && left.type().equals(right.type())) {
            return intervals(operator, left, right, e);
        }
        if (operator == Operator.MULTIPLY && isInterval(left.type()) && right.type() instanceof SqlType.Integral) {
            return times(left, right, e);
        }
        if (operator == Operator.MULTIPLY && left.type() instanceof SqlType.Integral && isInterval(right.type())) {
            return times(right, left, e);
        }
        boolean dayCount = isMoment(left.type()) && right.type() instanceof SqlType.Integral;
        String hint = dayCount
                ? "add an interval: + INTERVAL '1' DAY"
                : left.type().isString() || right.type().isString() ? "convert the string with CAST" : "";
        throw new QueryException(
                ErrorCode.TYPE_MISMATCH, "Operator " + operator.symbol() + " does not take " + left.type() + " and " + right.type(), e.position(), hint);
    }

    /// A date and a time of day make a timestamp; whole days and months leave a date a date.
    private Expression shift(Operator operator, Operand moment, Operand interval, SqlExpression.Arithmetic e) {
        boolean partOfDay = interval.value() instanceof Literal(Long value, SqlType.IntervalDaySecond _) && value % DAY_MICROS != 0;
        Expression start = moment.type() instanceof SqlType.Date && partOfDay
                ? binder.coercion().convert(moment, SqlType.TIMESTAMP)
                : moment.value();
        return new Expression.Arithmetic(operator, start, interval.value(), start.type(), origin(e));
    }

    /// A whole number beside a date counts days.
    private Expression days(Operator operator, Operand date, Operand count, SqlExpression.Arithmetic e) {
        if (count.value() instanceof Literal(Long number, SqlType _)) {
            long micros = exact(() -> Math.multiplyExact(number, DAY_MICROS), SqlType.INTERVAL_DAY_SECOND, e.operatorPosition());
            return shift(operator, date, new Operand(new Literal(micros, SqlType.INTERVAL_DAY_SECOND), count.position()), e);
        }
        Expression number = binder.coercion().convert(count, SqlType.BIGINT);
        Expression later = operator == Operator.ADD ? number : new Expression.Negate(number, origin(e));
        Operand unit = new Operand(new Literal("day", SqlType.VARCHAR), e.operatorPosition());
        return new CallBinder(binder).function("date_add", List.of(unit, new Operand(later, count.position()), date), e.operatorPosition());
    }

    private Expression intervals(Operator operator, Operand left, Operand right, SqlExpression.Arithmetic e) {
        if (left.value() instanceof Literal(Long a, SqlType type) && right.value() instanceof Literal(Long b, SqlType _)) {
            long sum = exact(() -> operator == Operator.ADD ? Math.addExact(a, b) : Math.subtractExact(a, b), type, e.operatorPosition());
            return new Literal(sum, type);
        }
        return new Expression.Arithmetic(operator, left.value(), right.value(), left.type(), origin(e));
    }

    private static Expression times(Operand interval, Operand count, SqlExpression.Arithmetic e) {
        if (interval.value() instanceof Literal(Long a, SqlType type) && count.value() instanceof Literal(Long b, SqlType _)) {
            return new Literal(exact(() -> Math.multiplyExact(a, b), type, e.operatorPosition()), type);
        }
        throw BindContext.notSupported("interval times a value that is no constant", e.position());
    }

    private Origin origin(SqlExpression.Arithmetic e) {
        return binder.context().origin(e.operatorPosition());
    }

    private interface Computation {
        long compute();
    }

    private static long exact(Computation computation, SqlType type, Position position) {
        try {
            long value = computation.compute();
            return type instanceof SqlType.IntervalYearMonth ? Math.toIntExact(value) : value;
        } catch (ArithmeticException _) {
            throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "Interval is out of range", position);
        }
    }

    private static boolean isMoment(SqlType type) {
        return type instanceof SqlType.Date || type instanceof SqlType.Timestamp || type instanceof SqlType.TimestampTz;
    }

    private static boolean isInterval(SqlType type) {
        return type instanceof SqlType.IntervalYearMonth || type instanceof SqlType.IntervalDaySecond;
    }
}
