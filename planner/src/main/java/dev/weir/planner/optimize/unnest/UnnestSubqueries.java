package dev.weir.planner.optimize.unnest;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnOrder;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.property.Nullability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns dependent joins into ordinary ones, inner ones first. Correlated conditions move into the join where they can;
/// where not, the right side is computed for all distinct outer values at once.
public final class UnnestSubqueries {
    private final PassContext context;

    private UnnestSubqueries(PassContext context) {
        this.context = context;
    }

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        UnnestSubqueries unnest = new UnnestSubqueries(context);
        return plan.transformUp(node -> node instanceof Join join ? unnest.placed(join) : node);
    }

    private LogicalPlan placed(Join join) {
        try {
            return unnest(join);
        } catch (QueryException refused) {
            throw join.origin().attach(refused);
        }
    }

    private LogicalPlan unnest(Join join) {
        Set<Integer> outer = ColumnUses.free(join.right());
        outer.retainAll(ColumnUses.outputs(join.left()));
        if (outer.isEmpty()) {
            return join.correlated() ? with(join, join.kind(), join.right(), join.condition()) : join;
        }
        if (join.kind() == Join.Kind.RIGHT || join.kind() == Join.Kind.FULL) {
            throw new QueryException(ErrorCode.NOT_SUPPORTED, "The right side of a RIGHT or FULL JOIN cannot use columns of the left side");
        }
        LogicalPlan right = bare(join);
        PullUpCorrelation.Pulled pulled = PullUpCorrelation.pull(right, outer, context);
        LogicalPlan unnested = pulled == null ? null : combined(join, pulled, outer);
        if (unnested == null) {
            unnested = new DomainPushDown(context, join.left(), outer).unnest(join, right);
        }
        return ColumnOrder.keep(unnested, join.columns());
    }

    /// The right side without what cannot matter: for EXISTS what only shapes or orders rows, for a scalar subquery the
    /// check that the join itself makes.
    private static LogicalPlan bare(Join join) {
        LogicalPlan right = join.right();
        boolean exists = (join.kind() == Join.Kind.SEMI || join.kind() == Join.Kind.ANTI || join.kind() == Join.Kind.MARK)
                && Conjuncts.of(join.condition()).isEmpty();
        while (true) {
            switch (right) {
                case LogicalPlan.Project project when exists -> right = project.input();
                case LogicalPlan.Sort sort -> right = sort.input();
                case LogicalPlan.Limit limit when exists && limit.count() > 0 && limit.offset() == 0 -> right = limit.input();
                case LogicalPlan.Aggregate aggregate when exists && !aggregate.keys().isEmpty() -> right = aggregate.input();
                case LogicalPlan.AssertSingleRow single when join.kind() == Join.Kind.SINGLE -> right = single.input();
                default -> {
                    return right;
                }
            }
        }
    }

    /// The ordinary join with the moved conditions; null when they do not fit its kind.
    private LogicalPlan combined(Join join, PullUpCorrelation.Pulled pulled, Set<Integer> outer) {
        List<Expression> terms = Conjuncts.of(join.condition());
        switch (join.kind()) {
            case INNER, LEFT -> {
                if (pulled.onEmpty() != null) {
                    return null;
                }
                terms.addAll(pulled.moved());
                return with(join, join.kind(), pulled.plan(), Conjuncts.and(terms));
            }
            case SEMI, ANTI, MARK -> {
                if (pulled.onEmpty() != null) {
                    return null;
                }
                for (Expression moved : pulled.moved()) {
                    // a row belongs to the subquery only if the condition is TRUE, while IN itself may be unknown
                    terms.add(join.nullAware() ? new Expression.Coalesce(List.of(moved, Expression.Literal.of(false))) : moved);
                }
                return with(join, join.kind(), pulled.plan(), Conjuncts.and(terms));
            }
            case SINGLE -> {
                Set<Integer> inner = ColumnUses.outputs(pulled.plan());
                for (Expression moved : pulled.moved()) {
                    if (!equates(moved, inner, ColumnUses.outputs(join.left()))) {
                        return null;
                    }
                }
                terms.addAll(pulled.moved());
                if (pulled.onEmpty() == null) {
                    return with(join, Join.Kind.SINGLE, pulled.plan(), Conjuncts.and(terms));
                }
                return aggregated(join, pulled, terms);
            }
            case RIGHT, FULL -> {
                return null;
            }
        }
        return null;
    }

    /// An aggregate without keys has a row even where nothing meets: a left join, with the values over no rows put in.
    private LogicalPlan aggregated(Join join, PullUpCorrelation.Pulled pulled, List<Expression> terms) {
        boolean allNull = pulled.onEmpty().values().stream().allMatch(value -> value instanceof Expression.Literal literal && literal.isNull());
        if (allNull) {
            return with(join, Join.Kind.LEFT, pulled.plan(), Conjuncts.and(terms));
        }
        FreshColumns.Copy copy = FreshColumns.of(pulled.plan(), context);
        List<Expression> renamed = new ArrayList<>();
        terms.forEach(term -> renamed.add(ColumnReplacement.replace(term, copy.references())));
        Set<Integer> nonNull = Nullability.nonNull(copy.plan());
        Expression matched = null;
        Set<Integer> inner = ColumnUses.outputs(copy.plan());
        for (Expression term : renamed) {
            Expression.Comparison comparison = (Expression.Comparison) term;
            matched = ColumnUses.covered(comparison.left(), inner) ? comparison.left() : comparison.right();
        }
        List<Expression> expressions = new ArrayList<>();
        List<LogicalColumn> columns = join.columns();
        Map<Integer, Expression> references = copy.references();
        for (LogicalColumn column : columns) {
            Expression onEmpty = pulled.onEmpty().get(column.id());
            Expression value = references.getOrDefault(column.id(), column.reference());
            if (onEmpty == null || onEmpty instanceof Expression.Literal literal && literal.isNull()) {
                expressions.add(value);
            } else if (Nullability.never(value, nonNull)) {
                expressions.add(new Expression.Coalesce(List.of(value, onEmpty)));
            } else {
                expressions.add(new Expression.Case(List.of(new Expression.Case.Branch(new Expression.IsNull(matched), onEmpty)), value));
            }
        }
        return new LogicalPlan.Project(with(join, Join.Kind.LEFT, copy.plan(), Conjuncts.and(renamed)), columns, expressions);
    }

    private static boolean equates(Expression term, Set<Integer> inner, Set<Integer> left) {
        return term instanceof Expression.Comparison comparison && comparison.operator() == Expression.Comparison.Operator.EQUAL
                && (ColumnUses.covered(comparison.left(), inner) && ColumnUses.covered(comparison.right(), left)
                || ColumnUses.covered(comparison.right(), inner) && ColumnUses.covered(comparison.left(), left));
    }

    private static Join with(Join join, Join.Kind kind, LogicalPlan right, Expression condition) {
        return new Join(kind, join.left(), right, condition, join.mark(), join.nullAware(), false, join.origin());
    }
}
