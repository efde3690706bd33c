package dev.weir.planner.physical;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.statistics.JoinEstimate;
import dev.weir.planner.optimize.statistics.PlanEstimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Picks build side, kind and keys of joins: equal keys make a hash join, everything else a nested loop.
///
/// In a null-aware join (IN, NOT IN) only the equalities written as such are keys, three-valued; all other terms are the
/// residual, of which a row of the right side takes part only when it is TRUE.
final class JoinPlanner {
    /// Bytes between domains for which the larger side of a join is built.
    private static final double FEWEST_BYTES_SPARED = 64 << 10;
    /// The share of rows with a partner from which on a filter is no loss.
    private static final double NARROWS_NOTHING = 0.9;

    private final PhysicalPlanner planner;

    JoinPlanner(PhysicalPlanner planner) {
        this.planner = planner;
    }

    private record Keys(List<Expression> left, List<Expression> right, List<Boolean> nullsEqual, List<Expression> residual) {}

    Built build(LogicalPlan.Join join, Set<Integer> required) {
        if (join.kind() == LogicalPlan.Join.Kind.SINGLE) {
            throw new QueryException(ErrorCode.INTERNAL, "A join with a scalar subquery was not made an ordinary one");
        }
        Set<Integer> needed = new LinkedHashSet<>(required);
        ColumnUses.collect(join.condition(), needed);
        Keys keys = keys(join);
        boolean swap = buildsLeft(join);
        LogicalPlan probeSide = swap ? join.right() : join.left();
        LogicalPlan buildSide = swap ? join.left() : join.right();
        Built probe = planner.build(probeSide, intersection(needed, probeSide));
        Built build = planner.build(buildSide, intersection(needed, buildSide));
        JoinKind kind = kind(join, swap);
        if (keys.left().isEmpty()) {
            return join.nullAware() && kind == JoinKind.MARK && join.condition() != null ? threeValued(join, probe, build, needed, required)
                    : nestedLoop(join, kind, probe, build, required);
        }
        List<Integer> probeKeys = new ArrayList<>();
        List<Integer> buildKeys = new ArrayList<>();
        probe = planner.extend(probe, swap ? keys.right() : keys.left(), probeKeys);
        build = planner.extend(build, swap ? keys.left() : keys.right(), buildKeys);
        List<Integer> output = new ArrayList<>();
        Map<Integer, Integer> positions = new HashMap<>();
        output(join, kind, probe, build, required, output, positions);
        Expression residual = both(probe, build).resolve(Conjuncts.and(keys.residual()));
        PlanEstimate estimate = planner.estimate(join);
        PhysicalPlan plan = new PhysicalPlan.HashJoin(kind, probe.plan(), build.plan(), probeKeys, buildKeys, keys.nullsEqual(), residual,
                join.nullAware(), output, List.of(), estimate.rows());
        double partnered = JoinEstimate.partnered(Conjuncts.of(join.condition()), planner.estimate(probeSide), ColumnUses.outputs(probeSide),
                planner.estimate(buildSide), ColumnUses.outputs(buildSide));
        planner.estimates().put(plan, new Estimates.Estimate(estimate.rows(), Estimates.rowBytes(plan.types()), partnered));
        return new Built(plan, positions);
    }

    private Built nestedLoop(LogicalPlan.Join join, JoinKind kind, Built probe, Built build, Set<Integer> required) {
        Expression condition = join.condition();
        if (condition != null && join.nullAware() && kind == JoinKind.PROBE_ANTI) {
            // NOT IN keeps a row only when every comparison is FALSE: an unknown one counts as a match
            condition = new Expression.Coalesce(List.of(condition, Expression.Literal.of(true)));
        }
        return nestedLoop(join, kind, probe, build, required, condition);
    }

    private Built nestedLoop(LogicalPlan.Join join, JoinKind kind, Built probe, Built build, Set<Integer> required, Expression condition) {
        List<Integer> output = new ArrayList<>();
        Map<Integer, Integer> positions = new HashMap<>();
        output(join, kind, probe, build, required, output, positions);
        Expression resolved = Conjuncts.isTrue(condition) ? null : both(probe, build).resolve(condition);
        PhysicalPlan plan = new PhysicalPlan.NestedLoopJoin(kind, probe.plan(), build.plan(), resolved, output);
        return new Built(note(plan, planner.estimate(join)), positions);
    }

    /// A mark of any three-valued condition, from two marks of two values: is it TRUE for some row, is it unknown for some.
    private Built threeValued(LogicalPlan.Join join, Built probe, Built build, Set<Integer> needed, Set<Integer> required) {
        Built whether = nestedLoop(join, JoinKind.MARK, probe, build, needed, join.condition());
        Built again = planner.build(join.right(), intersection(needed, join.right()));
        Map<Integer, Integer> before = new HashMap<>(whether.positions());
        int found = before.remove(join.mark().id());
        Built second = nestedLoop(join, JoinKind.MARK, new Built(whether.plan(), before), again, needed, new Expression.IsNull(join.condition()));
        // the first mark is no column of the join: it comes along behind the others
        PhysicalPlan.NestedLoopJoin unknown = (PhysicalPlan.NestedLoopJoin) second.plan();
        List<Integer> output = new ArrayList<>(unknown.output());
        output.add(found);
        PhysicalPlan both = note(new PhysicalPlan.NestedLoopJoin(JoinKind.MARK, unknown.probe(), unknown.build(), unknown.condition(), output),
                planner.estimate(join));
        List<Expression> expressions = new ArrayList<>();
        for (int i = 0; i < unknown.output().size(); i++) {
            expressions.add(new Expression.Column(i, both.types().get(i)));
        }
        Expression isTrue = new Expression.Column(unknown.output().size(), SqlType.BOOLEAN);
        Expression isUnknown = new Expression.Column(unknown.output().size() + 1, SqlType.BOOLEAN);
        expressions.add(new Expression.Case(List.of(new Expression.Case.Branch(isTrue, Expression.Literal.of(true)),
                new Expression.Case.Branch(isUnknown, Expression.Literal.ofNull(SqlType.BOOLEAN))), Expression.Literal.of(false)));
        return planner.trim(new Built(note(new PhysicalPlan.Project(both, expressions), planner.estimate(join)), second.positions()), required);
    }

    private PhysicalPlan note(PhysicalPlan plan, PlanEstimate estimate) {
        return planner.estimates().put(plan, estimate.rows());
    }

    private static Keys keys(LogicalPlan.Join join) {
        Keys keys = new Keys(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Set<Integer> left = ColumnUses.outputs(join.left());
        Set<Integer> right = ColumnUses.outputs(join.right());
        for (Expression term : Conjuncts.of(join.condition())) {
            boolean equal = term instanceof Expression.Comparison comparison && switch (comparison.operator()) {
                case EQUAL -> true;
                case NOT_DISTINCT -> !join.nullAware();
                case NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, DISTINCT -> false;
            };
            if (equal) {
                Expression.Comparison comparison = (Expression.Comparison) term;
                boolean straight = side(comparison.left(), left) && side(comparison.right(), right);
                boolean turned = side(comparison.right(), left) && side(comparison.left(), right);
                if (straight || turned) {
                    if (!comparison.left().type().equals(comparison.right().type())) {
                        throw new QueryException(ErrorCode.INTERNAL,
                                "Join keys have different types: " + comparison.left().type() + ", " + comparison.right().type());
                    }
                    keys.left().add(straight ? comparison.left() : comparison.right());
                    keys.right().add(straight ? comparison.right() : comparison.left());
                    keys.nullsEqual().add(comparison.operator() == Expression.Comparison.Operator.NOT_DISTINCT);
                    continue;
                }
            }
            keys.residual().add(term);
        }
        if (join.nullAware() && residualMayBeNull(keys)) {
            // a condition that is three-valued as a whole is for the nested loop
            return new Keys(List.of(), List.of(), List.of(), List.of(Conjuncts.and(Conjuncts.of(join.condition()))));
        }
        return keys;
    }

    private static boolean residualMayBeNull(Keys keys) {
        for (Expression term : keys.residual()) {
            boolean twoValued = switch (term) {
                case Expression.IsNull _ -> true;
                case Expression.Not(Expression.IsNull _) -> true;
                case Expression.Comparison comparison -> comparison.operator() == Expression.Comparison.Operator.NOT_DISTINCT
                        || comparison.operator() == Expression.Comparison.Operator.DISTINCT;
                case Expression.Coalesce coalesce -> coalesce.operands().getLast() instanceof Expression.Literal literal && !literal.isNull();
                default -> false;
            };
            if (!twoValued) {
                return true;
            }
        }
        return false;
    }

    private static boolean side(Expression expression, Set<Integer> columns) {
        Set<Integer> used = ColumnUses.of(expression);
        return !used.isEmpty() && columns.containsAll(used);
    }

    private boolean buildsLeft(LogicalPlan.Join join) {
        boolean leftIsSmaller = planner.estimate(join.left()).bytes(join.left().columns()) < planner.estimate(join.right()).bytes(join.right().columns());
        boolean keyed = !keys(join).left().isEmpty();
        return switch (join.kind()) {
            case INNER -> leftIsSmaller != (keyed && savesAtBorder(join, leftIsSmaller ? join.left() : join.right(), leftIsSmaller ? join.right() : join.left()));
            case FULL, LEFT, RIGHT -> leftIsSmaller;
            case SEMI -> keyed && leftIsSmaller;
            case ANTI -> keyed && leftIsSmaller && !join.nullAware();
            case MARK, SINGLE -> false;
        };
    }

    /// Whether the smaller side, which will travel to the other's domain, is better probed: the other side's filter then keeps
    /// rows at home. Only where that side is no more rows to build of, and would lose no filter of its own.
    private boolean savesAtBorder(LogicalPlan.Join join, LogicalPlan small, LogicalPlan large) {
        PlanEstimate few = planner.estimate(small);
        PlanEstimate many = planner.estimate(large);
        String home = planner.home(small);
        if (many.rows() > few.rows() || home == null || home.equals(planner.home(large))) {
            return false;
        }
        List<Expression> terms = Conjuncts.of(join.condition());
        Set<Integer> fewColumns = ColumnUses.outputs(small);
        Set<Integer> manyColumns = ColumnUses.outputs(large);
        double spared = few.bytes(small.columns()) * (1 - JoinEstimate.partnered(terms, few, fewColumns, many, manyColumns));
        return spared >= FEWEST_BYTES_SPARED && JoinEstimate.partnered(terms, many, manyColumns, few, fewColumns) >= NARROWS_NOTHING;
    }

    private static JoinKind kind(LogicalPlan.Join join, boolean swap) {
        return switch (join.kind()) {
            case INNER -> JoinKind.INNER;
            case LEFT -> swap ? JoinKind.BUILD_OUTER : JoinKind.PROBE_OUTER;
            case RIGHT -> swap ? JoinKind.PROBE_OUTER : JoinKind.BUILD_OUTER;
            case FULL -> JoinKind.FULL;
            case SEMI -> swap ? JoinKind.BUILD_SEMI : JoinKind.PROBE_SEMI;
            case ANTI -> swap ? JoinKind.BUILD_ANTI : JoinKind.PROBE_ANTI;
            case MARK -> JoinKind.MARK;
            case SINGLE -> throw new IllegalArgumentException("single");
        };
    }

    /// Positions of the probe's columns, then of the build's.
    private static Built both(Built probe, Built build) {
        Map<Integer, Integer> positions = new HashMap<>(probe.positions());
        int offset = probe.plan().types().size();
        build.positions().forEach((id, position) -> positions.put(id, offset + position));
        return new Built(null, positions);
    }

    private static void output(
            LogicalPlan.Join join, JoinKind kind, Built probe, Built build, Set<Integer> required, List<Integer> output, Map<Integer, Integer> positions) {
        Built both = both(probe, build);
        for (LogicalColumn column : join.columns()) {
            if (required.contains(column.id()) && column != join.mark()) {
                int position = both.position(column.id());
                int at = output.indexOf(position);
                if (at < 0) {
                    at = output.size();
                    output.add(position);
                }
                positions.put(column.id(), at);
            }
        }
        if (kind == JoinKind.MARK) {
            positions.put(join.mark().id(), output.size());
        }
    }

    private static Set<Integer> intersection(Set<Integer> needed, LogicalPlan side) {
        Set<Integer> both = new LinkedHashSet<>();
        for (LogicalColumn column : side.columns()) {
            if (needed.contains(column.id())) {
                both.add(column.id());
            }
        }
        return both;
    }
}
