package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.RewriteExpressions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Compares a widened column with a constant in the column's own type, where the constant has a value there: scans prune
/// by columns, not by casts. Two equal widenings that are compared with each other go as well.
public final class UnwrapCasts {
    private static final long DAY_MICROS = 86_400_000_000L;

    private UnwrapCasts() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return RewriteExpressions.everywhere(plan, expression -> expression.transformUp(UnwrapCasts::step));
    }

    private static Expression step(Expression part) {
        return switch (part) {
            case Expression.Comparison(Expression.Comparison.Operator operator, Expression.Cast cast, Expression.Literal literal) -> {
                Expression.Literal narrow = widens(cast) ? narrow(literal, cast.value().type()) : null;
                yield narrow == null ? part : new Expression.Comparison(operator, cast.value(), narrow);
            }
            case Expression.Comparison(Expression.Comparison.Operator operator, Expression.Literal literal, Expression.Cast cast) -> {
                Expression.Literal narrow = widens(cast) ? narrow(literal, cast.value().type()) : null;
                yield narrow == null ? part : new Expression.Comparison(operator, narrow, cast.value());
            }
            case Expression.Comparison(Expression.Comparison.Operator operator, Expression.Cast left, Expression.Cast right)
                    when widens(left) && widens(right) && left.value().type().equals(right.value().type()) ->
                    new Expression.Comparison(operator, left.value(), right.value());
            case Expression.InList(Expression.Cast cast, List<Expression.Literal> list) when widens(cast) -> {
                List<Expression.Literal> narrowed = new ArrayList<>();
                for (Expression.Literal literal : list) {
                    Expression.Literal narrow = narrow(literal, cast.value().type());
                    if (narrow != null) {
                        narrowed.add(narrow);
                    }
                }
                yield narrowed.size() == list.size() ? new Expression.InList(cast.value(), narrowed) : part;
            }
            default -> part;
        };
    }

    /// Whether different values stay different and in order, and no value is lost.
    private static boolean widens(Expression.Cast cast) {
        return switch (cast.value().type()) {
            case SqlType.Integral from -> switch (cast.type()) {
                case SqlType.Integral to -> to.bytes() > from.bytes();
                case SqlType.Decimal to -> to.precision() - to.scale() >= from.digits();
                default -> false;
            };
            case SqlType.Date _ -> cast.type() instanceof SqlType.Timestamp timestamp && timestamp.precision() <= 6;
            default -> false;
        };
    }

    /// The same value as a literal of the type; null when there is none.
    private static Expression.Literal narrow(Expression.Literal literal, SqlType type) {
        if (literal.isNull()) {
            return Expression.Literal.ofNull(type);
        }
        return switch (type) {
            case SqlType.Integral integral -> switch (literal.value()) {
                case Long value when value >= integral.min() && value <= integral.max() -> new Expression.Literal(value, type);
                case BigDecimal value when whole(value) && value.compareTo(BigDecimal.valueOf(integral.min())) >= 0
                        && value.compareTo(BigDecimal.valueOf(integral.max())) <= 0 -> new Expression.Literal(value.longValueExact(), type);
                default -> null;
            };
            case SqlType.Date _ -> literal.value() instanceof Long micros && micros % DAY_MICROS == 0 ? new Expression.Literal(micros / DAY_MICROS, type) : null;
            default -> null;
        };
    }

    private static boolean whole(BigDecimal value) {
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }
}
