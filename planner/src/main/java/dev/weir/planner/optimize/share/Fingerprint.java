package dev.weir.planner.optimize.share;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.Map;

/// A number that is the same for plans that {@link MergePlans} makes one of, and different for most others, so that few
/// pairs need be looked at.
final class Fingerprint {
    private Fingerprint() {}

    /// @param known the numbers of the plan's children, by identity
    static int of(LogicalPlan plan, Map<LogicalPlan, Integer> known) {
        int children = 0;
        for (LogicalPlan child : plan.children()) {
            // whichever way round a join was written
            children += known.get(child) * 31;
        }
        int itself = switch (plan) {
            case LogicalPlan.Scan scan -> scan.table().name().hashCode() + terms(scan.filter());
            case LogicalPlan.Filter filter -> terms(filter.predicate());
            case LogicalPlan.Join join -> join.kind().ordinal() + terms(join.condition());
            case LogicalPlan.Aggregate aggregate -> aggregate.keys().size();
            case LogicalPlan.Window window -> window.partitionBy().size() * 31 + window.orderBy().size();
            case LogicalPlan.Limit limit -> Long.hashCode(limit.count() * 31 + limit.offset());
            case LogicalPlan.SharedRef reference -> reference.id();
            case LogicalPlan.SetOperation operation -> operation.kind().ordinal() * 31 + operation.columns().size();
            case LogicalPlan.Values values -> values.rows().size();
            case LogicalPlan.Sort sort -> sort.keys().size();
            case LogicalPlan.Project _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _, LogicalPlan.Output _ -> 0;
        };
        return (plan.getClass().getName().hashCode() * 31 + itself) * 31 + children;
    }

    private static int terms(Expression condition) {
        int sum = 0;
        for (Expression term : Conjuncts.of(condition)) {
            sum += term(term);
        }
        return sum;
    }

    /// Columns count by their types alone, and comparisons are the same read from either end.
    private static int term(Expression term) {
        if (term instanceof Expression.Comparison(Expression.Comparison.Operator operator, Expression left, Expression right)) {
            return (operator.ordinal() + operator.mirrored().ordinal()) * 31 + anonymous(left) + anonymous(right);
        }
        return anonymous(term);
    }

    private static int anonymous(Expression expression) {
        return expression.transformUp(part -> part instanceof Expression.Column column ? new Expression.Column(0, column.type()) : part).hashCode();
    }
}
