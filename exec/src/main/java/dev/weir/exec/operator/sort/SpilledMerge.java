package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.spill.SpilledRows;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Merges sorted runs on disk, of each of which one block is in memory. One thread's.
final class SpilledMerge implements Source {
    private final KeyLayout layout;
    private final KeyComparator comparator;
    private final KeyEncoder encoder;
    private final List<SqlType> types;
    private final BufferAllocator allocator;
    private final NativeArray references;
    /// A binary heap, the cursor with the least row first.
    private final Cursor[] heap;
    private int heaped;
    /// What the collected references point into: the cursors' batches, and those that were used up on the way.
    private final List<Batch> live = new ArrayList<>();
    private boolean started;
    private Batch ready;

    SpilledMerge(KeyLayout layout, List<SqlType> types, List<SpilledRows> runs, BufferAllocator allocator) {
        this.layout = layout;
        this.comparator = new KeyComparator(layout);
        this.encoder = new KeyEncoder(layout, allocator);
        this.types = types;
        this.allocator = allocator;
        this.references = new NativeArray(allocator);
        this.heap = new Cursor[runs.size()];
        for (SpilledRows run : runs) {
            heap[heaped++] = new Cursor(run);
        }
    }

    /// A place in a run.
    private final class Cursor {
        private final SpilledRows run;
        private final SpilledRows.Reader reader;
        private final NativeArray entries = new NativeArray(allocator);
        private int block;
        private Batch batch;
        private int liveIndex;
        private int row;
        private long entry;
        private long firstWord;

        private Cursor(SpilledRows run) {
            this.run = run;
            this.reader = run.reader();
        }

        /// Goes to the next block; answers whether there is one.
        private boolean load() {
            if (block >= run.blocks()) {
                batch = null;
                return false;
            }
            batch = reader.read(block++);
            liveIndex = live.size();
            live.add(batch);
            entries.ensureScratch(batch.rows() * layout.entryBytes());
            encoder.encode(batch, entries.address());
            row = 0;
            entry = entries.address();
            firstWord = Memory.getLong(entry);
            return true;
        }

        /// Goes to the next row; answers whether there is one.
        private boolean next() {
            row++;
            if (row == batch.rows()) {
                return load();
            }
            entry += layout.entryBytes();
            firstWord = Memory.getLong(entry);
            return true;
        }

        private void close() {
            entries.close();
            reader.close();
        }
    }

    @Override
    public Progress advance() {
        if (ready != null) {
            return Progress.HAVE_OUTPUT;
        }
        if (!started) {
            start();
        }
        if (heaped == 0) {
            return Progress.FINISHED;
        }
        references.ensureScratch(Batch.MAX_ROWS * 8L);
        long to = references.address();
        int rows = 0;
        while (rows < Batch.MAX_ROWS && heaped > 0) {
            Cursor least = heap[0];
            Memory.putLong(to + rows * 8L, (long) least.liveIndex << 32 | least.row);
            rows++;
            if (!least.next()) {
                least.close();
                heap[0] = heap[--heaped];
                heap[heaped] = null;
            }
            down(0);
        }
        ready = new RowGather(live, types, allocator).take(to, rows);
        forgetUsed();
        return Progress.HAVE_OUTPUT;
    }

    private void start() {
        started = true;
        int kept = 0;
        for (int i = 0; i < heaped; i++) {
            Cursor cursor = heap[i];
            if (cursor.load()) {
                heap[kept++] = cursor;
            } else {
                cursor.close();
            }
        }
        heaped = kept;
        for (int i = heaped / 2 - 1; i >= 0; i--) {
            down(i);
        }
    }

    private void forgetUsed() {
        List<Batch> current = new ArrayList<>();
        for (int i = 0; i < heaped; i++) {
            current.add(heap[i].batch);
            heap[i].liveIndex = i;
        }
        for (Batch batch : live) {
            boolean used = true;
            for (Batch other : current) {
                used &= other != batch;
            }
            if (used) {
                batch.close();
            }
        }
        live.clear();
        live.addAll(current);
    }

    private void down(int from) {
        int at = from;
        while (2 * at + 1 < heaped) {
            int child = 2 * at + 1;
            if (child + 1 < heaped && less(heap[child + 1], heap[child])) {
                child++;
            }
            if (!less(heap[child], heap[at])) {
                return;
            }
            Cursor cursor = heap[child];
            heap[child] = heap[at];
            heap[at] = cursor;
            at = child;
        }
    }

    private boolean less(Cursor left, Cursor right) {
        return left.firstWord != right.firstWord
                ? Long.compareUnsigned(left.firstWord, right.firstWord) < 0
                : comparator.compare(left.entry, left.batch, left.row, right.entry, right.batch, right.row) < 0;
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
        for (int i = 0; i < heaped; i++) {
            heap[i].close();
        }
        heaped = 0;
        live.forEach(Batch::close);
        live.clear();
        references.close();
    }
}
