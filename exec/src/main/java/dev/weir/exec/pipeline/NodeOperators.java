package dev.weir.exec.pipeline;

import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.aggregate.HashAggregation;
import dev.weir.exec.operator.aggregate.PartialAggregation;
import dev.weir.exec.operator.exchange.ExchangeSinkFactory;
import dev.weir.exec.operator.exchange.ExchangeSourceFactory;
import dev.weir.exec.operator.join.HashJoinBuild;
import dev.weir.exec.operator.join.HashJoinProbe;
import dev.weir.exec.operator.join.NestedLoopBuild;
import dev.weir.exec.operator.join.NestedLoopProbe;
import dev.weir.exec.operator.join.NestedLoopUnmatched;
import dev.weir.exec.operator.join.SpilledJoin;
import dev.weir.exec.operator.join.UnmatchedBuildRows;
import dev.weir.exec.operator.output.ClientOutputFactory;
import dev.weir.exec.operator.sort.SortBuffer;
import dev.weir.exec.operator.sort.TopNBuffer;
import dev.weir.exec.operator.window.WindowBuffer;
import dev.weir.exec.plan.PhysicalPlan;

/// Makes the factories of nodes that have more than one part, so that the builder sees parts and not classes.
final class NodeOperators {
    private NodeOperators() {}

    /// A sink, and the source of what it made.
    record Breaker(SinkFactory sink, SourceFactory results) {}

    /// @param unmatched build rows that are decided after all probing; null for kinds that have none
    /// @param spilled   what is joined after all probing, if anything; null for joins that never have any
    record Join(SinkFactory build, OperatorFactory probe, SourceFactory unmatched, SourceFactory spilled) {}

    static SinkFactory exchangeSink(PhysicalPlan.ExchangeSink node, TaskContext context) {
        return new ExchangeSinkFactory(node, context);
    }

    static SinkFactory clientOutput(PhysicalPlan.ClientOutput node, TaskContext context) {
        return new ClientOutputFactory(node, context);
    }

    static SourceFactory exchangeSource(PhysicalPlan.ExchangeSource node, TaskContext context) {
        return new ExchangeSourceFactory(node, context);
    }

    static OperatorFactory partialAggregation(PhysicalPlan.Aggregate node, TaskContext context) {
        return new PartialAggregation(node, context);
    }

    static Breaker aggregation(PhysicalPlan.Aggregate node, TaskContext context) {
        HashAggregation aggregation = new HashAggregation(node, context);
        return new Breaker(aggregation, aggregation.results());
    }

    static Breaker sort(PhysicalPlan.Sort node, TaskContext context) {
        SortBuffer sort = new SortBuffer(node, context);
        return new Breaker(sort, sort.results());
    }

    static Breaker topN(PhysicalPlan.TopN node, TaskContext context) {
        TopNBuffer top = new TopNBuffer(node, context);
        return new Breaker(top, top.results());
    }

    static Breaker window(PhysicalPlan.Window node, TaskContext context) {
        WindowBuffer window = new WindowBuffer(node, context);
        return new Breaker(window, window.results());
    }

    static Join hashJoin(PhysicalPlan.HashJoin node, TaskContext context) {
        HashJoinBuild build = new HashJoinBuild(node, context);
        return new Join(build, new HashJoinProbe(build), UnmatchedBuildRows.needed(node.kind()) ? new UnmatchedBuildRows(build) : null, new SpilledJoin(build));
    }

    static Join nestedLoopJoin(PhysicalPlan.NestedLoopJoin node, TaskContext context) {
        NestedLoopBuild build = new NestedLoopBuild(node, context);
        return new Join(build, new NestedLoopProbe(build), UnmatchedBuildRows.needed(node.kind()) ? new NestedLoopUnmatched(build) : null, null);
    }
}
