package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.sort.SortBuffer;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Collects the rows of a window in buckets by the hash of the partition's keys; {@link #results} sorts and computes a bucket
/// at a time on each thread. Without partition keys there is one bucket, which the collecting threads sort in runs.
public final class WindowBuffer implements SinkFactory, Measured {
    private static final int BUCKETS_A_THREAD = 4;
    private static final int MOST_BUCKETS = 64;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final PhysicalPlan.Window plan;
    private final TaskContext context;
    private final OperatorMemory memory;
    private final List<Bucket> buckets = new ArrayList<>();

    /// Rows of some partitions: a sort, and what threads have collected for it and not sorted yet.
    static final class Bucket implements AutoCloseable {
        private final SortBuffer sort;
        private final List<Sink> unsorted = new ArrayList<>();
        private boolean closed;

        private Bucket(SortBuffer sort) {
            this.sort = sort;
        }

        SortBuffer sort() {
            return sort;
        }

        List<Sink> unsorted() {
            return unsorted;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                unsorted.forEach(Sink::close);
                unsorted.clear();
                sort.close();
            }
        }
    }

    public WindowBuffer(PhysicalPlan.Window plan, TaskContext context) {
        this.plan = plan;
        this.context = context;
        memory = context.memory().operator("Window");
        boolean one = plan.partitionKeys() == 0 || context.threads() == 1;
        int count = one ? 1 : Math.min(MOST_BUCKETS, context.threads() * BUCKETS_A_THREAD);
        PhysicalPlan.Sort sort = new PhysicalPlan.Sort(plan.input(), plan.keys());
        for (int i = 0; i < count; i++) {
            buckets.add(new Bucket(new SortBuffer(sort, context)));
        }
    }

    @Override
    public Sink create() {
        return new ScatterSink();
    }

    @Override
    public void complete() {}

    @Override
    public void measure(Figures figures) {
        buckets.forEach(bucket -> bucket.sort().measure(figures));
    }

    /// The rows with their results; to be started after {@link #complete}.
    public SourceFactory results() {
        return new WindowResults(plan, context, memory, buckets);
    }

    @Override
    public void close() {
        buckets.forEach(Bucket::close);
        memory.close();
    }

    private final class ScatterSink implements Sink, Measured {
        private final List<Sink> parts = new ArrayList<>();
        private final NativeArray hashes = new NativeArray(context.allocator());
        private final NativeArray positions = new NativeArray(context.allocator());
        private int[] targets = new int[Batch.MAX_ROWS];
        private final int[] starts = new int[buckets.size() + 1];
        private final RowPruning pruning = plan.top() == null ? null : new RowPruning(plan, context, memory, this::collect);
        private Sink blocked;

        private ScatterSink() {
            for (Bucket bucket : buckets) {
                parts.add(bucket.sort().create());
            }
        }

        @Override
        public Progress advance() {
            for (Sink part : parts) {
                if (part.advance() == Progress.BLOCKED) {
                    blocked = part;
                    return Progress.BLOCKED;
                }
            }
            return Progress.NEED_INPUT;
        }

        @Override
        public CompletableFuture<?> blocked() {
            return blocked.blocked();
        }

        @Override
        public void addInput(Batch input) {
            if (pruning != null) {
                pruning.add(input);
            } else {
                collect(input);
            }
        }

        private void collect(Batch input) {
            if (parts.size() == 1) {
                parts.getFirst().addInput(input);
                return;
            }
            try (input) {
                scatter(input);
            }
        }

        private void scatter(Batch input) {
            int rows = input.rows();
            targets = targets.length < rows ? new int[rows] : targets;
            hashes.ensureScratch(rows * 8L);
            positions.ensureScratch(rows * 4L);
            for (int k = 0; k < plan.partitionKeys(); k++) {
                Hash.hash(input.column(plan.keys().get(k).column()), rows, hashes.address(), k > 0);
            }
            Arrays.fill(starts, 0);
            int count = parts.size();
            for (int i = 0; i < rows; i++) {
                long mixed = Memory.getLong(hashes.address() + i * 8L) * MIX;
                targets[i] = (int) ((mixed >>> 32) * count >>> 32);
                starts[targets[i] + 1]++;
            }
            for (int p = 0; p < count; p++) {
                starts[p + 1] += starts[p];
            }
            int[] next = starts.clone();
            for (int i = 0; i < rows; i++) {
                Memory.putInt(positions.address() + next[targets[i]]++ * 4L, i);
            }
            for (int p = 0; p < count; p++) {
                int share = starts[p + 1] - starts[p];
                if (share > 0) {
                    parts.get(p).addInput(Gather.take(input, positions.address() + starts[p] * 4L, share, context.allocator()));
                }
            }
        }

        @Override
        public void finish() {
            if (pruning != null) {
                pruning.finish();
            }
            if (parts.size() == 1) {
                parts.getFirst().finish();
                return;
            }
            // Sorting is left to the threads that read, a bucket at a time.
            synchronized (buckets) {
                for (int p = 0; p < parts.size(); p++) {
                    buckets.get(p).unsorted().add(parts.get(p));
                }
            }
            parts.clear();
        }

        @Override
        public void measure(Figures figures) {
            for (Sink part : parts) {
                if (part instanceof Measured measured) {
                    measured.measure(figures);
                }
            }
        }

        @Override
        public void close() {
            if (pruning != null) {
                pruning.close();
            }
            parts.forEach(Sink::close);
            parts.clear();
            hashes.close();
            positions.close();
        }
    }
}
