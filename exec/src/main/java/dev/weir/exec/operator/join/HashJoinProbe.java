package dev.weir.exec.operator.join;

import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;

/// Streams the probe side of a hash join past the finished build side.
public record HashJoinProbe(HashJoinBuild build) implements OperatorFactory {
    @Override
    public Operator create() {
        return new HashJoinProbeOperator(build.join(), build.side(), build.spill().mask() == 0 ? null : build.spill(), build.context());
    }

    @Override
    public void close() {
        // The build side belongs to its own factory.
    }
}
