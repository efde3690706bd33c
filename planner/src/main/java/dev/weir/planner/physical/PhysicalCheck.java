package dev.weir.planner.physical;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.FilterExchange;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Verifies that positions of a physical plan are in range and typed as what they point at, and that exchanges fit
/// together. A violation is INTERNAL.
public final class PhysicalCheck {
    private final Map<Integer, List<SqlType>> stages = new HashMap<>();
    private final Map<Integer, List<SqlType>> shared = new HashMap<>();

    public static void check(PhysicalPlan plan) {
        new PhysicalCheck().node(plan);
    }

    public static void check(DistributedPlan plan) {
        PhysicalCheck check = new PhysicalCheck();
        Map<Integer, Integer> consumers = new HashMap<>();
        for (Fragment fragment : plan.fragments()) {
            for (int input : fragment.inputs()) {
                require(check.stages.containsKey(input), "stage " + input + " comes before its consumer");
                require(consumers.put(input, fragment.stage()) == null, "stage " + input + " has one consumer");
            }
            check.node(fragment.root());
            List<Integer> sources = sources(fragment.root());
            require(sources.size() == fragment.inputs().size() && fragment.inputs().containsAll(sources), "inputs of stage " + fragment.stage());
            require(check.stages.put(fragment.stage(), fragment.root().types()) == null, "stage ids are unique");
            boolean root = fragment == plan.root();
            require(root == (fragment.root() instanceof PhysicalPlan.ClientOutput), "only the root stage goes to the client");
            require(root || fragment.root() instanceof PhysicalPlan.ExchangeSink, "stages end in an exchange");
            require(!root || !fragment.parallel(), "the root stage is one task");
        }
        plan.filters().forEach(filter -> filters(plan, filter));
        require(consumers.size() == plan.fragments().size() - 1, "every stage but the root has a consumer");
        require(plan.root().root().types().equals(plan.types()), "the root has the plan's types");
    }

    /// A filter that travels is made in its producer and narrows a scan of each consumer, of one type.
    private static void filters(DistributedPlan plan, FilterExchange exchange) {
        List<SqlType> types = new ArrayList<>();
        ends(plan.fragment(exchange.producer()).root(), exchange.filter(), true, types);
        require(types.size() == 1, "filter " + exchange.filter() + " is made in stage " + exchange.producer());
        for (int consumer : exchange.consumers()) {
            int before = types.size();
            require(consumer != exchange.producer(), "filter " + exchange.filter() + " goes to another stage");
            ends(plan.fragment(consumer).root(), exchange.filter(), false, types);
            require(types.size() > before, "filter " + exchange.filter() + " narrows a scan of stage " + consumer);
        }
        types.forEach(type -> require(type.equals(types.getFirst()), "type of filter " + exchange.filter()));
    }

    private static void ends(PhysicalPlan plan, int id, boolean makers, List<SqlType> types) {
        if (makers && plan instanceof PhysicalPlan.HashJoin join) {
            join.filters().stream().filter(filter -> filter.id() == id).forEach(filter -> types.add(join.build().types().get(join.buildKeys().get(filter.column()))));
        } else if (!makers && plan instanceof PhysicalPlan.Scan scan) {
            scan.runtimeFilters().stream().filter(filter -> filter.id() == id).forEach(filter -> types.add(scan.columns().get(filter.column()).type()));
        }
        plan.children().forEach(child -> ends(child, id, makers, types));
    }

    private void node(PhysicalPlan plan) {
        if (plan instanceof PhysicalPlan.With with) {
            for (PhysicalPlan.With.Definition definition : with.definitions()) {
                node(definition.plan());
                require(shared.put(definition.id(), definition.plan().types()) == null, "shared " + definition.id() + " is defined once");
            }
            node(with.body());
            return;
        }
        for (PhysicalPlan child : plan.children()) {
            node(child);
        }
        switch (plan) {
            case PhysicalPlan.Scan scan -> {
                condition(scan.filter(), scan.types());
                scan.runtimeFilters().forEach(filter -> position(filter.column(), scan.types()));
            }
            case PhysicalPlan.Values values -> {
                for (List<Expression.Literal> row : values.rows()) {
                    require(row.size() == values.types().size(), "values per row");
                }
            }
            case PhysicalPlan.Filter filter -> condition(filter.predicate(), filter.input().types());
            case PhysicalPlan.Project project -> project.expressions().forEach(expression -> expression(expression, project.input().types()));
            case PhysicalPlan.Aggregate aggregate -> aggregate(aggregate);
            case PhysicalPlan.HashJoin join -> {
                List<SqlType> probe = join.probe().types();
                List<SqlType> build = join.build().types();
                require(join.probeKeys().size() == join.buildKeys().size() && !join.probeKeys().isEmpty() && join.nullsEqual().size() == join.probeKeys().size(),
                        "keys of a hash join");
                for (int i = 0; i < join.probeKeys().size(); i++) {
                    position(join.probeKeys().get(i), probe);
                    position(join.buildKeys().get(i), build);
                    require(probe.get(join.probeKeys().get(i)).equals(build.get(join.buildKeys().get(i))), "key types are equal");
                }
                condition(join.residual(), both(join.probe(), join.build()));
                join.output().forEach(position -> position(position, both(join.probe(), join.build())));
                join.filters().forEach(filter -> position(filter.column(), new ArrayList<>(join.probeKeys())));
            }
            case PhysicalPlan.NestedLoopJoin join -> {
                condition(join.condition(), both(join.probe(), join.build()));
                join.output().forEach(position -> position(position, both(join.probe(), join.build())));
            }
            case PhysicalPlan.Sort sort -> sort.keys().forEach(key -> position(key.column(), sort.types()));
            case PhysicalPlan.TopN top -> top.keys().forEach(key -> position(key.column(), top.types()));
            case PhysicalPlan.Window window -> window(window);
            case PhysicalPlan.Union union -> union.inputs().forEach(input -> require(input.types().equals(union.types()), "inputs of a union have its types"));
            case PhysicalPlan.Repeat repeat -> require(repeat.input().types().get(repeat.count()).equals(SqlType.BIGINT), "a repetition counts in bigint");
            case PhysicalPlan.ExchangeSource source -> require(source.types().equals(stages.get(source.stage())), "types of stage " + source.stage());
            case PhysicalPlan.SharedRef reference -> require(reference.types().equals(shared.get(reference.id())), "types of shared " + reference.id());
            case PhysicalPlan.ExchangeSink sink -> {
                if (sink.partitioning() instanceof dev.weir.exec.plan.Partitioning.Hash hash) {
                    hash.columns().forEach(column -> position(column, sink.types()));
                }
            }
            case PhysicalPlan.Limit _, PhysicalPlan.AssertSingleRow _, PhysicalPlan.With _, PhysicalPlan.ClientOutput _ -> { }
        }
    }

    private static void aggregate(PhysicalPlan.Aggregate aggregate) {
        List<SqlType> input = aggregate.input().types();
        aggregate.keys().forEach(key -> position(key, input));
        for (AggregateCall call : aggregate.calls()) {
            List<SqlType> expected = aggregate.step() == PhysicalPlan.Aggregate.Step.FINAL ? call.signature().intermediate() : call.signature().arguments();
            require(expected.size() == call.arguments().size(), "arguments of " + call.function());
            for (int i = 0; i < expected.size(); i++) {
                position(call.arguments().get(i), input);
                require(alike(input.get(call.arguments().get(i)), expected.get(i)), "argument type of " + call.function());
            }
            require(call.filter() < 0 || input.get(call.filter()).equals(SqlType.BOOLEAN), "filter of " + call.function());
        }
    }

    private static void window(PhysicalPlan.Window window) {
        List<SqlType> input = window.input().types();
        window.keys().forEach(key -> position(key.column(), input));
        require(window.partitionKeys() <= window.keys().size(), "keys of a window");
        for (WindowCall call : window.calls()) {
            require(call.partitionKeys() >= window.partitionKeys() && call.partitionKeys() + call.orderKeys() <= window.keys().size(), "keys of " + call.function());
            require(call.signature().arguments().size() == call.arguments().size(), "arguments of " + call.function());
            for (int i = 0; i < call.arguments().size(); i++) {
                position(call.arguments().get(i), input);
                require(alike(input.get(call.arguments().get(i)), call.signature().arguments().get(i)), "argument type of " + call.function());
            }
            for (WindowFrame.Bound bound : List.of(call.frame().start(), call.frame().end())) {
                require(bound.limit() < 0 || input.get(bound.limit()).equals(input.get(call.frame().key().column())), "limit of a frame");
                require(bound.limit() >= 0 || bound.offset() < 0 || input.get(bound.offset()).equals(SqlType.BIGINT), "offset of a frame");
            }
        }
    }

    private static void condition(Expression condition, List<SqlType> input) {
        if (condition != null) {
            expression(condition, input);
            require(condition.type().equals(SqlType.BOOLEAN), "a condition is boolean");
        }
    }

    private static void expression(Expression expression, List<SqlType> input) {
        if (expression instanceof Expression.Column column) {
            position(column.index(), input);
            require(alike(column.type(), input.get(column.index())), "type of column " + column.index() + ": " + column.type() + ", not " + input.get(column.index()));
        }
        for (Expression child : expression.children()) {
            expression(child, input);
        }
    }

    private static boolean alike(SqlType a, SqlType b) {
        return a.equals(b) || a.isString() && b.isString() && a.getClass() == b.getClass();
    }

    private static void position(int position, List<?> input) {
        require(position >= 0 && position < input.size(), "position " + position + " of " + input.size());
    }

    private static List<SqlType> both(PhysicalPlan probe, PhysicalPlan build) {
        List<SqlType> both = new ArrayList<>(probe.types());
        both.addAll(build.types());
        return both;
    }

    private static List<Integer> sources(PhysicalPlan plan) {
        List<Integer> sources = new ArrayList<>();
        if (plan instanceof PhysicalPlan.ExchangeSource source) {
            sources.add(source.stage());
        }
        for (PhysicalPlan child : plan.children()) {
            sources.addAll(sources(child));
        }
        return sources;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new QueryException(ErrorCode.INTERNAL, "Physical plan check failed, violated: " + what);
        }
    }
}
