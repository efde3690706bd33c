package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import org.apache.arrow.memory.BufferAllocator;

/// Sorts all its input. Each thread sorts what it got in runs that take a fraction of a second, so that a cancel is seen;
/// {@link #results} merges the runs while it is read.
public final class SortBuffer implements SinkFactory {
    private static final long RUN = 1 << 20;

    private final KeyLayout layout;
    private final BufferAllocator allocator;
    private final SortedRows sorted;

    public SortBuffer(PhysicalPlan.Sort sort, TaskContext context) {
        layout = new KeyLayout(sort.keys(), sort.types());
        allocator = context.allocator();
        sorted = new SortedRows(layout, sort.types(), 0, Long.MAX_VALUE, allocator);
    }

    @Override
    public Sink create() {
        return new SortingSink();
    }

    @Override
    public void complete() {}

    /// The rows in order, for one thread, once this is complete.
    public SourceFactory results() {
        return sorted;
    }

    @Override
    public void close() {
        sorted.close();
    }

    private final class SortingSink implements Sink, Measured {
        private long bytes;
        private int runs;
        private RowStore store = new RowStore(layout, allocator);

        @Override
        public Progress advance() {
            return Progress.NEED_INPUT;
        }

        @Override
        public void addInput(Batch input) {
            store.add(input);
            if (store.rows() >= RUN) {
                sortRun();
                store = new RowStore(layout, allocator);
            }
        }

        @Override
        public void finish() {
            sortRun();
        }

        private void sortRun() {
            store.seal();
            RowStore full = store;
            store = null;
            bytes += full.bytes();
            runs++;
            sorted.add(full);
        }

        @Override
        public void measure(Figures figures) {
            figures.memory(bytes);
            figures.add("runs", runs);
        }

        @Override
        public void close() {
            if (store != null) {
                store.close();
                store = null;
            }
        }
    }
}
