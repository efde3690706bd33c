package dev.weir.planner.optimize.unnest;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.expression.NullRejection;
import dev.weir.exec.function.AggregateFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Moves conditions that use outer columns out of a subquery, where nothing stands in their way: through filters,
/// projections, inner joins, and through aggregates when they equate something of the subquery with something outside,
/// which then becomes a grouping key.
final class PullUpCorrelation {
    private final PassContext context;
    private final Set<Integer> outer;

    private PullUpCorrelation(PassContext context, Set<Integer> outer) {
        this.context = context;
        this.outer = outer;
    }

    /// A subquery without outer columns.
    ///
    /// @param plan    has the columns of the subquery and what the conditions use of it
    /// @param moved   the conditions that its rows must meet for an outer row
    /// @param onEmpty what the subquery's columns are for an outer row that no row meets, when it gives a row even then (an
    ///                aggregate without keys); null otherwise
    record Pulled(LogicalPlan plan, List<Expression> moved, Map<Integer, Expression> onEmpty) {}

    /// Answers null when some correlation cannot be moved.
    static Pulled pull(LogicalPlan subquery, Set<Integer> outer, PassContext context) {
        return new PullUpCorrelation(context, outer).pull(subquery);
    }

    private boolean correlated(LogicalPlan plan) {
        Set<Integer> free = ColumnUses.free(plan);
        free.retainAll(outer);
        return !free.isEmpty();
    }

    private boolean correlated(Expression expression) {
        return expression != null && ColumnUses.touches(expression, outer);
    }

    private Pulled pull(LogicalPlan plan) {
        if (!correlated(plan)) {
            return new Pulled(plan, List.of(), null);
        }
        return switch (plan) {
            case LogicalPlan.Filter filter -> filter(filter);
            case LogicalPlan.Project project -> project(project);
            case LogicalPlan.Aggregate aggregate -> aggregate(aggregate);
            case Join join -> join(join);
            case LogicalPlan.Sort sort -> pull(sort.input());
            case LogicalPlan.Scan _, LogicalPlan.Values _, LogicalPlan.SetOperation _, LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _,
                 LogicalPlan.With _, LogicalPlan.Window _, LogicalPlan.SharedRef _, LogicalPlan.Output _ -> null;
        };
    }

    private Pulled filter(LogicalPlan.Filter filter) {
        Pulled input = pull(filter.input());
        if (input == null) {
            return null;
        }
        List<Expression> moved = new ArrayList<>(input.moved());
        List<Expression> kept = new ArrayList<>();
        for (Expression term : Conjuncts.of(filter.predicate())) {
            (correlated(term) ? moved : kept).add(term);
        }
        if (input.onEmpty() != null) {
            // HAVING over an aggregate without keys: for an outer row that nothing meets, it must certainly fail
            Set<Integer> nulls = new LinkedHashSet<>();
            input.onEmpty().forEach((id, value) -> {
                if (value instanceof Expression.Literal literal && literal.isNull()) {
                    nulls.add(id);
                }
            });
            if (!NullRejection.rejects(filter.predicate(), nulls)) {
                return null;
            }
        }
        Expression condition = Conjuncts.and(kept);
        return new Pulled(condition == null ? input.plan() : new LogicalPlan.Filter(input.plan(), condition), moved, null);
    }

    private Pulled project(LogicalPlan.Project project) {
        Pulled input = pull(project.input());
        if (input == null) {
            return null;
        }
        for (Expression expression : project.expressions()) {
            if (correlated(expression)) {
                return null;
            }
        }
        List<LogicalColumn> columns = new ArrayList<>(project.columns());
        List<Expression> expressions = new ArrayList<>(project.expressions());
        Set<Integer> present = ColumnUses.ids(columns);
        Set<Integer> used = ColumnUses.of(input.moved());
        for (LogicalColumn column : input.plan().columns()) {
            if (used.contains(column.id()) && present.add(column.id())) {
                columns.add(column);
                expressions.add(column.reference());
            }
        }
        Map<Integer, Expression> onEmpty = null;
        if (input.onEmpty() != null) {
            onEmpty = new HashMap<>();
            for (int i = 0; i < project.columns().size(); i++) {
                Expression value = ColumnReplacement.replace(project.expressions().get(i), input.onEmpty());
                if (!ColumnUses.of(value).isEmpty()) {
                    return null;
                }
                onEmpty.put(project.columns().get(i).id(),
                        NullRejection.isNull(value, Set.of()) ? Expression.Literal.ofNull(value.type()) : value);
            }
        }
        return new Pulled(new LogicalPlan.Project(input.plan(), columns, expressions), input.moved(), onEmpty);
    }

    private Pulled aggregate(LogicalPlan.Aggregate aggregate) {
        for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
            if (correlated(call.filter()) || call.arguments().stream().anyMatch(this::correlated)) {
                return null;
            }
        }
        Pulled input = pull(aggregate.input());
        if (input == null || input.onEmpty() != null) {
            return null;
        }
        List<LogicalColumn> keys = new ArrayList<>(aggregate.keys());
        Set<Integer> present = ColumnUses.ids(keys);
        List<LogicalColumn> computed = new ArrayList<>();
        List<Expression> computations = new ArrayList<>();
        List<Expression> moved = new ArrayList<>();
        for (Expression term : input.moved()) {
            Set<Integer> inner = ColumnUses.of(term);
            inner.removeAll(outer);
            if (present.containsAll(inner) && !aggregate.keys().isEmpty()) {
                moved.add(term);
                continue;
            }
            if (!(term instanceof Expression.Comparison comparison) || comparison.operator() != Expression.Comparison.Operator.EQUAL) {
                return null;
            }
            boolean leftInside = !correlated(comparison.left());
            Expression inside = leftInside ? comparison.left() : comparison.right();
            Expression outside = leftInside ? comparison.right() : comparison.left();
            if (correlated(inside) || !outer.containsAll(ColumnUses.of(outside)) || ColumnUses.of(inside).isEmpty()) {
                return null;
            }
            LogicalColumn key;
            if (inside instanceof Expression.Column column) {
                key = input.plan().columns().stream().filter(c -> c.id() == column.index()).findFirst().orElse(null);
                if (key == null) {
                    return null;
                }
            } else {
                key = context.ids().create("key", inside.type());
                computed.add(key);
                computations.add(inside);
            }
            if (present.add(key.id())) {
                keys.add(key);
            }
            moved.add(new Expression.Comparison(Expression.Comparison.Operator.EQUAL, key.reference(), outside));
        }
        LogicalPlan below = input.plan();
        if (!computed.isEmpty()) {
            List<LogicalColumn> columns = new ArrayList<>(below.columns());
            List<Expression> expressions = new ArrayList<>();
            columns.forEach(column -> expressions.add(column.reference()));
            columns.addAll(computed);
            expressions.addAll(computations);
            below = new LogicalPlan.Project(below, columns, expressions);
        }
        Map<Integer, Expression> onEmpty = null;
        if (aggregate.keys().isEmpty()) {
            onEmpty = new HashMap<>();
            for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                boolean zero = call.function().onEmpty() == AggregateFunction.OnEmpty.ZERO;
                onEmpty.put(call.output().id(), zero ? Expression.Literal.ofLong(0) : Expression.Literal.ofNull(call.output().type()));
            }
        }
        return new Pulled(new LogicalPlan.Aggregate(below, keys, aggregate.calls()), moved, onEmpty);
    }

    private Pulled join(Join join) {
        boolean leftOpen = join.kind() != Join.Kind.RIGHT && join.kind() != Join.Kind.FULL;
        boolean rightOpen = join.kind() == Join.Kind.INNER || join.kind() == Join.Kind.RIGHT;
        Pulled left = pull(join.left());
        Pulled right = pull(join.right());
        if (left == null || right == null || left.onEmpty() != null || right.onEmpty() != null || !leftOpen && !left.moved().isEmpty()
                || !rightOpen && !right.moved().isEmpty()) {
            return null;
        }
        List<Expression> moved = new ArrayList<>(left.moved());
        moved.addAll(right.moved());
        List<Expression> kept = new ArrayList<>();
        for (Expression term : Conjuncts.of(join.condition())) {
            if (correlated(term) && join.kind() != Join.Kind.INNER) {
                return null;
            }
            (correlated(term) ? moved : kept).add(term);
        }
        Join joined = new Join(join.kind(), left.plan(), right.plan(), Conjuncts.and(kept), join.mark(), join.nullAware(), false, join.origin());
        return new Pulled(joined, moved, null);
    }
}
