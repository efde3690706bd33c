package dev.weir.planner.optimize.statistics;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Estimates joins: |L| |R| / max(distinct) over the equal keys, other terms as filters.
public final class JoinEstimate {
    private JoinEstimate() {}

    /// What is known of the two sides of an equality between a join's inputs.
    private record Keys(ColumnEstimate left, ColumnEstimate right) {}

    /// Null when the term is no such equality.
    private static Keys keys(Expression term, PlanEstimate left, Set<Integer> leftColumns, PlanEstimate right, Set<Integer> rightColumns) {
        if (!(term instanceof Expression.Comparison comparison)
                || comparison.operator() != Expression.Comparison.Operator.EQUAL && comparison.operator() != Expression.Comparison.Operator.NOT_DISTINCT) {
            return null;
        }
        if (ColumnUses.covered(comparison.left(), leftColumns) && ColumnUses.covered(comparison.right(), rightColumns)) {
            return new Keys(ExpressionEstimate.of(comparison.left(), left), ExpressionEstimate.of(comparison.right(), right));
        }
        if (ColumnUses.covered(comparison.right(), leftColumns) && ColumnUses.covered(comparison.left(), rightColumns)) {
            return new Keys(ExpressionEstimate.of(comparison.right(), left), ExpressionEstimate.of(comparison.left(), right));
        }
        return null;
    }

    /// The share of the cross product that the terms keep. Several equal keys are seldom independent: together they have no
    /// more values than the smaller of the two tables has rows.
    public static double selectivity(List<Expression> terms, PlanEstimate left, Set<Integer> leftColumns, PlanEstimate right, Set<Integer> rightColumns) {
        double values = 1;
        double largest = 1;
        double leftTable = 1;
        double rightTable = 1;
        double rest = 1;
        for (Expression term : terms) {
            Keys keys = keys(term, left, leftColumns, right, rightColumns);
            if (keys != null) {
                ColumnEstimate l = keys.left();
                ColumnEstimate r = keys.right();
                double distinct = Math.max(l.distinct(), r.distinct());
                values *= distinct;
                largest = Math.max(largest, distinct);
                leftTable = Math.max(leftTable, l.tableRows());
                rightTable = Math.max(rightTable, r.tableRows());
                rest *= (1 - l.nullFraction()) * (1 - r.nullFraction());
                continue;
            }
            Map<Integer, ColumnEstimate> both = new HashMap<>(left.columns());
            both.putAll(right.columns());
            rest *= Selectivity.of(term, new PlanEstimate(Math.max(left.rows(), right.rows()), both));
        }
        return rest / Math.max(largest, Math.min(values, Math.min(leftTable, rightTable)));
    }

    /// The share of left rows that have a partner on the right. Several keys together have no more values than rows.
    public static double matching(List<Expression> terms, PlanEstimate left, Set<Integer> leftColumns, PlanEstimate right, Set<Integer> rightColumns) {
        double share = 1;
        double leftValues = 1;
        double rightValues = 1;
        boolean keyed = false;
        for (Expression term : terms) {
            Keys keys = keys(term, left, leftColumns, right, rightColumns);
            if (keys != null) {
                ColumnEstimate l = keys.left();
                ColumnEstimate r = keys.right();
                share = Math.min(share, Math.min(1, r.distinct() / l.distinct()));
                leftValues *= l.distinct();
                rightValues *= r.distinct();
                keyed = true;
                continue;
            }
            share *= 0.75;
        }
        if (keyed && left.rows() >= 1) {
            share = Math.min(share, Math.min(rightValues, right.rows()) / Math.min(leftValues, left.rows()));
        }
        return keyed ? share : Math.min(share, right.rows() < 1 ? right.rows() : 1) * 0.5;
    }

    /// The share of left rows that an equal key has a partner for on the right. Where right rows repeat the left's keys, as
    /// those of a larger table do, they hit them at random.
    public static double partnered(List<Expression> terms, PlanEstimate left, Set<Integer> leftColumns, PlanEstimate right, Set<Integer> rightColumns) {
        double share = 1;
        for (Expression term : terms) {
            Keys keys = keys(term, left, leftColumns, right, rightColumns);
            if (keys != null) {
                ColumnEstimate l = keys.left();
                ColumnEstimate r = keys.right();
                share = Math.min(share, r.distinct() / l.distinct());
                if (r.tableRows() > 2 * l.distinct()) {
                    share = Math.min(share, 1 - Math.exp(-right.rows() / l.distinct()));
                }
            }
        }
        return share;
    }

    static PlanEstimate of(LogicalPlan.Join join, PlanEstimate left, PlanEstimate right) {
        List<Expression> terms = Conjuncts.of(join.condition());
        Set<Integer> leftColumns = ColumnUses.outputs(join.left());
        Set<Integer> rightColumns = ColumnUses.outputs(join.right());
        Map<Integer, ColumnEstimate> both = new HashMap<>(left.columns());
        both.putAll(right.columns());
        double inner = left.rows() * right.rows() * selectivity(terms, left, leftColumns, right, rightColumns);
        return switch (join.kind()) {
            case INNER -> equalised(terms, new PlanEstimate(inner, capped(both, inner)));
            case LEFT -> new PlanEstimate(Math.max(left.rows(), inner), capped(both, Math.max(left.rows(), inner)));
            case RIGHT -> new PlanEstimate(Math.max(right.rows(), inner), capped(both, Math.max(right.rows(), inner)));
            case FULL -> new PlanEstimate(Math.max(left.rows() + right.rows(), inner), both);
            case SINGLE -> new PlanEstimate(left.rows(), capped(both, left.rows()));
            case SEMI -> left.scaled(left.rows() * matching(terms, left, leftColumns, right, rightColumns));
            case ANTI -> left.scaled(left.rows() * Math.max(0.05, 1 - matching(terms, left, leftColumns, right, rightColumns)));
            case MARK -> left.with(join.mark().id(), new ColumnEstimate(2, 0, 0, 1, 1, left.rows()));
        };
    }

    private static PlanEstimate equalised(List<Expression> terms, PlanEstimate joined) {
        PlanEstimate estimate = joined;
        for (Expression term : terms) {
            if (term instanceof Expression.Comparison(Expression.Comparison.Operator operator, Expression.Column l, Expression.Column r)
                    && operator == Expression.Comparison.Operator.EQUAL) {
                double fewer = Math.min(estimate.column(l.index()).distinct(), estimate.column(r.index()).distinct());
                estimate = estimate.with(l.index(), estimate.column(l.index()).withDistinct(fewer).withNullFraction(0))
                        .with(r.index(), estimate.column(r.index()).withDistinct(fewer).withNullFraction(0));
            }
        }
        return estimate;
    }

    private static Map<Integer, ColumnEstimate> capped(Map<Integer, ColumnEstimate> columns, double rows) {
        Map<Integer, ColumnEstimate> capped = new HashMap<>();
        columns.forEach((id, column) -> capped.put(id, column.distinct() > rows ? column.withDistinct(rows) : column));
        return capped;
    }
}
