package dev.weir.exec.operator.join;

import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import java.util.concurrent.atomic.AtomicInteger;

/// Joins the partitions that are on disk. Runs after all probing, when the table of the others may still be in use.
public final class SpilledJoin implements SourceFactory {
    private final HashJoinBuild build;
    private final AtomicInteger next = new AtomicInteger();

    public SpilledJoin(HashJoinBuild build) {
        this.build = build;
    }

    @Override
    public boolean isNeeded() {
        return build.spill().mask() != 0;
    }

    @Override
    public Source create() {
        return new SpilledJoinSource(build, next);
    }

    @Override
    public int parallelism() {
        return Math.max(1, Long.bitCount(build.spill().mask()));
    }

    @Override
    public void close() {
        // The partitions belong to the build side.
    }
}
