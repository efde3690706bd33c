package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Arithmetic.Operator;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.plan.WindowFrame.Exclusion;
import dev.weir.exec.plan.WindowFrame.Kind;
import dev.weir.exec.plan.WindowFrame.Unit;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.logical.LogicalPlan.Window.Bound;
import dev.weir.planner.logical.LogicalPlan.Window.Frame;
import dev.weir.planner.sql.Window;
import dev.weir.planner.sql.WindowFrame;
import java.math.BigDecimal;
import java.util.List;

/// Binds the frame of a window. A RANGE offset becomes the value that the bound lies at: key - offset or key + offset, in a
/// type that holds it, to which the key is brought, too.
final class FrameBinder {
    private static final Frame DEFAULT_ORDERED =
            new Frame(Unit.RANGE, new Bound(Kind.UNBOUNDED_PRECEDING, null, null), new Bound(Kind.CURRENT_ROW, null, null), Exclusion.NO_OTHERS, null, false, false);

    private final ExpressionBinder binder;

    FrameBinder(ExpressionBinder binder) {
        this.binder = binder;
    }

    /// Whether the frame measures distances along its sort key.
    static boolean needsKey(Window window) {
        return window.frame().isPresent() && window.frame().get().unit() == WindowFrame.Unit.RANGE
                && (window.frame().get().start().offset().isPresent() || window.frame().get().end().offset().isPresent());
    }

    /// @param used whether the function looks at the frame; if not, it is checked and left away
    Frame bind(Window window, List<WindowBinder.Key> orderBy, boolean used) {
        if (window.frame().isEmpty()) {
            return !used || window.orderBy().isEmpty() ? Frame.PARTITION : DEFAULT_ORDERED;
        }
        WindowFrame frame = window.frame().get();
        checkOrder(frame);
        if (frame.unit() == WindowFrame.Unit.GROUPS && window.orderBy().isEmpty()) {
            throw invalid("GROUPS needs an ORDER BY in the window", frame.position());
        }
        boolean measured = needsKey(window);
        if (measured && window.orderBy().size() != 1) {
            throw invalid("RANGE with an offset needs one sort key in the window: " + window.orderBy().size(), frame.position());
        }
        WindowBinder.Key key = measured ? orderBy.getFirst() : null;
        Measure start = bound(frame.start(), frame.unit(), key);
        Measure end = bound(frame.end(), frame.unit(), key);
        if (!used) {
            return Frame.PARTITION;
        }
        Expression along = null;
        if (measured) {
            // Both limits are compared with the key in one type.
            SqlType type = start.limit == null ? end.limit.type() : end.limit == null ? start.limit.type()
                    : TypeRules.common(start.limit.type(), end.limit.type()).orElseThrow();
            along = cast(key.value(), type);
            start = start.as(type);
            end = end.as(type);
        }
        return new Frame(
                Unit.valueOf(frame.unit().name()), start.bound(), end.bound(), Exclusion.valueOf(frame.exclusion().name()), along,
                measured && key.descending(), measured && key.nullsFirst());
    }

    private record Measure(Kind kind, Expression offset, Expression limit) {
        Measure as(SqlType type) {
            return limit == null ? this : new Measure(kind, offset, cast(limit, type));
        }

        Bound bound() {
            return new Bound(kind, offset, limit);
        }
    }

    private static Expression cast(Expression value, SqlType type) {
        return value.type().equals(type) ? value : new Expression.Cast(value, type);
    }

    private static void checkOrder(WindowFrame frame) {
        WindowFrame.BoundKind start = frame.start().kind();
        WindowFrame.BoundKind end = frame.end().kind();
        if (start == WindowFrame.BoundKind.UNBOUNDED_FOLLOWING) {
            throw invalid("Window frame cannot start at UNBOUNDED FOLLOWING", frame.start().position());
        }
        if (end == WindowFrame.BoundKind.UNBOUNDED_PRECEDING) {
            throw invalid("Window frame cannot end at UNBOUNDED PRECEDING", frame.end().position());
        }
        // The kinds are declared in the order of the rows that they mean.
        if (start.compareTo(end) > 0) {
            throw invalid("Window frame ends before it starts", frame.position());
        }
    }

    private Measure bound(WindowFrame.Bound bound, WindowFrame.Unit unit, WindowBinder.Key key) {
        Kind kind = Kind.valueOf(bound.kind().name());
        if (bound.offset().isEmpty()) {
            return new Measure(kind, null, null);
        }
        Position position = bound.offset().get().position();
        Operand offset = new Operand(binder.bind(bound.offset().get()), position);
        if (offset.value() instanceof Literal literal) {
            checkConstant(literal, position);
        }
        if (unit != WindowFrame.Unit.RANGE) {
            if (!(offset.type() instanceof SqlType.Integral || offset.type() instanceof SqlType.Unknown)) {
                throw new QueryException(ErrorCode.TYPE_MISMATCH, "Offset of a " + unit + " frame has to be an integer: " + offset.type(), position);
            }
            return new Measure(kind, binder.coercion().convert(offset, SqlType.BIGINT), null);
        }
        Operator operator = kind == Kind.PRECEDING ^ key.descending() ? Operator.SUBTRACT : Operator.ADD;
        Operand typed = typed(offset, key.value().type());
        Expression limit = limit(operator, key.value(), typed);
        return new Measure(kind, typed.value() instanceof Literal ? null : typed.value(), limit);
    }

    private static void checkConstant(Literal literal, Position position) {
        boolean negative = switch (literal.value()) {
            case null -> throw invalid("Offset of a window frame is NULL", position);
            case Long whole -> whole < 0;
            case BigDecimal decimal -> decimal.signum() < 0;
            case Double number -> number < 0 || number.isNaN();
            default -> false;
        };
        if (negative) {
            throw invalid("Offset of a window frame is negative: " + literal.value(), position);
        }
    }

    /// Gives a parameter the type that offsets along the key have.
    private Operand typed(Operand offset, SqlType key) {
        if (!(offset.type() instanceof SqlType.Unknown)) {
            return offset;
        }
        SqlType type = isMoment(key) ? SqlType.INTERVAL_DAY_SECOND : key;
        return new Operand(binder.coercion().convert(offset, type), offset.position());
    }

    private Expression limit(Operator operator, Expression key, Operand offset) {
        SqlType k = key.type();
        SqlType o = offset.type();
        if (k.isNumeric() && o.isNumeric()) {
            return numeric(operator, key, offset);
        }
        if (isMoment(k) && isInterval(o)) {
            long day = 24L * 60 * 60 * 1_000_000;
            boolean wholeDays = offset.value() instanceof Literal(Long value, SqlType.IntervalDaySecond _) && value % day == 0;
            boolean date = k instanceof SqlType.Date && (o instanceof SqlType.IntervalYearMonth || wholeDays);
            Expression start = k instanceof SqlType.Date && !date ? new Expression.Cast(key, SqlType.TIMESTAMP) : key;
            return new Expression.Arithmetic(operator, start, offset.value(), start.type(), origin(offset));
        }
        if (isInterval(k) && k.equals(o)) {
            return new Expression.Arithmetic(operator, key, offset.value(), k, origin(offset));
        }
        throw new QueryException(
                ErrorCode.TYPE_MISMATCH, "RANGE offset of type " + o + " does not go with a sort key of type " + k, offset.position(),
                isMoment(k) ? "write an interval, for example INTERVAL '1' DAY" : "");
    }

    /// Whole numbers are added in a type that has a digit more, so that no key is near enough to its type's end to fail.
    private Expression numeric(Operator operator, Expression key, Operand offset) {
        SqlType k = key.type();
        SqlType o = offset.type();
        if (k instanceof SqlType.Integral a && o instanceof SqlType.Integral b && a.bytes() < 8 && b.bytes() < 8) {
            return new Expression.Arithmetic(operator, cast(key, SqlType.BIGINT), cast(offset.value(), SqlType.BIGINT), SqlType.BIGINT, origin(offset));
        }
        if (isExact(k) && isExact(o)) {
            SqlType.Decimal left = TypeRules.asDecimal(k);
            SqlType.Decimal right = TypeRules.asDecimal(o);
            return new Expression.Arithmetic(operator, cast(key, left), cast(offset.value(), right), TypeRules.add(left, right), origin(offset));
        }
        SqlType common = TypeRules.common(k, o).orElseThrow();
        return new Expression.Arithmetic(operator, cast(key, common), cast(offset.value(), common), common, origin(offset));
    }

    private Origin origin(Operand offset) {
        return binder.context().origin(offset.position());
    }

    private static boolean isExact(SqlType type) {
        return type instanceof SqlType.Integral || type instanceof SqlType.Decimal;
    }

    private static boolean isMoment(SqlType type) {
        return type instanceof SqlType.Date || type instanceof SqlType.Timestamp || type instanceof SqlType.TimestampTz;
    }

    private static boolean isInterval(SqlType type) {
        return type instanceof SqlType.IntervalYearMonth || type instanceof SqlType.IntervalDaySecond;
    }

    private static QueryException invalid(String message, Position position) {
        return new QueryException(ErrorCode.INVALID_ARGUMENT, message, position);
    }
}
