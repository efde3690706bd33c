package dev.weir.exec.operator.join;

import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.List;

/// Collects the build side of a join on any condition: a hash join whose only key is no key, so that every pair of rows
/// is a candidate and the condition decides.
public final class NestedLoopBuild implements SinkFactory {
    private final HashJoinBuild rows;

    public NestedLoopBuild(PhysicalPlan.NestedLoopJoin join, TaskContext context) {
        rows = new HashJoinBuild(
                new PhysicalPlan.HashJoin(
                        join.kind(), join.probe(), join.build(), List.of(), List.of(), List.of(), join.condition(), false, join.output(), List.of(), 0),
                context);
    }

    @Override
    public Sink create() {
        return rows.create();
    }

    @Override
    public void complete() {
        rows.complete();
    }

    @Override
    public void close() {
        rows.close();
    }

    HashJoinBuild rows() {
        return rows;
    }
}
