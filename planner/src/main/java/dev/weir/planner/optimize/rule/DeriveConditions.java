package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.property.HeldConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What holds of one side of `a = b` holds of the other: a comparison of `a` with constants becomes one of `b`, too, on
/// the side of the join whose rows only matter when they meet.
public final class DeriveConditions {
    private DeriveConditions() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return plan.transformUp(node -> node instanceof Join join ? derive(join) : node);
    }

    private static LogicalPlan derive(Join join) {
        if (join.nullAware() || join.kind() == Join.Kind.FULL) {
            return join;
        }
        boolean leftMayShrink = join.kind() == Join.Kind.INNER || join.kind() == Join.Kind.RIGHT || join.kind() == Join.Kind.SEMI;
        boolean rightMayShrink = join.kind() != Join.Kind.RIGHT;
        LogicalPlan left = leftMayShrink ? narrowed(join.left(), join.right(), join.condition()) : join.left();
        LogicalPlan right = rightMayShrink ? narrowed(join.right(), join.left(), join.condition()) : join.right();
        return join.withChildren(List.of(left, right));
    }

    private static LogicalPlan narrowed(LogicalPlan side, LogicalPlan other, Expression condition) {
        Set<Integer> own = ColumnUses.outputs(side);
        Set<Integer> others = ColumnUses.outputs(other);
        Set<Expression> known = HeldConditions.of(side);
        List<Expression> derived = new ArrayList<>();
        for (Expression term : Conjuncts.of(condition)) {
            if (!(term instanceof Expression.Comparison(Expression.Comparison.Operator operator, Expression.Column a, Expression.Column b))
                    || operator != Expression.Comparison.Operator.EQUAL) {
                continue;
            }
            Expression.Column here = own.contains(a.index()) ? a : b;
            Expression.Column there = here == a ? b : a;
            if (!own.contains(here.index()) || !others.contains(there.index())) {
                continue;
            }
            for (Expression held : HeldConditions.of(other)) {
                if (ColumnUses.of(held).equals(Set.of(there.index())) && narrows(held)) {
                    Expression moved = ColumnReplacement.replace(held, Map.of(there.index(), here));
                    if (!known.contains(moved) && !derived.contains(moved)) {
                        derived.add(moved);
                    }
                }
            }
        }
        return PushFilters.filtered(side, derived);
    }

    private static boolean narrows(Expression held) {
        boolean constants = switch (held) {
            case Expression.Comparison comparison -> comparison.left() instanceof Expression.Literal || comparison.right() instanceof Expression.Literal;
            case Expression.InList in -> in.value() instanceof Expression.Column;
            case Expression.Like like -> like.pattern() instanceof Expression.Literal;
            default -> false;
        };
        return constants && ExpressionFacts.deterministic(held) && ExpressionFacts.neverFails(held);
    }
}
