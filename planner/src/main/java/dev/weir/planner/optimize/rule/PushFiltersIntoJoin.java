package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.expression.NullRejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The part of {@link PushFilters} for joins. A filter above that removes the rows an outer join adds turns it into a
/// narrower join; a filter on the mark of a mark join turns that into a semi or anti join.
final class PushFiltersIntoJoin {
    private final Join join;
    private final Set<Integer> left;
    private final Set<Integer> right;
    private final List<Expression> toLeft = new ArrayList<>();
    private final List<Expression> toRight = new ArrayList<>();
    private final List<Expression> condition = new ArrayList<>();
    private final List<Expression> above = new ArrayList<>();

    private PushFiltersIntoJoin(Join join) {
        this.join = join;
        this.left = ColumnUses.outputs(join.left());
        this.right = ColumnUses.outputs(join.right());
    }

    static LogicalPlan push(Join join, List<Expression> terms) {
        Join narrowed = narrowed(join, terms);
        PushFiltersIntoJoin push = new PushFiltersIntoJoin(narrowed);
        if (narrowed.kind() == Join.Kind.MARK) {
            for (Expression term : terms) {
                boolean isMark = term instanceof Expression.Column column && column.index() == narrowed.mark().id();
                boolean isNotMark = term instanceof Expression.Not(Expression.Column column) && column.index() == narrowed.mark().id();
                if (isMark || isNotMark) {
                    return decided(narrowed, isMark, terms);
                }
            }
        }
        push.distributeTerms(terms);
        push.distributeCondition();
        return push.rebuilt();
    }

    /// Keeps only the rows whose mark is TRUE (or FALSE); the mark is a constant from here on.
    private static LogicalPlan decided(Join join, boolean value, List<Expression> terms) {
        Join kept = new Join(value ? Join.Kind.SEMI : Join.Kind.ANTI, join.left(), join.right(), join.condition(), null, !value && join.nullAware(),
                join.correlated(), join.origin());
        List<Expression> expressions = new ArrayList<>();
        for (LogicalColumn column : join.columns()) {
            expressions.add(column.equals(join.mark()) ? Expression.Literal.of(value) : column.reference());
        }
        List<Expression> others = new ArrayList<>();
        for (Expression term : terms) {
            boolean isThis = term instanceof Expression.Column column && column.index() == join.mark().id() && value
                    || term instanceof Expression.Not(Expression.Column negated) && negated.index() == join.mark().id() && !value;
            if (!isThis) {
                others.add(term);
            }
        }
        return PushFilters.push(new LogicalPlan.Project(kept, join.columns(), expressions), others);
    }

    /// The join without the rows that it adds and the terms remove.
    static Join narrowed(Join join, List<Expression> terms) {
        Expression all = Conjuncts.and(terms);
        if (all == null) {
            return join;
        }
        boolean needsLeft = NullRejection.rejects(all, ColumnUses.outputs(join.left()));
        boolean needsRight = NullRejection.rejects(all, ColumnUses.outputs(join.right()));
        Join.Kind kind = switch (join.kind()) {
            case LEFT -> needsRight ? Join.Kind.INNER : Join.Kind.LEFT;
            case RIGHT -> needsLeft ? Join.Kind.INNER : Join.Kind.RIGHT;
            case FULL -> needsLeft && needsRight ? Join.Kind.INNER : needsLeft ? Join.Kind.LEFT : needsRight ? Join.Kind.RIGHT : Join.Kind.FULL;
            case INNER, SEMI, ANTI, MARK, SINGLE -> join.kind();
        };
        return kind == join.kind() ? join : new Join(kind, join.left(), join.right(), join.condition(), null, join.nullAware(), join.correlated(), join.origin());
    }

    private void distributeTerms(List<Expression> terms) {
        for (Expression term : terms) {
            boolean movable = ExpressionFacts.deterministic(term) && ExpressionFacts.neverFails(term);
            boolean onLeft = ColumnUses.covered(term, left);
            boolean onRight = ColumnUses.covered(term, right);
            switch (join.kind()) {
                case INNER -> {
                    if (onLeft || onRight) {
                        (!movable ? above : onLeft ? toLeft : toRight).add(term);
                    } else if (movable || isKey(term)) {
                        condition.add(term);
                        implied(term);
                    } else {
                        above.add(term);
                    }
                }
                case LEFT, SINGLE, SEMI, ANTI, MARK -> (movable && onLeft ? toLeft : above).add(term);
                case RIGHT -> (movable && onRight ? toRight : above).add(term);
                case FULL -> above.add(term);
            }
        }
    }

    private void distributeCondition() {
        for (Expression term : Conjuncts.of(join.condition())) {
            boolean movable = ExpressionFacts.deterministic(term) && ExpressionFacts.neverFails(term) && !ColumnUses.of(term).isEmpty();
            boolean onLeft = movable && ColumnUses.covered(term, left);
            boolean onRight = movable && ColumnUses.covered(term, right);
            boolean leftMayShrink = join.kind() == Join.Kind.INNER || join.kind() == Join.Kind.RIGHT || join.kind() == Join.Kind.SEMI;
            boolean rightMayShrink = join.kind() != Join.Kind.RIGHT && join.kind() != Join.Kind.FULL && !join.nullAware();
            if (onLeft && leftMayShrink) {
                toLeft.add(term);
            } else if (onRight && rightMayShrink) {
                toRight.add(term);
            } else {
                condition.add(term);
                implied(term);
            }
        }
    }

    /// An OR over both sides implies one over each side: the terms of its alternatives that are of that side.
    private void implied(Expression term) {
        if (!(term instanceof Expression.Or) || !ExpressionFacts.neverFails(term)) {
            return;
        }
        boolean leftMayShrink = join.kind() == Join.Kind.INNER || join.kind() == Join.Kind.RIGHT || join.kind() == Join.Kind.SEMI;
        boolean rightMayShrink = join.kind() != Join.Kind.RIGHT && join.kind() != Join.Kind.FULL && !join.nullAware();
        if (leftMayShrink) {
            add(impliedOn(term, left), toLeft);
        }
        if (rightMayShrink) {
            add(impliedOn(term, right), toRight);
        }
    }

    private static void add(Expression implied, List<Expression> terms) {
        if (implied != null && !terms.contains(implied)) {
            terms.add(implied);
        }
    }

    private static Expression impliedOn(Expression or, Set<Integer> columns) {
        List<Expression> alternatives = new ArrayList<>();
        for (Expression alternative : Conjuncts.alternatives(or)) {
            List<Expression> own = Conjuncts.of(alternative);
            own.removeIf(term -> ColumnUses.of(term).isEmpty() || !ColumnUses.covered(term, columns));
            if (own.isEmpty()) {
                return null;
            }
            alternatives.add(Conjuncts.and(own));
        }
        return SimplifyBooleans.simplify(Conjuncts.or(alternatives));
    }

    private boolean isKey(Expression term) {
        return term instanceof Expression.Comparison comparison && comparison.operator() == Expression.Comparison.Operator.EQUAL
                && (ColumnUses.covered(comparison.left(), left) && ColumnUses.covered(comparison.right(), right)
                || ColumnUses.covered(comparison.left(), right) && ColumnUses.covered(comparison.right(), left));
    }

    private LogicalPlan rebuilt() {
        LogicalPlan newLeft = PushFilters.push(join.left(), toLeft);
        LogicalPlan newRight = PushFilters.push(join.right(), toRight);
        Join changed = new Join(join.kind(), newLeft, newRight, Conjuncts.and(condition), join.mark(), join.nullAware(), join.correlated(),
                join.origin());
        return PushFilters.filtered(changed, above);
    }
}
