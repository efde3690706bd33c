package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.formats.memory.Memory;
import java.util.concurrent.atomic.AtomicLong;

/// What a join emits of the build side once all probe rows have passed: rows without a partner for BUILD_OUTER, FULL and
/// BUILD_ANTI, rows with one for BUILD_SEMI. Runs after all probe pipelines.
public final class UnmatchedBuildRows implements SourceFactory {
    private static final int MORSEL = 8 * Batch.MAX_ROWS;

    private final HashJoinBuild build;
    private final AtomicLong nextRow = new AtomicLong();

    public UnmatchedBuildRows(HashJoinBuild build) {
        this.build = build;
    }

    /// Whether joins of this kind have such a source.
    public static boolean needed(JoinKind kind) {
        return switch (kind) {
            case BUILD_OUTER, FULL, BUILD_SEMI, BUILD_ANTI -> true;
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK -> false;
        };
    }

    @Override
    public Source create() {
        return new BuildRowSource();
    }

    @Override
    public int parallelism() {
        return Math.max(1, build.side().rows() / MORSEL);
    }

    @Override
    public void close() {
        // The build side belongs to its own factory.
    }

    private final class BuildRowSource implements Source {
        private final BuildSide side = build.side();
        private final NativeArray rows = new NativeArray(build.context().allocator());
        private final byte wanted = (byte) (build.join().kind() == JoinKind.BUILD_SEMI ? 1 : 0);
        private final JoinOutput output;
        private long at;
        private long end;
        private int count;

        BuildRowSource() {
            PhysicalPlan.HashJoin join = build.join();
            output = new JoinOutput(join.output(), join.probe().types(), join.build().types(), build.context().allocator());
        }

        @Override
        public Progress advance() {
            if (count > 0) {
                return Progress.HAVE_OUTPUT;
            }
            if (at >= end) {
                at = nextRow.getAndAdd(MORSEL);
                end = Math.min(side.rows(), at + MORSEL);
                if (at >= end) {
                    return Progress.FINISHED;
                }
            }
            rows.ensureScratch(Batch.MAX_ROWS * 4L);
            long to = rows.address();
            long matched = side.matched().address();
            long stop = Math.min(end, at + Batch.MAX_ROWS);
            int found = 0;
            for (long row = at; row < stop; row++) {
                Memory.putInt(to + found * 4L, (int) row);
                found += Memory.getByte(matched + row) == wanted ? 1 : 0;
            }
            at = stop;
            count = found;
            return found > 0 ? Progress.HAVE_OUTPUT : Progress.NEED_INPUT;
        }

        @Override
        public Batch takeOutput() {
            int taken = count;
            count = 0;
            return output.buildRows(side.columns(), rows.address(), taken);
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
