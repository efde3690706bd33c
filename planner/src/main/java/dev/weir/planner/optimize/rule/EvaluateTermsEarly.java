package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.logical.LogicalPlan.Project;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.statistics.Defaults;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where a join's condition has alternatives, the parts of them that read the smaller input alone are evaluated there, once
/// a row, when nothing else needs their columns: `(brand = 'A' AND quantity < 5) OR (brand = 'B' AND quantity > 9)` needs two
/// bits of a part, not its brand. What is sent and kept in the join's table becomes narrower.
public final class EvaluateTermsEarly {
    private final LogicalPlan root;
    private final PassContext context;
    /// Made for the first join that has alternatives, which few plans have.
    private PlanEstimator estimator;

    private EvaluateTermsEarly(LogicalPlan root, PassContext context) {
        this.root = root;
        this.context = context;
    }

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return new EvaluateTermsEarly(plan, context).rewrite(plan, ColumnUses.outputs(plan));
    }

    /// @param needed what is read of the node's columns
    private LogicalPlan rewrite(LogicalPlan plan, Set<Integer> needed) {
        List<LogicalPlan> children = new ArrayList<>();
        boolean changed = false;
        for (LogicalPlan child : plan.children()) {
            Set<Integer> read = ColumnUses.outputs(child);
            switch (plan) {
                case Project _, LogicalPlan.Aggregate _, LogicalPlan.Output _ -> read.retainAll(uses(plan));
                case Join _, LogicalPlan.Filter _ -> {
                    Set<Integer> both = uses(plan);
                    both.addAll(needed);
                    read.retainAll(both);
                }
                default -> { }
            }
            LogicalPlan next = rewrite(child, read);
            changed |= next != child;
            children.add(next);
        }
        LogicalPlan current = changed ? plan.withChildren(children) : plan;
        return current instanceof Join join && plan instanceof Join before ? narrowed(join, before, needed) : current;
    }

    private static Set<Integer> uses(LogicalPlan plan) {
        return ColumnUses.of(ColumnUses.expressions(plan));
    }

    /// @param before the join as it was when the plan was estimated
    private LogicalPlan narrowed(Join join, Join before, Set<Integer> needed) {
        boolean fits = switch (join.kind()) {
            case INNER, LEFT, RIGHT, FULL, SEMI, ANTI -> !join.nullAware() && !join.correlated();
            case MARK, SINGLE -> false;
        };
        if (!fits || Conjuncts.of(join.condition()).stream().noneMatch(Expression.Or.class::isInstance)) {
            return join;
        }
        if (estimator == null) {
            estimator = context.estimator(root);
        }
        boolean left = estimator.estimate(before.left()).rows() <= estimator.estimate(before.right()).rows();
        LogicalPlan side = left ? join.left() : join.right();
        Parts parts = new Parts(ColumnUses.outputs(side));
        List<Expression> terms = new ArrayList<>();
        for (Expression term : Conjuncts.of(join.condition())) {
            terms.add(term instanceof Expression.Or or ? parts.replace(or) : term);
        }
        Set<Integer> gone = new HashSet<>();
        parts.found.keySet().forEach(part -> ColumnUses.collect(part, gone));
        gone.removeAll(needed);
        gone.removeAll(ColumnUses.of(terms));
        if (parts.found.isEmpty() || bytes(side.columns(), gone) <= parts.found.size() * Defaults.bytes(SqlType.BOOLEAN)) {
            return join;
        }
        LogicalPlan narrow = parts.project(side, gone);
        Expression condition = Conjuncts.and(terms);
        Join made = new Join(
                join.kind(), left ? narrow : join.left(), left ? join.right() : narrow, condition, join.mark(), false, false, join.origin());
        List<LogicalColumn> kept = join.columns().stream().filter(column -> !gone.contains(column.id())).toList();
        return new Project(made, kept, kept.stream().<Expression>map(LogicalColumn::reference).toList());
    }

    private static double bytes(List<LogicalColumn> columns, Set<Integer> counted) {
        return columns.stream().filter(column -> counted.contains(column.id())).mapToDouble(column -> Defaults.bytes(column.type())).sum();
    }

    /// What is evaluated on one side, and the columns that stand for it.
    private final class Parts {
        private final Set<Integer> available;
        private final Map<Expression, LogicalColumn> found = new LinkedHashMap<>();

        Parts(Set<Integer> available) {
            this.available = available;
        }

        Expression replace(Expression condition) {
            if (isPart(condition)) {
                return standIn(condition);
            }
            return switch (condition) {
                case Expression.Or or -> Conjuncts.or(Conjuncts.alternatives(or).stream().map(this::replace).toList());
                case Expression.And and -> {
                    List<Expression> own = new ArrayList<>();
                    List<Expression> others = new ArrayList<>();
                    for (Expression term : Conjuncts.of(and)) {
                        if (isPart(term)) {
                            own.add(term);
                        } else {
                            others.add(replace(term));
                        }
                    }
                    if (!own.isEmpty()) {
                        others.addFirst(standIn(Conjuncts.and(own)));
                    }
                    yield Conjuncts.and(others);
                }
                case Expression.Not not -> new Expression.Not(replace(not.value()));
                default -> condition;
            };
        }

        private boolean isPart(Expression condition) {
            Set<Integer> uses = ColumnUses.of(condition);
            return !uses.isEmpty() && available.containsAll(uses) && ExpressionFacts.deterministic(condition) && ExpressionFacts.neverFails(condition);
        }

        private Expression standIn(Expression part) {
            if (part instanceof Expression.Column) {
                return part;
            }
            return found.computeIfAbsent(part, _ -> context.ids().create("term", SqlType.BOOLEAN)).reference();
        }

        /// The side without the columns that are gone, with those that stand for parts.
        Project project(LogicalPlan side, Set<Integer> gone) {
            List<LogicalColumn> columns = new ArrayList<>();
            List<Expression> expressions = new ArrayList<>();
            for (LogicalColumn column : side.columns()) {
                if (!gone.contains(column.id())) {
                    columns.add(column);
                    expressions.add(column.reference());
                }
            }
            found.forEach((part, column) -> {
                columns.add(column);
                expressions.add(part);
            });
            return new Project(side, columns, expressions);
        }
    }
}
