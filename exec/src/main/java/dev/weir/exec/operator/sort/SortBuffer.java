package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import org.apache.arrow.memory.BufferAllocator;

/// Sorts all its input. Each thread sorts what it got in runs that take a fraction of a second, so that a cancel is seen;
/// {@link #results} merges the runs while it is read. When memory is short the runs go to disk.
public final class SortBuffer implements SinkFactory, Measured {
    private static final long RUN = 1 << 20;
    /// What sorting a row takes beyond the row.
    private static final long SORTING_BYTES = 32;

    private final KeyLayout layout;
    private final BufferAllocator allocator;
    private final OperatorMemory memory;
    private final SortedRows sorted;

    public SortBuffer(PhysicalPlan.Sort sort, TaskContext context) {
        layout = new KeyLayout(sort.keys(), sort.types());
        allocator = context.allocator();
        memory = context.memory().operator("Sort");
        sorted = new SortedRows(layout, sort.types(), 0, Long.MAX_VALUE, memory, allocator);
    }

    @Override
    public Sink create() {
        return new SortingSink();
    }

    @Override
    public void complete() {
        sorted.settle();
    }

    @Override
    public void measure(Figures figures) {
        figures.add("spilled bytes", memory.spilled());
    }

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
        private long counted;
        private boolean collecting;
        private RowStore store = new RowStore(layout, allocator);

        private SortingSink() {
            collect(true);
        }

        @Override
        public Progress advance() {
            return Progress.NEED_INPUT;
        }

        @Override
        public void addInput(Batch input) {
            store.add(input);
            count(store.bytes());
            if (store.rows() >= RUN) {
                sortRun();
                store = new RowStore(layout, allocator);
            }
            if (memory.mustSpill(memory.held(), store.rows() * SORTING_BYTES)) {
                sortRun();
                store = new RowStore(layout, allocator);
                sorted.spill();
            }
        }

        private void count(long now) {
            memory.add(now - counted);
            counted = now;
        }

        private void collect(boolean begins) {
            if (collecting != begins) {
                collecting = begins;
                memory.collecting(begins ? 1 : -1);
            }
        }

        @Override
        public void finish() {
            collect(false);
            sortRun();
        }

        private void sortRun() {
            store.seal();
            RowStore full = store;
            store = null;
            bytes += full.bytes();
            runs++;
            // From here on the run is counted as long as it is in memory.
            memory.add(full.bytes() - counted + SortedRows.pairBytes(full.rows()));
            counted = 0;
            sorted.add(full);
        }

        @Override
        public void measure(Figures figures) {
            figures.memory(bytes);
            figures.add("runs", runs);
        }

        @Override
        public void close() {
            collect(false);
            if (store != null) {
                store.close();
                store = null;
                count(0);
            }
        }
    }
}
