package dev.weir.exec.operator.join;

import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;

/// Streams the probe side of a nested loop join past the finished build side, a bounded batch of pairs at a time.
public record NestedLoopProbe(NestedLoopBuild build) implements OperatorFactory {
    @Override
    public Operator create() {
        return new HashJoinProbe(build.rows()).create();
    }

    @Override
    public void close() {
        // The build side belongs to its own factory.
    }
}
