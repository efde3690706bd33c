package dev.weir.planner.optimize.share;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.cost.PlanCost;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.joinorder.JoinRegion;
import dev.weir.planner.optimize.joinorder.OrderJoins;
import dev.weir.planner.optimize.property.Uniqueness;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Computes an aggregate that is joined with the rows it groups as a window over the join: its tables need not be read
/// again. What unnesting makes of `x = (select min(x) ... where key = outer.key)` has this form.
///
/// Fires on a join whose other relations hold those that the aggregate reads, under the same conditions, where the keys of
/// the groups meet the same columns there. Every other condition on these relations may speak of the keys alone: then the
/// rows of the join with one key are all rows of its group, each as often as the other relations say. Functions that care
/// how often a row is there are replaced only when there are no other relations.
///
/// Keys that are real or double are left alone: equal ones, 0.0 and -0.0, can be told apart by a condition.
///
/// The technique is that of Zuzarte et al., WinMagic (SIGMOD 2003).
public final class ReplaceAggregatesByWindows {
    /// Sums of fewer digits hold however often a row is counted.
    private static final int MOST_DIGITS = 18;
    /// Tables that are joined with themselves many times have too many pairings to try them all.
    private static final int MOST_PAIRINGS = 200;
    /// Runtime filters make the aggregate cheaper than its estimate.
    private static final double GAIN = 4;

    private final PassContext context;
    private final PlanEstimator estimator;
    private final LogicalPlan plan;
    private final JoinRegion region;
    private final int grouped;
    private final GroupedLeaf leaf;
    private final JoinedRelations inner;
    /// By leaf of the region: the relation without filters, which may have grown columns.
    private final List<LogicalPlan> relations = new ArrayList<>();
    private final Set<Integer> matched = new HashSet<>();
    /// By id of the aggregate's input, the column of the region that stands for it.
    private final Map<Integer, Expression> columns = new HashMap<>();

    private int pairings;

    private ReplaceAggregatesByWindows(
            LogicalPlan plan, JoinRegion region, int grouped, GroupedLeaf leaf, JoinedRelations inner, PassContext context, PlanEstimator estimator) {
        this.context = context;
        this.estimator = estimator;
        this.plan = plan;
        this.region = region;
        this.grouped = grouped;
        this.leaf = leaf;
        this.inner = inner;
        region.leaves().forEach(relation -> relations.add(JoinedRelations.unfiltered(relation)));
    }

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return apply(plan, context, context.estimator(plan));
    }

    private static LogicalPlan apply(LogicalPlan plan, PassContext context, PlanEstimator estimator) {
        LogicalPlan current = JoinRegion.starts(plan) ? replacedIn(plan, context, estimator) : plan;
        List<LogicalPlan> children = new ArrayList<>();
        current.children().forEach(child -> children.add(apply(child, context, estimator)));
        return children.isEmpty() ? current : current.withChildren(children);
    }

    private static LogicalPlan replacedIn(LogicalPlan plan, PassContext context, PlanEstimator estimator) {
        JoinRegion region = JoinRegion.of(plan);
        for (int i = 0; i < region.leaves().size(); i++) {
            GroupedLeaf leaf = GroupedLeaf.of(region.leaves().get(i));
            JoinedRelations inner = leaf == null ? null : JoinedRelations.of(leaf.aggregate().input());
            if (inner != null && inner.relations().size() < region.leaves().size()) {
                LogicalPlan replaced = new ReplaceAggregatesByWindows(plan, region, i, leaf, inner, context, estimator).match(0);
                if (replaced != null) {
                    return replaced;
                }
            }
        }
        return plan;
    }

    /// Finds a relation of the region for each that the aggregate reads, from the given one on.
    private LogicalPlan match(int next) {
        if (next == inner.relations().size()) {
            return replaced();
        }
        for (int i = 0; i < relations.size(); i++) {
            LogicalPlan before = relations.get(i);
            MergePlans.Merged merged = i == grouped || matched.contains(i) ? null : MergePlans.merge(before, inner.relations().get(next));
            if (merged != null && pairings++ < MOST_PAIRINGS) {
                relations.set(i, merged.plan());
                matched.add(i);
                columns.putAll(merged.columns());
                LogicalPlan found = match(next + 1);
                if (found != null) {
                    return found;
                }
                relations.set(i, before);
                matched.remove(i);
                columns.keySet().removeAll(merged.columns().keySet());
            }
        }
        return null;
    }

    private LogicalPlan replaced() {
        List<LogicalColumn> keys = new ArrayList<>();
        List<Integer> groupKeys = new ArrayList<>();
        for (LogicalColumn key : leaf.aggregate().keys()) {
            if (!(inner.resolved(key.reference()) instanceof Expression.Column source) || isFloat(key.type())) {
                return null;
            }
            groupKeys.add(key.id());
            keys.add(new LogicalColumn(((Expression.Column) columns.get(source.index())).index(), key.name(), key.type()));
        }
        List<LogicalPlan.Window.Call> calls = calls();
        if (calls == null) {
            return null;
        }
        // over columns of the aggregate first, to see that its keys meet what they are grouped by
        List<Expression> outer = new ArrayList<>(region.conditions());
        outer.replaceAll(term -> ColumnReplacement.replace(term, leaf.outputs()));
        outer.addAll(leaf.conditions());
        EqualColumns met = EqualColumns.of(outer);
        Map<Integer, Expression> stand = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            // a column that the region did not read until now meets nothing
            if (keys.get(i).id() == groupKeys.get(i) || !met.same(groupKeys.get(i), keys.get(i).id())) {
                return null;
            }
            stand.put(groupKeys.get(i), keys.get(i).reference());
        }
        Set<Integer> computed = ColumnUses.ids(calls.stream().map(LogicalPlan.Window.Call::output).toList());
        List<Expression> joining = new ArrayList<>();
        List<Expression> above = new ArrayList<>();
        for (Expression term : outer) {
            Expression moved = ColumnReplacement.replace(term, stand);
            if (ColumnUses.touches(moved, computed)) {
                above.add(moved);
            } else {
                joining.add(MergePlans.normal(isTrivial(moved) ? isNotNull(((Expression.Comparison) moved).left()) : moved));
            }
        }
        if (!sameRows(joining, keys)) {
            return null;
        }
        // ordered, because what is thought of it depends on the order
        LogicalPlan joined = OrderJoins.ordered(joined(joining), context, estimator);
        double rows = estimator.estimate(joined).rows();
        double aggregate = PlanCost.of(leaf.aggregate(), estimator);
        if (aggregate < GAIN * PlanCost.window(rows, joined.columns().size())) {
            return null;
        }
        LogicalPlan window = calls.isEmpty() ? joined : new LogicalPlan.Window(joined, keys, List.of(), calls, null);
        List<Expression> outputs = new ArrayList<>();
        for (LogicalColumn column : plan.columns()) {
            Expression source = ColumnReplacement.replace(region.resolved(column.reference()), leaf.outputs());
            outputs.add(ColumnReplacement.replace(source, stand));
        }
        return new LogicalPlan.Project(filtered(window, above), plan.columns(), outputs);
    }

    /// The calls over the region's columns; null when one cannot be computed there.
    private List<LogicalPlan.Window.Call> calls() {
        boolean repeated = false;
        for (int i = 0; i < relations.size(); i++) {
            repeated |= i != grouped && !matched.contains(i) && !Uniqueness.atMostOneRow(region.leaves().get(i));
        }
        List<LogicalPlan.Window.Call> calls = new ArrayList<>();
        for (LogicalPlan.Aggregate.Call call : leaf.aggregate().calls()) {
            if (call.distinct() || call.filter() != null || repeated && !ignoresRepetition(call)) {
                return null;
            }
            List<Expression> arguments = new ArrayList<>();
            for (Expression argument : call.arguments()) {
                if (!ExpressionFacts.deterministic(argument)) {
                    return null;
                }
                arguments.add(ColumnReplacement.replace(inner.resolved(argument), columns));
            }
            WindowFunction function = WindowFunction.of(call.function());
            WindowFunction.Signature signature = new WindowFunction.Signature(call.signature().arguments(), call.signature().result());
            calls.add(new LogicalPlan.Window.Call(
                    call.output(), function, arguments, signature, false, LogicalPlan.Window.Frame.PARTITION, call.origin()));
        }
        return calls;
    }

    /// Whether the result is the same when every row is there equally often.
    private static boolean ignoresRepetition(LogicalPlan.Aggregate.Call call) {
        return switch (call.function().accumulator()) {
            case MIN, MAX, ANY_VALUE, BOOL_AND, BOOL_OR -> true;
            case AVG -> call.arguments().getFirst().type() instanceof SqlType.Decimal decimal && decimal.precision() <= MOST_DIGITS;
            case COUNT, COUNT_IF, SUM, VARIANCE_SAMPLE, VARIANCE_POPULATION, STDDEV_SAMPLE, STDDEV_POPULATION -> false;
        };
    }

    /// Whether the join holds, for each key, all rows of its group and no other combinations of them.
    private boolean sameRows(List<Expression> joining, List<LogicalColumn> keys) {
        Set<Integer> own = new HashSet<>();
        List<Expression> outer = new ArrayList<>(joining);
        for (int i = 0; i < relations.size(); i++) {
            if (i != grouped) {
                outer.addAll(JoinedRelations.terms(region.leaves().get(i)));
            }
            if (matched.contains(i)) {
                own.addAll(ColumnUses.outputs(relations.get(i)));
            }
        }
        List<Expression> needed = ColumnReplacement.replace(inner.terms(), columns);
        EqualColumns equalInside = EqualColumns.of(needed);
        EqualColumns equalOutside = EqualColumns.of(outer);
        Set<Expression> inside = equalInside.canonical(needed);
        Set<Expression> outside = equalOutside.canonical(outer);
        for (Expression term : needed) {
            if (!ExpressionFacts.deterministic(term) || !equalOutside.implies(outside, term)) {
                return false;
            }
        }
        for (JoinRegion.Reduction reduction : region.reductions()) {
            for (Expression term : reduction.terms()) {
                if (ColumnUses.touches(term, ColumnUses.outputs(region.leaves().get(grouped))) || !speaksOfKeys(term, own, keys, equalInside)) {
                    return false;
                }
            }
        }
        for (Expression term : outer) {
            if (!ExpressionFacts.deterministic(term)
                    || !speaksOfKeys(term, own, keys, equalInside) && !equalInside.implies(inside, term)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the term is the same for all rows of a group, as far as their relations go.
    private static boolean speaksOfKeys(Expression term, Set<Integer> own, List<LogicalColumn> keys, EqualColumns equal) {
        for (int id : ColumnUses.of(term)) {
            if (own.contains(id) && keys.stream().noneMatch(key -> equal.same(key.id(), id))) {
                return false;
            }
        }
        return true;
    }

    /// The region without the grouped relation.
    private LogicalPlan joined(List<Expression> joining) {
        List<Expression> open = new ArrayList<>(Conjuncts.of(Conjuncts.and(joining)));
        LogicalPlan joined = null;
        for (int i = 0; i < relations.size(); i++) {
            if (i == grouped) {
                continue;
            }
            List<Expression> terms = JoinedRelations.terms(region.leaves().get(i));
            LogicalPlan relation = filtered(relations.get(i), terms);
            List<Expression> alone = covered(open, ColumnUses.outputs(relation));
            relation = filtered(relation, alone);
            if (joined == null) {
                joined = relation;
            } else {
                Set<Integer> both = new HashSet<>(ColumnUses.outputs(joined));
                both.addAll(ColumnUses.outputs(relation));
                joined = new Join(Join.Kind.INNER, joined, relation, Conjuncts.and(covered(open, both)), null, false, false);
            }
        }
        for (JoinRegion.Reduction reduction : region.reductions().reversed()) {
            Join join = reduction.join();
            joined = new Join(join.kind(), joined, join.right(), Conjuncts.and(reduction.terms()), null, join.nullAware(), false, join.origin());
        }
        return joined;
    }

    /// Takes away the terms that use these columns alone.
    private static List<Expression> covered(List<Expression> open, Set<Integer> available) {
        List<Expression> covered = new ArrayList<>();
        for (Expression term : open) {
            if (ColumnUses.covered(term, available)) {
                covered.add(term);
            }
        }
        open.removeAll(covered);
        return covered;
    }

    private static LogicalPlan filtered(LogicalPlan plan, List<Expression> terms) {
        Expression predicate = Conjuncts.and(terms);
        return predicate == null ? plan : new LogicalPlan.Filter(plan, predicate);
    }

    private static boolean isTrivial(Expression term) {
        return EqualColumns.comparesColumns(term) && ((Expression.Comparison) term).left().equals(((Expression.Comparison) term).right());
    }

    private static Expression isNotNull(Expression value) {
        return new Expression.Not(new Expression.IsNull(value));
    }

    private static boolean isFloat(SqlType type) {
        return type instanceof SqlType.Real || type instanceof SqlType.Double;
    }
}
