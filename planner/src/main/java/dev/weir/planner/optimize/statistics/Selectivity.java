package dev.weir.planner.optimize.statistics;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.List;

/// Estimates which share of the rows a condition keeps, and what it does to the columns.
public final class Selectivity {
    private static final double LEAST = 1e-9;

    private Selectivity() {}

    /// The estimate behind a filter: terms one after the other, each narrowing the ranges that the next one sees.
    public static PlanEstimate filter(PlanEstimate input, Expression condition) {
        PlanEstimate estimate = input;
        for (Expression term : Conjuncts.of(condition)) {
            double share = of(term, estimate);
            double before = estimate.rows();
            estimate = narrow(estimate, term).scaled(before * share);
        }
        return estimate;
    }

    /// The share of rows for which the condition is TRUE.
    public static double of(Expression condition, PlanEstimate input) {
        double share = switch (condition) {
            case null -> 1;
            case Expression.Literal literal -> Boolean.TRUE.equals(literal.value()) ? 1 : 0;
            case Expression.And _ -> {
                double rows = Math.max(1, input.rows());
                PlanEstimate one = new PlanEstimate(rows, input.columns());
                yield filter(one, condition).rows() / rows;
            }
            case Expression.Or or -> {
                double misses = 1;
                for (Expression term : or.terms()) {
                    misses *= 1 - of(term, input);
                }
                yield 1 - misses;
            }
            case Expression.Not not -> not(not.value(), input);
            case Expression.IsNull(Expression value) -> value instanceof Expression.Column column ? input.column(column.index()).nullFraction() : Defaults.NULLS;
            case Expression.Comparison comparison -> comparison(comparison, input);
            case Expression.InList in -> in(in, input);
            case Expression.Like like -> like(like);
            case Expression.Column _ -> 0.5;
            case Expression.Coalesce coalesce -> of(coalesce.operands().getFirst(), input);
            case Expression.Parameter _, Expression.Arithmetic _, Expression.Negate _, Expression.Cast _, Expression.Case _, Expression.Call _ -> Defaults.CONDITION;
        };
        return Math.clamp(share, LEAST, 1);
    }

    private static double not(Expression negated, PlanEstimate input) {
        if (negated instanceof Expression.Comparison comparison) {
            return of(new Expression.Comparison(comparison.operator().negated(), comparison.left(), comparison.right()), input);
        }
        return 1 - of(negated, input);
    }

    private static double comparison(Expression.Comparison comparison, PlanEstimate input) {
        if (comparison.left() instanceof Expression.Literal && !(comparison.right() instanceof Expression.Literal)) {
            return comparison(new Expression.Comparison(comparison.operator().mirrored(), comparison.right(), comparison.left()), input);
        }
        ColumnEstimate left = ExpressionEstimate.of(comparison.left(), input);
        double present = 1 - left.nullFraction();
        if (!(comparison.right() instanceof Expression.Literal literal)) {
            ColumnEstimate right = ExpressionEstimate.of(comparison.right(), input);
            double equal = 1 / Math.max(1, Math.max(left.distinct(), right.distinct()));
            return switch (comparison.operator()) {
                case EQUAL, NOT_DISTINCT -> equal * present;
                case NOT_EQUAL, DISTINCT -> (1 - equal) * present;
                case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> Defaults.RANGE;
            };
        }
        if (literal.isNull()) {
            return switch (comparison.operator()) {
                case NOT_DISTINCT -> left.nullFraction();
                case DISTINCT -> present;
                case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> 0;
            };
        }
        double value = ColumnEstimate.onAxis(literal.value());
        boolean known = left.hasRange() && !Double.isNaN(value);
        if (left.moments() != null && !Double.isNaN(value)) {
            switch (comparison.operator()) {
                case LESS, LESS_OR_EQUAL -> {
                    return present * (1 - left.moments().above(value));
                }
                case GREATER, GREATER_OR_EQUAL -> {
                    return present * left.moments().above(value);
                }
                case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> { }
            }
        }
        double equal = known && (value < left.min() || value > left.max()) ? 0 : 1 / left.distinct();
        return present * switch (comparison.operator()) {
            case EQUAL, NOT_DISTINCT -> equal;
            case NOT_EQUAL, DISTINCT -> 1 - equal;
            case LESS -> known ? below(left, value) : Defaults.RANGE;
            case LESS_OR_EQUAL -> known ? Math.min(1, below(left, value) + equal) : Defaults.RANGE;
            case GREATER -> known ? Math.max(0, 1 - below(left, value) - equal) : Defaults.RANGE;
            case GREATER_OR_EQUAL -> known ? 1 - below(left, value) : Defaults.RANGE;
        };
    }

    /// Share of the values below `value`, spread evenly between min and max.
    private static double below(ColumnEstimate column, double value) {
        if (value <= column.min()) {
            return 0;
        }
        return value > column.max() || column.max() <= column.min() ? 1 : (value - column.min()) / (column.max() - column.min());
    }

    private static double in(Expression.InList in, PlanEstimate input) {
        double share = 0;
        for (Expression.Literal literal : in.list()) {
            share += literal.isNull() ? 0 : comparison(new Expression.Comparison(Expression.Comparison.Operator.EQUAL, in.value(), literal), input);
        }
        return Math.min(share, 1);
    }

    private static double like(Expression.Like like) {
        if (like.pattern() instanceof Expression.Literal(String pattern, _) && !pattern.isEmpty()) {
            boolean wildcard = pattern.charAt(0) == '%' || pattern.charAt(0) == '_';
            return wildcard ? Defaults.CONTAINS : Defaults.PREFIX;
        }
        return Defaults.CONTAINS;
    }

    /// What the columns look like in the rows that the term keeps, before their number is scaled.
    private static PlanEstimate narrow(PlanEstimate input, Expression term) {
        switch (term) {
            case Expression.Comparison comparison -> {
                Expression.Comparison turned = comparison.left() instanceof Expression.Literal
                        ? new Expression.Comparison(comparison.operator().mirrored(), comparison.right(), comparison.left()) : comparison;
                if (turned.left() instanceof Expression.Column column && turned.right() instanceof Expression.Literal literal && !literal.isNull()) {
                    return input.with(column.index(), narrow(input.column(column.index()), turned.operator(), ColumnEstimate.onAxis(literal.value())));
                }
                if (turned.operator() == Expression.Comparison.Operator.EQUAL && turned.left() instanceof Expression.Column left
                        && turned.right() instanceof Expression.Column right) {
                    double fewer = Math.min(input.column(left.index()).distinct(), input.column(right.index()).distinct());
                    return input.with(left.index(), input.column(left.index()).withDistinct(fewer).withNullFraction(0))
                            .with(right.index(), input.column(right.index()).withDistinct(fewer).withNullFraction(0));
                }
                return input;
            }
            case Expression.InList(Expression.Column column, List<Expression.Literal> list) -> {
                ColumnEstimate before = input.column(column.index());
                return input.with(column.index(), before.withDistinct(Math.min(before.distinct(), list.size())).withNullFraction(0));
            }
            case Expression.Not(Expression.IsNull(Expression.Column column)) -> {
                return input.with(column.index(), input.column(column.index()).withNullFraction(0));
            }
            default -> {
                return input;
            }
        }
    }

    private static ColumnEstimate narrow(ColumnEstimate column, Expression.Comparison.Operator operator, double value) {
        ColumnEstimate present = column.withNullFraction(0);
        boolean known = column.hasRange() && !Double.isNaN(value);
        return switch (operator) {
            case EQUAL, NOT_DISTINCT -> present.withDistinct(1).withRange(value, value);
            case LESS, LESS_OR_EQUAL -> known ? present.withRange(column.min(), Math.clamp(value, column.min(), column.max())) : present;
            case GREATER, GREATER_OR_EQUAL -> known ? present.withRange(Math.clamp(value, column.min(), column.max()), column.max()) : present;
            case NOT_EQUAL -> present;
            case DISTINCT -> column;
        };
    }
}
