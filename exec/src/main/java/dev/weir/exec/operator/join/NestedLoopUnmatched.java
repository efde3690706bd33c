package dev.weir.exec.operator.join;

import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;

/// The build rows without a partner, for BUILD_OUTER and FULL; runs after all probe pipelines.
public final class NestedLoopUnmatched implements SourceFactory {
    private final UnmatchedBuildRows rows;

    public NestedLoopUnmatched(NestedLoopBuild build) {
        rows = new UnmatchedBuildRows(build.rows());
    }

    @Override
    public Source create() {
        return rows.create();
    }

    @Override
    public int parallelism() {
        return rows.parallelism();
    }

    @Override
    public void close() {
        rows.close();
    }
}
