package dev.weir.planner.optimize.joinorder;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import java.util.ArrayList;
import java.util.List;

/// Reorders each region of joins: exhaustively up to the session's limit of relations, greedily above.
public final class OrderJoins {
    private static final int MOST_RELATIONS = 60;

    private final PassContext context;
    private final PlanEstimator estimator;

    private OrderJoins(PassContext context, PlanEstimator estimator) {
        this.context = context;
        this.estimator = estimator;
    }

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return ordered(plan, context, context.estimator(plan));
    }

    /// Of a part of a plan whose definitions the estimator knows.
    public static LogicalPlan ordered(LogicalPlan part, PassContext context, PlanEstimator estimator) {
        return new OrderJoins(context, estimator).order(part);
    }

    private LogicalPlan order(LogicalPlan plan) {
        if (!JoinRegion.starts(plan)) {
            List<LogicalPlan> children = new ArrayList<>();
            plan.children().forEach(child -> children.add(order(child)));
            return children.isEmpty() ? plan : plan.withChildren(children);
        }
        JoinRegion region = JoinRegion.of(plan);
        List<LogicalPlan> leaves = new ArrayList<>();
        region.leaves().forEach(leaf -> leaves.add(order(leaf)));
        List<LogicalPlan> reductions = new ArrayList<>();
        region.reductions().forEach(reduction -> reductions.add(order(reduction.join().right())));
        if (leaves.size() + reductions.size() > MOST_RELATIONS) {
            return plan;
        }
        JoinGraph graph = new JoinGraph(region, leaves, reductions, estimator);
        JoinTree tree = graph.size() <= Math.min(20, context.settings().joinOrderLimit()) ? ExhaustiveSearch.search(graph) : GreedySearch.search(graph);
        LogicalPlan ordered = build(graph, tree);
        Expression constant = Conjuncts.and(graph.constant);
        if (constant != null) {
            ordered = new LogicalPlan.Filter(ordered, constant);
        }
        return restored(region, ordered, plan.columns());
    }

    private static LogicalPlan build(JoinGraph graph, JoinTree tree) {
        if (tree.single()) {
            return graph.relations.get(Long.numberOfTrailingZeros(tree.set())).plan();
        }
        LogicalPlan left = build(graph, tree.left());
        LogicalPlan right = build(graph, tree.right());
        JoinGraph.Relation relation = graph.relations.get(Long.numberOfTrailingZeros(tree.right().set()));
        if (tree.right().single() && relation.reduction() != null) {
            Join join = relation.reduction().join();
            return new Join(join.kind(), left, right, Conjuncts.and(relation.reduction().terms()), null, join.nullAware(), false, join.origin());
        }
        List<Expression> terms = new ArrayList<>();
        for (JoinGraph.EqualityClass equality : graph.classes) {
            Expression.Column a = member(equality, tree.left().set());
            Expression.Column b = member(equality, tree.right().set());
            if (a != null && b != null) {
                terms.add(new Expression.Comparison(Expression.Comparison.Operator.EQUAL, a, b));
            }
        }
        for (JoinGraph.Condition condition : graph.conditions) {
            boolean here = (condition.leaves() & ~tree.set()) == 0 && (condition.leaves() & ~tree.left().set()) != 0
                    && (condition.leaves() & ~tree.right().set()) != 0;
            if (here) {
                terms.add(condition.term());
            }
        }
        return new Join(Join.Kind.INNER, left, right, Conjuncts.and(terms), null, false, false);
    }

    private static Expression.Column member(JoinGraph.EqualityClass equality, long set) {
        for (JoinGraph.EqualityClass.Member member : equality.members()) {
            if ((set >> member.relation() & 1) == 1) {
                return member.column();
            }
        }
        return null;
    }

    private static LogicalPlan restored(JoinRegion region, LogicalPlan plan, List<LogicalColumn> columns) {
        if (plan.columns().equals(columns)) {
            return plan;
        }
        List<Expression> expressions = new ArrayList<>();
        columns.forEach(column -> expressions.add(region.resolved(column.reference())));
        return new LogicalPlan.Project(plan, columns, expressions);
    }
}
