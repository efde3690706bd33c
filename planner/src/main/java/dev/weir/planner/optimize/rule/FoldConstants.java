package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ConstantFolder;
import dev.weir.planner.optimize.expression.RewriteExpressions;
import java.util.ArrayList;
import java.util.List;

/// Computes what does not depend on rows. What fails stays as it is: it must fail only if a row reaches it.
public final class FoldConstants {
    private FoldConstants() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return RewriteExpressions.everywhere(plan, expression -> fold(expression, context.folder()));
    }

    public static Expression fold(Expression expression, ConstantFolder folder) {
        return expression.transformUp(part -> step(part, folder));
    }

    private static Expression step(Expression part, ConstantFolder folder) {
        return switch (part) {
            case Expression.Literal _, Expression.Column _, Expression.Parameter _ -> part;
            case Expression.Case c -> pruned(c);
            case Expression.Coalesce coalesce -> shortened(coalesce);
            case Expression.Cast cast when cast.value().type().equals(cast.type()) -> cast.value();
            case Expression.Cast(Expression.Literal literal, SqlType type, _, _) when literal.isNull() -> Expression.Literal.ofNull(type);
            case Expression.Comparison comparison -> comparesWithNull(comparison) ? Expression.Literal.ofNull(SqlType.BOOLEAN) : computed(part, folder);
            case Expression.And _, Expression.Or _, Expression.Not _ -> part;
            case Expression.IsNull(Expression.Literal literal) -> Expression.Literal.of(literal.isNull());
            case Expression.InList(Expression.Literal literal, _) when literal.isNull() -> Expression.Literal.ofNull(SqlType.BOOLEAN);
            case Expression.Arithmetic _, Expression.Negate _, Expression.IsNull _, Expression.InList _, Expression.Like _, Expression.Cast _, Expression.Call _ ->
                    computed(part, folder);
        };
    }

    private static boolean comparesWithNull(Expression.Comparison comparison) {
        boolean nullSide = comparison.left() instanceof Expression.Literal left && left.isNull()
                || comparison.right() instanceof Expression.Literal right && right.isNull();
        return nullSide && switch (comparison.operator()) {
            case DISTINCT, NOT_DISTINCT -> false;
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                    ExpressionFacts.neverFails(comparison.left()) && ExpressionFacts.neverFails(comparison.right());
        };
    }

    private static Expression computed(Expression part, ConstantFolder folder) {
        for (Expression child : part.children()) {
            if (!(child instanceof Expression.Literal)) {
                return part;
            }
        }
        if (part.children().isEmpty() || part.type().isNested() || !ExpressionFacts.deterministic(part)) {
            return part;
        }
        return folder.fold(part).map(Expression.class::cast).orElse(part);
    }

    private static Expression pruned(Expression.Case c) {
        List<Expression.Case.Branch> kept = new ArrayList<>();
        for (Expression.Case.Branch branch : c.branches()) {
            if (branch.condition() instanceof Expression.Literal literal) {
                if (Boolean.TRUE.equals(literal.value())) {
                    return kept.isEmpty() ? branch.result() : new Expression.Case(kept, branch.result());
                }
            } else {
                kept.add(branch);
            }
        }
        if (kept.isEmpty()) {
            return c.otherwise();
        }
        return kept.size() == c.branches().size() ? c : new Expression.Case(kept, c.otherwise());
    }

    private static Expression shortened(Expression.Coalesce coalesce) {
        List<Expression> kept = new ArrayList<>();
        for (Expression operand : coalesce.operands()) {
            if (operand instanceof Expression.Literal literal) {
                if (!literal.isNull()) {
                    kept.add(literal);
                    break;
                }
            } else {
                kept.add(operand);
            }
        }
        if (kept.isEmpty()) {
            return Expression.Literal.ofNull(coalesce.type());
        }
        if (kept.size() == 1) {
            return kept.getFirst();
        }
        return kept.size() == coalesce.operands().size() ? coalesce : new Expression.Coalesce(kept);
    }
}
