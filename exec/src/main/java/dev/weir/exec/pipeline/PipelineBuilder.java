package dev.weir.exec.pipeline;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.MetricsCollector;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.filter.FilterFactory;
import dev.weir.exec.operator.limit.LimitFactory;
import dev.weir.exec.operator.limit.RepeatFactory;
import dev.weir.exec.operator.limit.SingleRow;
import dev.weir.exec.operator.project.ProjectFactory;
import dev.weir.exec.operator.shared.SharedResult;
import dev.weir.exec.operator.values.ValuesFactory;
import dev.weir.exec.pipeline.Pipeline.Stage;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.policy.ScanAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Cuts a fragment into pipelines: walks from the root down with what lies downstream in hand, and starts a new pipeline at
/// every leaf and behind every breaker (hash build, aggregate, sort, window, shared result).
///
/// Order is kept because a source that has one (sort, merge) answers a parallelism of one, and a driver keeps the order of
/// its source.
final class PipelineBuilder {
    private final TaskContext context;
    private final MetricsCollector collector;
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final List<AutoCloseable> made = new ArrayList<>();
    private final Map<Integer, SharedResult> shared = new HashMap<>();
    private final FilterWaits waits = new FilterWaits();

    PipelineBuilder(TaskContext context, MetricsCollector collector) {
        this.context = context;
        this.collector = collector;
    }

    /// What a node's rows go through: operators up to the sink, and what must be complete before they may run.
    private record Downstream(List<Stage<OperatorFactory>> operators, Stage<SinkFactory> sink, List<SinkFactory> after, List<Pipeline> behind) {
        static Downstream into(int node, SinkFactory sink) {
            return new Downstream(List.of(), new Stage<>(node, sink), List.of(), List.of());
        }

        Downstream through(int node, OperatorFactory operator) {
            List<Stage<OperatorFactory>> longer = new ArrayList<>();
            longer.add(new Stage<>(node, operator));
            longer.addAll(operators);
            return new Downstream(longer, sink, after, behind);
        }

        Downstream after(SinkFactory breaker) {
            List<SinkFactory> longer = new ArrayList<>(after);
            longer.add(breaker);
            return new Downstream(operators, sink, longer, behind);
        }

        Downstream behind(List<Pipeline> others) {
            List<Pipeline> longer = new ArrayList<>(behind);
            longer.addAll(others);
            return new Downstream(operators, sink, after, longer);
        }
    }

    /// Everything made so far, consumers first; to be closed when `build` fails.
    List<AutoCloseable> made() {
        return made;
    }

    /// What pipelines had better wait for, although they need not. To be asked after `build`.
    FilterWaits waits() {
        return waits;
    }

    List<Pipeline> build(PhysicalPlan root) {
        describe(root, 0);
        switch (root) {
            case PhysicalPlan.ExchangeSink sink ->
                    visit(sink.input(), 1, Downstream.into(0, keep(NodeOperators.exchangeSink(sink, context.at(0)))));
            case PhysicalPlan.ClientOutput output ->
                    visit(output.input(), 1, Downstream.into(0, keep(NodeOperators.clientOutput(output, context.at(0)))));
            default -> throw new QueryException(ErrorCode.INTERNAL, "A fragment ends in an exchange or in the client's output, not in " + name(root));
        }
        return List.copyOf(pipelines);
    }

    /// Builds a plan that ends in a sink of the caller's; `root` is not the root of a fragment.
    List<Pipeline> build(PhysicalPlan root, SinkFactory sink) {
        describe(root, 0);
        visit(root, 0, Downstream.into(0, keep(sink)));
        return List.copyOf(pipelines);
    }

    private void describe(PhysicalPlan node, int depth) {
        collector.node(name(node), depth);
        for (PhysicalPlan child : node.children()) {
            describe(child, depth + 1);
        }
    }

    private static String name(PhysicalPlan node) {
        return node.getClass().getSimpleName();
    }

    private static int size(PhysicalPlan node) {
        int size = 1;
        for (PhysicalPlan child : node.children()) {
            size += size(child);
        }
        return size;
    }

    /// @param number preorder number of `node`; its first child has the next one
    private void visit(PhysicalPlan node, int number, Downstream down) {
        switch (node) {
            case PhysicalPlan.Scan scan -> {
                if (scan.access() instanceof ScanAccess.Unresolved) {
                    throw new QueryException(ErrorCode.INTERNAL, "A scan without a resolved access cannot run: " + scan.table());
                }
                waits.reads(pipeline(number, keep(context.tables().open(scan, context.splits().getOrDefault(scan.id(), List.of()), context)), down), scan);
            }
            case PhysicalPlan.Values values -> pipeline(number, keep(new ValuesFactory(values, context)), down);
            case PhysicalPlan.ExchangeSource source -> waits.receives(pipeline(number, keep(NodeOperators.exchangeSource(source, context.at(number))), down));
            case PhysicalPlan.SharedRef reference -> {
                SharedResult result = shared.get(reference.id());
                if (result == null) {
                    throw new QueryException(ErrorCode.INTERNAL, "No shared subplan is defined before its use: " + reference.id());
                }
                pipeline(number, keep(result.results()), down.after(result));
            }
            case PhysicalPlan.Filter filter ->
                    visit(filter.input(), number + 1, down.through(number, keep(new FilterFactory(filter.predicate(), context))));
            case PhysicalPlan.Project project ->
                    visit(project.input(), number + 1, down.through(number, keep(new ProjectFactory(project.expressions(), project.input().types().size(), context))));
            case PhysicalPlan.Limit limit ->
                    visit(limit.input(), number + 1, down.through(number, keep(new LimitFactory(limit.count(), limit.offset(), context))));
            case PhysicalPlan.Repeat repeat ->
                    visit(repeat.input(), number + 1, down.through(number, keep(new RepeatFactory(repeat.count(), context))));
            case PhysicalPlan.AssertSingleRow single -> {
                SingleRow sink = keep(new SingleRow(single.types(), single.origin(), context));
                breaker(single.input(), number, sink, sink.results(), down);
            }
            case PhysicalPlan.Union union -> {
                int child = number + 1;
                for (PhysicalPlan input : union.inputs()) {
                    visit(input, child, down);
                    child += size(input);
                }
            }
            case PhysicalPlan.With with -> {
                int child = number + 1;
                for (PhysicalPlan.With.Definition definition : with.definitions()) {
                    SharedResult sink = keep(new SharedResult(definition.plan().types(), context.at(number)));
                    visit(definition.plan(), child, Downstream.into(number, sink));
                    shared.put(definition.id(), sink);
                    child += size(definition.plan());
                }
                visit(with.body(), child, down);
            }
            case PhysicalPlan.Aggregate aggregate -> {
                if (aggregate.step() == PhysicalPlan.Aggregate.Step.PARTIAL) {
                    visit(aggregate.input(), number + 1, down.through(number, keep(NodeOperators.partialAggregation(aggregate, context.at(number)))));
                } else {
                    NodeOperators.Breaker breaker = NodeOperators.aggregation(aggregate, context.at(number));
                    breaker(aggregate.input(), number, keep(breaker.sink()), breaker.results(), down);
                }
            }
            case PhysicalPlan.Sort sort -> {
                NodeOperators.Breaker breaker = NodeOperators.sort(sort, context.at(number));
                breaker(sort.input(), number, keep(breaker.sink()), breaker.results(), down);
            }
            case PhysicalPlan.TopN top -> {
                NodeOperators.Breaker breaker = NodeOperators.topN(top, context.at(number));
                breaker(top.input(), number, keep(breaker.sink()), breaker.results(), down);
            }
            case PhysicalPlan.Window window -> {
                NodeOperators.Breaker breaker = NodeOperators.window(window, context);
                breaker(window.input(), number, keep(breaker.sink()), breaker.results(), down);
            }
            case PhysicalPlan.HashJoin join -> {
                NodeOperators.Join operators = NodeOperators.hashJoin(join, context.at(number));
                waits.makes(operators.build(), join);
                join(join.probe(), join.build(), number, operators, down);
            }
            case PhysicalPlan.NestedLoopJoin join ->
                    join(join.probe(), join.build(), number, NodeOperators.nestedLoopJoin(join, context.at(number)), down);
            case PhysicalPlan.ExchangeSink sink -> throw inside(sink);
            case PhysicalPlan.ClientOutput output -> throw inside(output);
        }
    }

    private static QueryException inside(PhysicalPlan node) {
        return new QueryException(ErrorCode.INTERNAL, "Only the root of a fragment sends rows: " + name(node));
    }

    private void breaker(PhysicalPlan input, int number, SinkFactory sink, SourceFactory results, Downstream down) {
        keep(results);
        visit(input, number + 1, Downstream.into(number, sink));
        pipeline(number, results, down.after(sink));
    }

    /// The probe side waits for the build side; rows of the build side that are decided only in the end come behind every
    /// pipeline of the probe side.
    private void join(PhysicalPlan probe, PhysicalPlan build, int number, NodeOperators.Join join, Downstream down) {
        SinkFactory table = keep(join.build());
        int buildNumber = number + 1 + size(probe);
        visit(build, buildNumber, Downstream.into(number, table));
        int before = pipelines.size();
        visit(probe, number + 1, down.through(number, keep(join.probe())).after(table));
        List<Pipeline> probing = List.copyOf(pipelines.subList(before, pipelines.size()));
        if (join.unmatched() != null) {
            pipeline(number, keep(join.unmatched()), down.after(table).behind(probing));
        }
        if (join.spilled() != null) {
            pipeline(number, keep(join.spilled()), down.after(table).behind(probing));
        }
    }

    private Pipeline pipeline(int number, SourceFactory source, Downstream down) {
        Pipeline made = new Pipeline(pipelines.size(), new Stage<>(number, source), down.operators(), down.sink(), down.after(), down.behind());
        pipelines.add(made);
        return made;
    }

    private <F extends AutoCloseable> F keep(F factory) {
        made.add(factory);
        return factory;
    }
}
