package dev.weir.planner.optimize.property;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.HashSet;
import java.util.Set;

/// Proves that no two rows of a plan agree in given columns (NULLs count as equal).
public final class Uniqueness {
    private Uniqueness() {}

    public static boolean atMostOneRow(LogicalPlan plan) {
        return unique(plan, Set.of());
    }

    /// Whether there is one row, whatever the data.
    public static boolean exactlyOneRow(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Aggregate aggregate -> aggregate.keys().isEmpty();
            case LogicalPlan.AssertSingleRow _ -> true;
            case LogicalPlan.Values values -> values.rows().size() == 1;
            case LogicalPlan.Project project -> exactlyOneRow(project.input());
            case LogicalPlan.Sort sort -> exactlyOneRow(sort.input());
            case LogicalPlan.Window window -> exactlyOneRow(window.input());
            case LogicalPlan.With with -> exactlyOneRow(with.body());
            case LogicalPlan.Join join -> exactlyOneRow(join.left()) && switch (join.kind()) {
                case MARK, SINGLE -> true;
                case INNER -> join.condition() == null && exactlyOneRow(join.right());
                case LEFT -> atMostOneRow(join.right());
                case RIGHT, FULL, SEMI, ANTI -> false;
            };
            case LogicalPlan.Scan _, LogicalPlan.Filter _, LogicalPlan.SetOperation _, LogicalPlan.Limit _, LogicalPlan.SharedRef _,
                 LogicalPlan.Output _ -> false;
        };
    }

    /// Whether rows with equal values in `columns` are one row. With no columns: whether there is at most one row.
    public static boolean unique(LogicalPlan plan, Set<Integer> columns) {
        return switch (plan) {
            case LogicalPlan.Scan scan -> false;
            case LogicalPlan.Values values -> values.rows().size() <= 1;
            case LogicalPlan.Filter filter -> unique(filter.input(), withFixed(filter, columns));
            case LogicalPlan.Project project -> {
                Set<Integer> below = new HashSet<>();
                for (int i = 0; i < project.columns().size(); i++) {
                    if (columns.contains(project.columns().get(i).id()) && project.expressions().get(i) instanceof Expression.Column source) {
                        below.add(source.index());
                    }
                }
                yield unique(project.input(), below);
            }
            case LogicalPlan.Aggregate aggregate -> {
                boolean all = true;
                for (LogicalColumn key : aggregate.keys()) {
                    all &= columns.contains(key.id());
                }
                Set<Integer> keys = new HashSet<>(columns);
                keys.retainAll(ColumnUses.ids(aggregate.keys()));
                yield all || unique(aggregate.input(), keys);
            }
            case LogicalPlan.Join join -> join(join, columns);
            case LogicalPlan.SetOperation operation -> {
                Set<Integer> own = ColumnUses.ids(operation.columns());
                yield !operation.all() && columns.containsAll(own);
            }
            case LogicalPlan.Sort sort -> unique(sort.input(), columns);
            case LogicalPlan.Window window -> unique(window.input(), columns);
            case LogicalPlan.Limit limit -> limit.count() <= 1 || unique(limit.input(), columns);
            case LogicalPlan.AssertSingleRow _ -> true;
            case LogicalPlan.With with -> unique(with.body(), columns);
            case LogicalPlan.SharedRef _ -> false;
            case LogicalPlan.Output output -> unique(output.input(), columns);
        };
    }

    private static boolean join(LogicalPlan.Join join, Set<Integer> columns) {
        Set<Integer> left = new HashSet<>(columns);
        left.retainAll(ColumnUses.outputs(join.left()));
        return switch (join.kind()) {
            case SEMI, ANTI, MARK, SINGLE -> unique(join.left(), left);
            case INNER, LEFT -> {
                Set<Integer> right = new HashSet<>(columns);
                right.retainAll(ColumnUses.outputs(join.right()));
                yield unique(join.left(), left) && (unique(join.right(), right) || unique(join.right(), equalKeys(join)));
            }
            case RIGHT, FULL -> false;
        };
    }

    /// Right columns that the condition makes equal to something of the left.
    private static Set<Integer> equalKeys(LogicalPlan.Join join) {
        Set<Integer> keys = new HashSet<>();
        Set<Integer> left = ColumnUses.outputs(join.left());
        Set<Integer> right = ColumnUses.outputs(join.right());
        for (Expression term : Conjuncts.of(join.condition())) {
            if (term instanceof Expression.Comparison comparison && (comparison.operator() == Expression.Comparison.Operator.EQUAL
                    || comparison.operator() == Expression.Comparison.Operator.NOT_DISTINCT)) {
                if (comparison.right() instanceof Expression.Column column && right.contains(column.index()) && ColumnUses.covered(comparison.left(), left)) {
                    keys.add(column.index());
                } else if (comparison.left() instanceof Expression.Column column && right.contains(column.index())
                        && ColumnUses.covered(comparison.right(), left)) {
                    keys.add(column.index());
                }
            }
        }
        return keys;
    }

    /// Columns that the filter fixes to one value distinguish no rows: they may be added.
    private static Set<Integer> withFixed(LogicalPlan.Filter filter, Set<Integer> columns) {
        Set<Integer> fixed = new HashSet<>(columns);
        for (Expression term : Conjuncts.of(filter.predicate())) {
            if (term instanceof Expression.Comparison(Expression.Comparison.Operator operator, Expression.Column column, Expression.Literal _)
                    && operator == Expression.Comparison.Operator.EQUAL) {
                fixed.add(column.index());
            }
        }
        return fixed;
    }
}
