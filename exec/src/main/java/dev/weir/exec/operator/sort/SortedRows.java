package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.spill.SpilledRows;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Holds the sorted runs of all threads and reads them merged, in order, by one thread.
final class SortedRows implements SourceFactory {
    private static final int PAIR = 16;
    /// Small, since merging holds a block of every run.
    private static final long BLOCK_BYTES = 256 << 10;

    private final KeyLayout layout;
    private final List<SqlType> types;
    private final BufferAllocator allocator;
    private final long offset;
    private final long count;
    private final OperatorMemory memory;
    private final List<Run> runs = new ArrayList<>();
    private final List<SpilledRows> onDisk = new ArrayList<>();

    /// @param offset rows to leave out at the start
    /// @param count  rows to answer at most
    SortedRows(KeyLayout layout, List<SqlType> types, long offset, long count, OperatorMemory memory, BufferAllocator allocator) {
        this.layout = layout;
        this.types = types;
        this.offset = offset;
        this.count = count;
        this.memory = memory;
        this.allocator = allocator;
    }

    /// Rows of a thread in order.
    ///
    /// @param pairs a pair a row: the first word of its entry, its reference into the store
    private record Run(RowStore store, ArrowBuf pairs, long rows) {}

    /// Sorts a sealed store and takes it over.
    void add(RowStore store) {
        if (store.rows() == 0) {
            store.close();
            return;
        }
        ArrowBuf pairs;
        try {
            pairs = RunSorter.sort(layout, store, allocator);
        } catch (RuntimeException | Error failure) {
            store.close();
            throw failure;
        }
        synchronized (runs) {
            runs.add(new Run(store, pairs, store.rows()));
        }
    }

    /// Bytes of a run beyond those of its store.
    static long pairBytes(long rows) {
        return rows * PAIR;
    }

    /// Writes the runs that are in memory to disk. Several threads may do so at the same time. Not for rows with an offset
    /// or a count.
    void spill() {
        for (Run run = poll(); run != null; run = poll()) {
            try {
                write(run);
            } finally {
                memory.add(-run.store().bytes() - pairBytes(run.rows()));
                run.pairs().close();
                run.store().close();
            }
        }
    }

    private Run poll() {
        synchronized (runs) {
            return runs.isEmpty() ? null : runs.removeLast();
        }
    }

    private void write(Run run) {
        SpilledRows rows = new SpilledRows(memory, types, BLOCK_BYTES, allocator);
        synchronized (runs) {
            onDisk.add(rows);
        }
        RowGather gather = new RowGather(run.store().batches(), types, allocator);
        try (SpilledRows.Writer writer = rows.writer(); ArrowBuf references = allocator.buffer(Batch.MAX_ROWS * 8L)) {
            long to = references.memoryAddress();
            for (long from = 0; from < run.rows(); from += Batch.MAX_ROWS) {
                memory.checkStopped();
                int part = (int) Math.min(Batch.MAX_ROWS, run.rows() - from);
                for (long i = 0; i < part; i++) {
                    Memory.putLong(to + (i << 3), Memory.getLong(run.pairs().memoryAddress() + (from + i) * PAIR + 8));
                }
                try (Batch batch = gather.take(to, part)) {
                    writer.add(batch);
                }
            }
            writer.flush();
        }
    }

    /// Lets either all runs or none be on disk; to be called when all are there.
    void settle() {
        if (!onDisk.isEmpty()) {
            spill();
        }
    }

    @Override
    public Source create() {
        return onDisk.isEmpty() ? new MergedSource() : new SpilledMerge(layout, types, onDisk, allocator);
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public void close() {
        synchronized (runs) {
            for (Run run : runs) {
                run.pairs().close();
                run.store().close();
            }
            runs.clear();
            onDisk.forEach(SpilledRows::close);
            onDisk.clear();
        }
        memory.close();
    }

    private final class MergedSource implements Source {
        private final List<Run> merged = List.copyOf(runs);
        private final KeyComparator comparator = new KeyComparator(layout);
        private final RowGather gather;
        /// By run: the number of its first batch among all, and the next row.
        private final int[] firstBatch = new int[merged.size()];
        private final long[] next = new long[merged.size()];
        private final long[] pairs = new long[merged.size()];
        /// By run: the first word of its next row's entry, which decides most comparisons.
        private final long[] firstWords = new long[merged.size()];
        /// A binary heap of runs, the one with the least row first.
        private final int[] heap = new int[merged.size()];
        private int heaped;
        private long left = count;
        private ArrowBuf references;
        private Batch ready;

        private MergedSource() {
            List<Batch> all = new ArrayList<>();
            for (int i = 0; i < merged.size(); i++) {
                firstBatch[i] = all.size();
                all.addAll(merged.get(i).store().batches());
                pairs[i] = merged.get(i).pairs().memoryAddress();
                firstWords[i] = Memory.getLong(pairs[i]);
                heap[heaped++] = i;
                up(heaped - 1);
            }
            gather = new RowGather(all, types, allocator);
            for (long i = 0; i < offset && heaped > 0; i++) {
                if (heaped == 1) {
                    skip(offset - i);
                    break;
                }
                pop();
            }
        }

        /// Leaves out rows of the only run.
        private void skip(long rows) {
            int run = heap[0];
            next[run] = Math.min(merged.get(run).rows(), next[run] + rows);
            heaped = next[run] == merged.get(run).rows() ? 0 : 1;
        }

        @Override
        public Progress advance() {
            if (ready != null) {
                return Progress.HAVE_OUTPUT;
            }
            if (heaped == 0 || left <= 0) {
                return Progress.FINISHED;
            }
            if (references == null) {
                references = allocator.buffer(Batch.MAX_ROWS * 8L);
            }
            long to = references.memoryAddress();
            int rows = 0;
            while (rows < Batch.MAX_ROWS && rows < left && heaped > 0) {
                int run = heap[0];
                long reference = Memory.getLong(pairs[run] + next[run] * PAIR + 8);
                Memory.putLong(to + rows * 8L, reference + ((long) firstBatch[run] << 32));
                rows++;
                pop();
            }
            left -= rows;
            ready = gather.take(to, rows);
            return Progress.HAVE_OUTPUT;
        }

        /// Moves the least run on by a row.
        private void pop() {
            int run = heap[0];
            next[run]++;
            if (next[run] == merged.get(run).rows()) {
                heap[0] = heap[--heaped];
            } else {
                firstWords[run] = Memory.getLong(pairs[run] + next[run] * PAIR);
            }
            if (heaped > 1) {
                down();
            }
        }

        private void up(int from) {
            int at = from;
            while (at > 0 && less(heap[at], heap[(at - 1) / 2])) {
                swap(at, (at - 1) / 2);
                at = (at - 1) / 2;
            }
        }

        private void down() {
            int at = 0;
            while (2 * at + 1 < heaped) {
                int child = 2 * at + 1;
                if (child + 1 < heaped && less(heap[child + 1], heap[child])) {
                    child++;
                }
                if (!less(heap[child], heap[at])) {
                    return;
                }
                swap(at, child);
                at = child;
            }
        }

        private void swap(int a, int b) {
            int run = heap[a];
            heap[a] = heap[b];
            heap[b] = run;
        }

        private boolean less(int leftRun, int rightRun) {
            if (firstWords[leftRun] != firstWords[rightRun]) {
                return Long.compareUnsigned(firstWords[leftRun], firstWords[rightRun]) < 0;
            }
            Run a = merged.get(leftRun);
            Run b = merged.get(rightRun);
            long x = Memory.getLong(pairs[leftRun] + next[leftRun] * PAIR + 8);
            long y = Memory.getLong(pairs[rightRun] + next[rightRun] * PAIR + 8);
            return comparator.compare(a.store().entry(x), a.store().batch(x), (int) x, b.store().entry(y), b.store().batch(y), (int) y) < 0;
        }

        @Override
        public Batch takeOutput() {
            Batch batch = ready;
            ready = null;
            return batch;
        }

        @Override
        public void close() {
            if (ready != null) {
                ready.close();
                ready = null;
            }
            if (references != null) {
                references.close();
                references = null;
            }
        }
    }
}
