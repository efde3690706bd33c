package dev.weir.exec.plan.wire;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks that a plan that arrived holds together: positions in range, types as the operators take them.
final class PlanCheck {
    private PlanCheck() {}

    /// Checks one node; its inputs are checked already, its expressions were when they were decoded.
    static void checkNode(PhysicalPlan plan) {
        switch (plan) {
            case PhysicalPlan.Scan scan -> scan(scan);
            case PhysicalPlan.Values values -> {
                for (List<Expression.Literal> row : values.rows()) {
                    for (int i = 0; i < row.size(); i++) {
                        ExpressionCheck.same(values.types().get(i), row.get(i).type(), "VALUES of another type");
                    }
                }
            }
            case PhysicalPlan.ExchangeSource source -> keys(source.merge(), source.types());
            case PhysicalPlan.Filter filter -> ExpressionCheck.condition(filter.predicate());
            case PhysicalPlan.Project _ -> { }
            case PhysicalPlan.Aggregate aggregate -> aggregate(aggregate);
            case PhysicalPlan.HashJoin join -> hashJoin(join);
            case PhysicalPlan.NestedLoopJoin join -> {
                Refusal.unless(join.kind() != JoinKind.BUILD_SEMI && join.kind() != JoinKind.BUILD_ANTI, "nested loop of this kind");
                if (join.condition() != null) {
                    ExpressionCheck.condition(join.condition());
                }
                joinOutput(join.kind(), join.probe(), join.build(), join.output());
            }
            case PhysicalPlan.Sort sort -> keys(sort.keys(), sort.input().types());
            case PhysicalPlan.TopN top -> {
                keys(top.keys(), top.input().types());
                counts(top.count(), top.offset());
            }
            case PhysicalPlan.Window window -> {
                keys(window.keys(), window.input().types());
                WindowCheck.check(window);
            }
            case PhysicalPlan.Limit limit -> counts(limit.count(), limit.offset());
            case PhysicalPlan.Union union -> {
                for (PhysicalPlan input : union.inputs()) {
                    sameTypes(union.types(), input.types(), "UNION of unlike types");
                }
            }
            case PhysicalPlan.AssertSingleRow _ -> { }
            case PhysicalPlan.Repeat repeat -> {
                List<SqlType> types = repeat.input().types();
                Refusal.unless(types.get(Refusal.position(repeat.count(), types.size(), "count column")).equals(SqlType.BIGINT), "count that is no bigint");
            }
            case PhysicalPlan.With _ -> { }
            case PhysicalPlan.SharedRef _ -> { }
            case PhysicalPlan.ExchangeSink sink -> {
                if (sink.partitioning() instanceof Partitioning.Hash hash) {
                    positions(hash.columns(), sink.types().size(), "partitioning column");
                }
            }
            case PhysicalPlan.ClientOutput output -> Refusal.unless(output.names().size() == output.types().size(), "output with unequal names and columns");
        }
    }

    /// Checks what a node cannot know alone: outputs only at the top, scan ids unique, shared results defined before they
    /// are read, runtime filters of the type of the columns that they narrow.
    static void checkTree(PhysicalPlan root) {
        Set<Integer> scans = new HashSet<>();
        Map<Integer, List<SqlType>> shared = new HashMap<>();
        tree(root, scans, shared);
        runtimeFilters(root, new HashMap<>());
    }

    /// A filter of strings over a column of numbers would follow the numbers as addresses.
    private static void runtimeFilters(PhysicalPlan plan, Map<Integer, SqlType> known) {
        List<RuntimeFilter> filters = switch (plan) {
            case PhysicalPlan.Scan scan -> scan.runtimeFilters();
            case PhysicalPlan.HashJoin join -> join.filters();
            default -> List.of();
        };
        for (RuntimeFilter filter : filters) {
            SqlType type = switch (plan) {
                case PhysicalPlan.Scan scan -> scan.columns().get(filter.column()).type();
                case PhysicalPlan.HashJoin join -> join.build().types().get(join.buildKeys().get(filter.column()));
                default -> throw Refusal.of("runtime filter of an unknown node");
            };
            SqlType first = known.putIfAbsent(filter.id(), type);
            if (first != null) {
                ExpressionCheck.same(first, type, "runtime filter of unlike types");
            }
        }
        for (PhysicalPlan child : plan.children()) {
            runtimeFilters(child, known);
        }
    }

    /// Checks that the tree reads only from stages that the fragment names.
    static void checkInputs(PhysicalPlan plan, Set<Integer> stages) {
        if (plan instanceof PhysicalPlan.ExchangeSource source) {
            Refusal.unless(stages.contains(source.stage()), "exchange with a stage that is no input");
        }
        for (PhysicalPlan child : plan.children()) {
            checkInputs(child, stages);
        }
    }

    private static void tree(PhysicalPlan plan, Set<Integer> scans, Map<Integer, List<SqlType>> shared) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            Refusal.unless(scans.add(scan.id()), "two scans with one id");
        } else if (plan instanceof PhysicalPlan.SharedRef reference) {
            List<SqlType> defined = shared.get(reference.id());
            Refusal.unless(defined != null, "shared result that is not defined");
            sameTypes(defined, reference.types(), "shared result of other types");
        }
        List<PhysicalPlan> children = plan.children();
        for (int i = 0; i < children.size(); i++) {
            tree(children.get(i), scans, shared);
            noOutput(children.get(i));
            if (plan instanceof PhysicalPlan.With with && i < with.definitions().size()) {
                Refusal.unless(shared.put(with.definitions().get(i).id(), children.get(i).types()) == null, "shared result that is defined twice");
            }
        }
    }

    private static void noOutput(PhysicalPlan plan) {
        Refusal.unless(!(plan instanceof PhysicalPlan.ExchangeSink) && !(plan instanceof PhysicalPlan.ClientOutput), "output inside a plan");
    }

    private static void scan(PhysicalPlan.Scan scan) {
        if (scan.filter() != null) {
            ExpressionCheck.condition(scan.filter());
        }
        for (RuntimeFilter filter : scan.runtimeFilters()) {
            Refusal.position(filter.column(), scan.columns().size(), "filtered column");
        }
        if (scan.access() instanceof ScanAccess.Governed governed) {
            if (governed.rowFilter() != null) {
                ExpressionCheck.condition(governed.rowFilter());
            }
            for (ScanAccess.ColumnMask mask : governed.masks()) {
                for (PhysicalPlan.Scan.ScanColumn column : scan.columns()) {
                    if (column.name().equals(mask.name())) {
                        ExpressionCheck.same(column.type(), mask.value().type(), "mask of another type");
                    }
                }
            }
        }
    }

    private static void aggregate(PhysicalPlan.Aggregate aggregate) {
        List<SqlType> inputs = aggregate.input().types();
        positions(aggregate.keys(), inputs.size(), "grouping column");
        for (AggregateCall call : aggregate.calls()) {
            List<SqlType> wanted = aggregate.step() == PhysicalPlan.Aggregate.Step.FINAL ? call.signature().intermediate() : call.signature().arguments();
            Refusal.unless(wanted.size() == call.arguments().size(), "wrong number of arguments for " + call.function().name());
            for (int i = 0; i < wanted.size(); i++) {
                int argument = Refusal.position(call.arguments().get(i), inputs.size(), "argument");
                ExpressionCheck.same(wanted.get(i), inputs.get(argument), "argument of " + call.function().name());
            }
            Refusal.unless(!call.distinct() || aggregate.step() == PhysicalPlan.Aggregate.Step.SINGLE, "DISTINCT in two steps");
            if (call.filter() != -1) {
                Refusal.unless(aggregate.step() != PhysicalPlan.Aggregate.Step.FINAL, "FILTER in the final step");
                Refusal.unless(inputs.get(Refusal.position(call.filter(), inputs.size(), "filter column")) instanceof SqlType.Bool, "filter that is no boolean");
            }
        }
    }

    private static void hashJoin(PhysicalPlan.HashJoin join) {
        List<SqlType> probe = join.probe().types();
        List<SqlType> build = join.build().types();
        int keys = join.probeKeys().size();
        Refusal.unless(keys > 0 && join.buildKeys().size() == keys && join.nullsEqual().size() == keys, "join with unequal keys");
        for (int i = 0; i < keys; i++) {
            SqlType left = probe.get(Refusal.position(join.probeKeys().get(i), probe.size(), "join key"));
            SqlType right = build.get(Refusal.position(join.buildKeys().get(i), build.size(), "join key"));
            ExpressionCheck.same(left, right, "join keys of unlike types");
        }
        if (join.residual() != null) {
            ExpressionCheck.condition(join.residual());
        }
        joinOutput(join.kind(), join.probe(), join.build(), join.output());
        for (RuntimeFilter filter : join.filters()) {
            Refusal.position(filter.column(), keys, "filter's key");
        }
    }

    private static void joinOutput(JoinKind kind, PhysicalPlan probe, PhysicalPlan build, List<Integer> output) {
        int probeColumns = probe.types().size();
        int all = probeColumns + build.types().size();
        positions(output, all, "join output");
        for (int column : output) {
            boolean kept = switch (kind) {
                case INNER, PROBE_OUTER, BUILD_OUTER, FULL -> true;
                case PROBE_SEMI, PROBE_ANTI, MARK -> column < probeColumns;
                case BUILD_SEMI, BUILD_ANTI -> column >= probeColumns;
            };
            Refusal.unless(kept, "join output of a side that is not kept");
        }
    }

    private static void keys(List<SortKey> keys, List<SqlType> types) {
        for (SortKey key : keys) {
            SqlType type = types.get(Refusal.position(key.column(), types.size(), "sort key"));
            Refusal.unless(type.isOrderable(), "order of " + type);
        }
    }

    private static void counts(long count, long offset) {
        Refusal.unless(count >= 0 && offset >= 0, "negative count");
    }

    private static void positions(List<Integer> positions, int size, String what) {
        for (int position : positions) {
            Refusal.position(position, size, what);
        }
    }

    private static void sameTypes(List<SqlType> left, List<SqlType> right, String what) {
        Refusal.unless(left.size() == right.size(), what);
        for (int i = 0; i < left.size(); i++) {
            ExpressionCheck.same(left.get(i), right.get(i), what);
        }
    }
}
