package dev.weir.exec.operator.scan;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a scan computes from what, and in which order: the reference monitor of a governed table is in the order of
/// {@link #groups}.
///
/// A *value* is a column of the file as it is ({@link Raw}) or replaced by the policy ({@link Masked}). The user's
/// predicates and the output name values; a masked column's raw value is named by the policy's own expressions alone.
///
/// Steps of one group may run in any order, because none of them can fail; groups run one after the other:
/// 1. the row filter's conjuncts that cannot fail (with the user's that are allowed below the barrier, if the whole row
///    filter cannot fail), 2. the row filter's others, each by itself, 3. the user's allowed ones if not in 1,
/// 4. everything else of the user on masked values, what cannot fail first. An open table has group 4 only.
final class ScanPlan {
    /// A value of the table; its index in {@link #values} is its id.
    sealed interface Value {
        SqlType type();
    }

    record Raw(String name, SqlType type) implements Value {}

    /// @param expression over `inputs` by position
    /// @param inputs     ids of raw values
    record Masked(Expression expression, int[] inputs, SqlType type) implements Value {}

    /// Something that narrows the rows.
    sealed interface Step {
        int[] inputs();
    }

    /// @param predicate over `inputs` by position
    /// @param policy    whether it is the domain's: its errors say nothing about values
    record PredicateStep(Expression predicate, int[] inputs, boolean policy) implements Step {}

    record RuntimeFilterStep(int filter, int[] inputs) implements Step {}

    /// @param column id of a raw value that a runtime filter's range may prune by
    record PruningFilter(int filter, int column) {}

    final List<Value> values;
    final int[] outputs;
    final List<List<Step>> groups;
    /// Over value ids, raw ones only: what may rule out row groups and pages.
    final List<Expression> pruning;
    final List<PruningFilter> pruningFilters;
    final boolean governed;

    private ScanPlan(Builder builder) {
        values = List.copyOf(builder.values);
        outputs = builder.outputs;
        groups = List.copyOf(builder.groups);
        pruning = List.copyOf(builder.pruning);
        pruningFilters = List.copyOf(builder.pruningFilters);
        governed = builder.scan.access() instanceof ScanAccess.Governed;
    }

    static ScanPlan of(PhysicalPlan.Scan scan) {
        Builder builder = new Builder(scan);
        switch (scan.access()) {
            case ScanAccess.Unresolved _ ->
                    throw new QueryException(ErrorCode.INTERNAL, "A scan without a resolved access cannot run: " + scan.table());
            case ScanAccess.Open _ -> builder.open();
            case ScanAccess.Governed governed -> builder.governed(governed);
        }
        return new ScanPlan(builder);
    }

    private static final class Builder {
        private final PhysicalPlan.Scan scan;
        private final List<Value> values = new ArrayList<>();
        private final Map<ScanColumn, Integer> raw = new HashMap<>();
        private final int[] outputs;
        private final List<List<Step>> groups = new ArrayList<>();
        private final List<Expression> pruning = new ArrayList<>();
        private final List<PruningFilter> pruningFilters = new ArrayList<>();

        Builder(PhysicalPlan.Scan scan) {
            this.scan = scan;
            this.outputs = new int[scan.columns().size()];
        }

        /// The policy may read a column in this worker's type and the user in the wider one that another worker's files have.
        private int raw(ScanColumn column) {
            return raw.computeIfAbsent(column, _ -> {
                values.add(new Raw(column.name(), column.type()));
                return values.size() - 1;
            });
        }

        private boolean masked(int value) {
            return values.get(value) instanceof Masked;
        }

        void open() {
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = raw(scan.columns().get(i));
            }
            user(Conjuncts.of(scan.filter()), new ArrayList<>(scan.runtimeFilters()));
            for (Expression term : Conjuncts.of(scan.filter())) {
                pruning.add(Conjuncts.renumber(term, outputs));
            }
            for (RuntimeFilter filter : scan.runtimeFilters()) {
                pruningFilters.add(new PruningFilter(filter.id(), outputs[filter.column()]));
            }
        }

        void governed(ScanAccess.Governed access) {
            int[] policy = new int[access.columns().size()];
            for (int i = 0; i < policy.length; i++) {
                policy[i] = raw(access.columns().get(i));
            }
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = visible(scan.columns().get(i), access, policy);
            }
            List<Expression> below = new ArrayList<>();
            List<Expression> above = new ArrayList<>();
            for (Expression term : Conjuncts.of(scan.filter())) {
                (Conjuncts.allowedBelowBarrier(term) && !touchesMask(term) ? below : above).add(term);
            }
            List<Expression> safe = new ArrayList<>();
            List<Expression> failing = new ArrayList<>();
            for (Expression term : Conjuncts.of(access.rowFilter())) {
                Expression renumbered = Conjuncts.renumber(term, policy);
                pruning.add(renumbered);
                (ExpressionFacts.neverFails(term) ? safe : failing).add(renumbered);
            }
            List<Step> first = steps(safe, true);
            List<Step> allowed = steps(renumbered(below), false);
            if (failing.isEmpty()) {
                first.addAll(allowed);
                allowed = List.of();
            }
            group(first);
            for (Expression term : failing) {
                group(steps(List.of(term), true));
            }
            group(allowed);
            user(above, new ArrayList<>(scan.runtimeFilters()));
        }

        /// What the user sees of a column. Names are compared without case here, since that can only mask more.
        private int visible(ScanColumn column, ScanAccess.Governed access, int[] policy) {
            for (ScanAccess.ColumnMask mask : access.masks()) {
                if (mask.name().equalsIgnoreCase(column.name())) {
                    Expression value = Conjuncts.renumber(mask.value(), policy);
                    if (!value.type().equals(column.type())) {
                        value = new Expression.Cast(value, column.type());
                    }
                    int[] inputs = inputs(value);
                    values.add(new Masked(dense(value, inputs), inputs, column.type()));
                    return values.size() - 1;
                }
            }
            return raw(column);
        }

        private boolean touchesMask(Expression term) {
            BitSet columns = Conjuncts.columns(term);
            for (int i = columns.nextSetBit(0); i >= 0; i = columns.nextSetBit(i + 1)) {
                if (masked(outputs[i])) {
                    return true;
                }
            }
            return false;
        }

        /// The user's predicates: first all that cannot fail and the runtime filters, then the others in their order.
        private void user(List<Expression> terms, List<RuntimeFilter> filters) {
            List<Expression> safe = new ArrayList<>();
            List<Expression> failing = new ArrayList<>();
            for (Expression term : terms) {
                (ExpressionFacts.neverFails(term) ? safe : failing).add(term);
            }
            List<Step> first = steps(renumbered(safe), false);
            for (RuntimeFilter filter : filters) {
                first.add(new RuntimeFilterStep(filter.id(), new int[] {outputs[filter.column()]}));
            }
            group(first);
            for (Expression term : renumbered(failing)) {
                group(steps(List.of(term), false));
            }
        }

        private List<Expression> renumbered(List<Expression> terms) {
            List<Expression> changed = new ArrayList<>(terms.size());
            for (Expression term : terms) {
                changed.add(Conjuncts.renumber(term, outputs));
            }
            return changed;
        }

        private void group(List<Step> steps) {
            if (!steps.isEmpty()) {
                groups.add(List.copyOf(steps));
            }
        }

        /// One step for all terms over the same values, so that a column is decoded once and BETWEEN is one predicate.
        private static List<Step> steps(List<Expression> terms, boolean policy) {
            Map<BitSet, List<Expression>> byColumns = new LinkedHashMap<>();
            for (Expression term : terms) {
                byColumns.computeIfAbsent(Conjuncts.columns(term), _ -> new ArrayList<>()).add(term);
            }
            List<Step> steps = new ArrayList<>(byColumns.size());
            for (List<Expression> same : byColumns.values()) {
                Expression predicate = Conjuncts.all(same);
                int[] inputs = inputs(predicate);
                steps.add(new PredicateStep(dense(predicate, inputs), inputs, policy));
            }
            return steps;
        }

        private static int[] inputs(Expression expression) {
            return Conjuncts.columns(expression).stream().toArray();
        }

        private static Expression dense(Expression expression, int[] inputs) {
            int[] positions = new int[inputs.length == 0 ? 0 : inputs[inputs.length - 1] + 1];
            for (int i = 0; i < inputs.length; i++) {
                positions[inputs[i]] = i;
            }
            return Conjuncts.renumber(expression, positions);
        }
    }
}
