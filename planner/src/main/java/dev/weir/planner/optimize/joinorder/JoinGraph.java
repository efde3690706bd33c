package dev.weir.planner.optimize.joinorder;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.statistics.ColumnEstimate;
import dev.weir.planner.optimize.statistics.JoinEstimate;
import dev.weir.planner.optimize.statistics.PlanEstimate;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import dev.weir.planner.optimize.statistics.Selectivity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Relations and what connects them. A set of relations is a bit mask: leaves first, then reductions (semi and anti
/// joins). The rows of a set do not depend on the order in which it was joined.
final class JoinGraph {
    final List<Relation> relations = new ArrayList<>();
    final List<EqualityClass> classes = new ArrayList<>();
    final List<Condition> conditions = new ArrayList<>();
    final List<Expression> constant = new ArrayList<>();
    final List<String> domains = new ArrayList<>();
    int leaves;
    private final Map<Integer, Integer> owner = new HashMap<>();
    private final List<PairCorrection> corrections = new ArrayList<>();

    /// @param plan      of a leaf with its own filters; of a reduction the right side
    /// @param rows      of a leaf
    /// @param share     of rows that a reduction keeps
    /// @param rowBytes  of a leaf's row
    /// @param required  leaves that a reduction's condition uses
    /// @param site      index into the domains, or -1
    /// @param reduction null for a leaf
    record Relation(LogicalPlan plan, PlanEstimate estimate, double rows, double share, double rowBytes, long required, int site,
                    JoinRegion.Reduction reduction) {}

    /// Columns that are all equal.
    record EqualityClass(List<Member> members) {
        record Member(int relation, Expression.Column column, double distinct, double tableRows) {}
    }

    /// Any other condition over several leaves.
    record Condition(Expression term, long leaves, double share) {}

    /// Two leaves that share several keys: together these have fewer values than each for itself.
    private record PairCorrection(long pair, double factor) {}

    JoinGraph(JoinRegion region, List<LogicalPlan> leafPlans, List<LogicalPlan> reductionPlans, PlanEstimator estimator) {
        leaves = leafPlans.size();
        for (int i = 0; i < leaves; i++) {
            for (int id : ColumnUses.outputs(leafPlans.get(i))) {
                owner.put(id, i);
            }
        }
        Map<Integer, Integer> parents = new LinkedHashMap<>();
        Map<Integer, Expression.Column> columns = new HashMap<>();
        List<List<Expression>> own = new ArrayList<>();
        leafPlans.forEach(_ -> own.add(new ArrayList<>()));
        List<Expression> wide = new ArrayList<>();
        for (Expression condition : region.conditions()) {
            long mask = mask(ColumnUses.of(condition));
            if (mask == 0) {
                constant.add(condition);
            } else if (Long.bitCount(mask) == 1) {
                own.get(Long.numberOfTrailingZeros(mask)).add(condition);
            } else if (condition instanceof Expression.Comparison(Expression.Comparison.Operator operator, Expression.Column a, Expression.Column b)
                    && operator == Expression.Comparison.Operator.EQUAL) {
                columns.put(a.index(), a);
                columns.put(b.index(), b);
                parents.putIfAbsent(a.index(), a.index());
                parents.putIfAbsent(b.index(), b.index());
                parents.put(root(parents, a.index()), root(parents, b.index()));
            } else {
                wide.add(condition);
            }
        }
        Map<Integer, List<Expression.Column>> groups = new LinkedHashMap<>();
        for (int id : parents.keySet()) {
            groups.computeIfAbsent(root(parents, id), _ -> new ArrayList<>()).add(columns.get(id));
        }
        // columns of one leaf that are equal through others are compared in the leaf
        for (List<Expression.Column> group : groups.values()) {
            Map<Integer, Expression.Column> first = new HashMap<>();
            for (Expression.Column column : group) {
                Expression.Column other = first.putIfAbsent(owner.get(column.index()), column);
                if (other != null) {
                    own.get(owner.get(column.index())).add(new Expression.Comparison(Expression.Comparison.Operator.EQUAL, other, column));
                }
            }
        }
        for (int i = 0; i < leaves; i++) {
            Expression filter = Conjuncts.and(own.get(i));
            LogicalPlan plan = filter == null ? leafPlans.get(i) : new LogicalPlan.Filter(leafPlans.get(i), filter);
            PlanEstimate estimate = estimator.estimate(plan);
            relations.add(new Relation(plan, estimate, Math.max(1e-3, estimate.rows()), 1, estimate.rowBytes(plan.columns()), 1L << i, site(plan, estimator), null));
        }
        for (List<Expression.Column> group : groups.values()) {
            List<EqualityClass.Member> members = new ArrayList<>();
            Map<Integer, Boolean> seen = new HashMap<>();
            for (Expression.Column column : group) {
                int relation = owner.get(column.index());
                if (seen.put(relation, true) == null) {
                    ColumnEstimate estimate = relations.get(relation).estimate().column(column.index());
                    members.add(new EqualityClass.Member(relation, column, estimate.distinct(), estimate.tableRows()));
                }
            }
            classes.add(new EqualityClass(members));
        }
        for (Expression condition : wide) {
            long mask = mask(ColumnUses.of(condition));
            conditions.add(new Condition(condition, mask, Selectivity.of(condition, merged(mask))));
        }
        for (int i = 0; i < reductionPlans.size(); i++) {
            reduction(region.reductions().get(i), reductionPlans.get(i), estimator);
        }
        correctPairs();
    }

    private void reduction(JoinRegion.Reduction reduction, LogicalPlan right, PlanEstimator estimator) {
        Set<Integer> used = ColumnUses.of(reduction.terms());
        used.removeAll(ColumnUses.outputs(right));
        long required = mask(used);
        if (required == 0) {
            required = (1L << leaves) - 1;
        }
        PlanEstimate estimate = estimator.estimate(right);
        PlanEstimate left = merged(required);
        double share = JoinEstimate.matching(reduction.terms(), left, left.columns().keySet(), estimate, ColumnUses.outputs(right));
        if (reduction.join().kind() == LogicalPlan.Join.Kind.ANTI) {
            share = Math.max(0.05, 1 - share);
        }
        relations.add(new Relation(right, estimate, Math.max(1e-3, estimate.rows()), Math.max(1e-6, share), estimate.rowBytes(right.columns()), required,
                site(right, estimator), reduction));
    }

    private void correctPairs() {
        for (int i = 0; i < leaves; i++) {
            for (int j = i + 1; j < leaves; j++) {
                double values = 1;
                double largest = 1;
                double tableI = 1;
                double tableJ = 1;
                int shared = 0;
                for (EqualityClass equality : classes) {
                    EqualityClass.Member a = member(equality, i);
                    EqualityClass.Member b = member(equality, j);
                    if (a != null && b != null) {
                        shared++;
                        double distinct = Math.max(a.distinct(), b.distinct());
                        values *= distinct;
                        largest = Math.max(largest, distinct);
                        tableI = Math.max(tableI, a.tableRows());
                        tableJ = Math.max(tableJ, b.tableRows());
                    }
                }
                double possible = Math.max(largest, Math.min(values, Math.min(tableI, tableJ)));
                if (shared > 1 && values > possible) {
                    corrections.add(new PairCorrection(1L << i | 1L << j, values / possible));
                }
            }
        }
    }

    private static EqualityClass.Member member(EqualityClass equality, int relation) {
        for (EqualityClass.Member member : equality.members()) {
            if (member.relation() == relation) {
                return member;
            }
        }
        return null;
    }

    int size() {
        return relations.size();
    }

    long all() {
        return (1L << size()) - 1;
    }

    long leafMask() {
        return (1L << leaves) - 1;
    }

    /// Whether the set can be a plan: some leaf, and all that its reductions need.
    boolean valid(long set) {
        if ((set & leafMask()) == 0) {
            return false;
        }
        for (int i = leaves; i < size(); i++) {
            if ((set >> i & 1) == 1 && (relations.get(i).required() & ~set) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether a condition connects the two sets of leaves.
    boolean connected(long a, long b) {
        for (EqualityClass equality : classes) {
            boolean inA = false;
            boolean inB = false;
            for (EqualityClass.Member member : equality.members()) {
                inA |= (a >> member.relation() & 1) == 1;
                inB |= (b >> member.relation() & 1) == 1;
            }
            if (inA && inB) {
                return true;
            }
        }
        for (Condition condition : conditions) {
            if ((condition.leaves() & ~(a | b)) == 0 && (condition.leaves() & a) != 0 && (condition.leaves() & b) != 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether equal keys connect them, so that a hash join is possible.
    boolean keyed(long a, long b) {
        for (EqualityClass equality : classes) {
            boolean inA = false;
            boolean inB = false;
            for (EqualityClass.Member member : equality.members()) {
                inA |= (a >> member.relation() & 1) == 1;
                inB |= (b >> member.relation() & 1) == 1;
            }
            if (inA && inB) {
                return true;
            }
        }
        for (Condition condition : conditions) {
            if ((condition.leaves() & ~(a | b)) == 0 && condition.term() instanceof Expression.Comparison comparison
                    && comparison.operator() == Expression.Comparison.Operator.EQUAL) {
                long l = mask(ColumnUses.of(comparison.left()));
                long r = mask(ColumnUses.of(comparison.right()));
                if ((l & ~a) == 0 && (r & ~b) == 0 || (l & ~b) == 0 && (r & ~a) == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    double rows(long set) {
        double rows = 1;
        for (int i = 0; i < size(); i++) {
            if ((set >> i & 1) == 1) {
                rows *= i < leaves ? relations.get(i).rows() : relations.get(i).share();
            }
        }
        for (EqualityClass equality : classes) {
            int present = 0;
            double least = Double.MAX_VALUE;
            double product = 1;
            for (EqualityClass.Member member : equality.members()) {
                if ((set >> member.relation() & 1) == 1) {
                    present++;
                    product *= member.distinct();
                    least = Math.min(least, member.distinct());
                }
            }
            if (present > 1) {
                rows /= product / least;
            }
        }
        for (Condition condition : conditions) {
            if ((condition.leaves() & ~set) == 0) {
                rows *= condition.share();
            }
        }
        for (PairCorrection correction : corrections) {
            if ((correction.pair() & ~set) == 0) {
                rows *= correction.factor();
            }
        }
        return Math.max(rows, 1e-3);
    }

    double rowBytes(long set) {
        double bytes = 0;
        for (int i = 0; i < leaves; i++) {
            if ((set >> i & 1) == 1) {
                bytes += relations.get(i).rowBytes();
            }
        }
        return bytes;
    }

    long mask(Set<Integer> columns) {
        long mask = 0;
        for (int id : columns) {
            Integer relation = owner.get(id);
            if (relation != null) {
                mask |= 1L << relation;
            }
        }
        return mask;
    }

    private PlanEstimate merged(long set) {
        Map<Integer, ColumnEstimate> columns = new HashMap<>();
        double rows = 1;
        for (int i = 0; i < leaves; i++) {
            if ((set >> i & 1) == 1) {
                columns.putAll(relations.get(i).estimate().columns());
                rows = Math.max(rows, relations.get(i).rows());
            }
        }
        return new PlanEstimate(rows, columns);
    }

    private static int root(Map<Integer, Integer> parents, int id) {
        int at = id;
        while (parents.get(at) != at) {
            at = parents.get(at);
        }
        return at;
    }

    /// The number of the plan's domain; -1 when it has none.
    private int site(LogicalPlan plan, PlanEstimator estimator) {
        String home = estimator.home(plan);
        if (home == null) {
            return -1;
        }
        if (!domains.contains(home)) {
            domains.add(home);
        }
        return domains.indexOf(home);
    }
}
