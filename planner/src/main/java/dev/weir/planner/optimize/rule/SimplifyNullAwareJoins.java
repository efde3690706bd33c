package dev.weir.planner.optimize.rule;

import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.property.Nullability;
import java.util.HashSet;
import java.util.Set;

/// IN and NOT IN over values that are never NULL need no three-valued join.
public final class SimplifyNullAwareJoins {
    private SimplifyNullAwareJoins() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return plan.transformUp(node -> {
            if (!(node instanceof Join join) || !join.nullAware()) {
                return node;
            }
            Set<Integer> nonNull = new HashSet<>(Nullability.nonNull(join.left()));
            nonNull.addAll(Nullability.nonNull(join.right()));
            boolean known = Conjuncts.of(join.condition()).stream().allMatch(term -> Nullability.never(term, nonNull));
            return known
                    ? new Join(join.kind(), join.left(), join.right(), join.condition(), join.mark(), false, join.correlated(), join.origin())
                    : join;
        });
    }
}
