package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Keeps the first rows in the order of the keys.
///
/// Each thread collects candidates and now and then prunes them to as many rows as are wanted; from then on a row that does
/// not sort before the last one kept is turned away by its first key word, before anything of it is copied. Threads share
/// the best such threshold.
public final class TopNBuffer implements SinkFactory {
    private static final int SPARE = 1024;

    private final KeyLayout layout;
    private final List<SqlType> types;
    private final BufferAllocator allocator;
    private final OperatorMemory memory;
    private final SortedRows sorted;
    private final long wanted;
    private volatile Threshold shared;

    public TopNBuffer(PhysicalPlan.TopN top, TaskContext context) {
        layout = new KeyLayout(top.keys(), top.types());
        types = top.types();
        allocator = context.allocator();
        wanted = top.count() == 0 ? 0 : top.count() > Long.MAX_VALUE - top.offset() ? Long.MAX_VALUE : top.count() + top.offset();
        memory = context.memory().operator("TopN");
        sorted = new SortedRows(layout, types, top.offset(), top.count(), memory, allocator);
    }

    @Override
    public Sink create() {
        return new TopSink();
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

    /// The entry of a row before which as many rows sort as are wanted.
    private record Threshold(long[] words) {
        /// Whether an entry may sort before this one; strings that tie with their prefixes may.
        private boolean admits(long entry, KeyComparator comparator) {
            for (int w = 0; w < words.length; w++) {
                long word = Memory.getLong(entry + w * 8L);
                if (word != words[w]) {
                    return Long.compareUnsigned(word, words[w]) < 0;
                }
                if (comparator.tied(w, word)) {
                    return true;
                }
            }
            return false;
        }

        private boolean lessThan(Threshold other) {
            for (int w = 0; w < words.length; w++) {
                if (words[w] != other.words[w]) {
                    return Long.compareUnsigned(words[w], other.words[w]) < 0;
                }
            }
            return false;
        }
    }

    private synchronized void share(Threshold threshold) {
        if (shared == null || threshold.lessThan(shared)) {
            shared = threshold;
        }
    }

    private final class TopSink implements Sink, Measured {
        private final KeyComparator comparator = new KeyComparator(layout);
        private final KeyEncoder encoder = new KeyEncoder(layout, allocator);
        private RowStore candidates = new RowStore(layout, allocator);
        /// Whether the first word of the entries turns most rows away; not so for strings that all begin alike.
        private boolean firstWordDecides = true;
        private long mostBytes;
        private long counted;
        private long kept;

        @Override
        public Progress advance() {
            return wanted == 0 ? Progress.FINISHED : Progress.NEED_INPUT;
        }

        @Override
        public void addInput(Batch input) {
            Batch admitted = input;
            Threshold threshold = shared;
            if (threshold != null) {
                if (firstWordDecides) {
                    admitted = admitted(admitted, threshold, true);
                    firstWordDecides = layout.words() == 1 || admitted == null || admitted.rows() <= input.rows() / 2;
                }
                if (admitted != null && layout.words() > 1) {
                    admitted = admitted(admitted, threshold, false);
                }
            }
            if (admitted == null) {
                return;
            }
            kept += admitted.rows();
            candidates.add(admitted);
            mostBytes = Math.max(mostBytes, candidates.bytes());
            memory.add(candidates.bytes() - counted);
            counted = candidates.bytes();
            if (candidates.rows() - SPARE >= wanted && candidates.rows() - SPARE - wanted >= wanted) {
                prune();
            }
        }

        /// Takes over the batch; answers the rows that may be among the first, or null when there are none.
        private Batch admitted(Batch batch, Threshold threshold, boolean firstWordOnly) {
            int rows = batch.rows();
            long size = layout.entryBytes();
            try (batch; ArrowBuf entries = allocator.buffer(rows * size); ArrowBuf positions = allocator.buffer(rows * 4L)) {
                long entry = entries.memoryAddress();
                long to = positions.memoryAddress();
                int count = 0;
                if (firstWordOnly) {
                    encoder.encodeFirstWords(batch, entry);
                    long limit = threshold.words()[0];
                    for (int i = 0; i < rows; i++) {
                        Memory.putInt(to + ((long) count << 2), i);
                        count += Long.compareUnsigned(Memory.getLong(entry + i * size), limit) <= 0 ? 1 : 0;
                    }
                } else {
                    encoder.encode(batch, entry);
                    for (int i = 0; i < rows; i++) {
                        if (threshold.admits(entry + i * size, comparator)) {
                            Memory.putInt(to + ((long) count++ << 2), i);
                        }
                    }
                }
                return count == 0 ? null : count == rows ? batch.retain() : Gather.take(batch, to, count, allocator);
            }
        }

        /// Keeps the first rows only, in batches of their own.
        private void prune() {
            candidates.seal();
            RowStore first = new RowStore(layout, allocator);
            long rows = Math.min(wanted, candidates.rows());
            try (ArrowBuf pairs = RunSorter.sort(layout, candidates, allocator); ArrowBuf references = allocator.buffer(Batch.MAX_ROWS * 8L)) {
                RowGather gather = new RowGather(candidates.batches(), types, allocator);
                long to = references.memoryAddress();
                for (long from = 0; from < rows; from += Batch.MAX_ROWS) {
                    int count = (int) Math.min(Batch.MAX_ROWS, rows - from);
                    for (long i = 0; i < count; i++) {
                        Memory.putLong(to + (i << 3), Memory.getLong(pairs.memoryAddress() + (from + i) * 16 + 8));
                    }
                    first.add(gather.take(to, count));
                }
                if (rows == wanted) {
                    share(threshold(candidates.entry(Memory.getLong(pairs.memoryAddress() + (rows - 1) * 16 + 8))));
                }
            } catch (RuntimeException | Error failure) {
                first.close();
                throw failure;
            }
            candidates.close();
            candidates = first;
        }

        private Threshold threshold(long entry) {
            long[] words = new long[layout.words()];
            for (int w = 0; w < words.length; w++) {
                words[w] = Memory.getLong(entry + w * 8L);
            }
            return new Threshold(words);
        }

        @Override
        public void finish() {
            if (candidates.rows() > wanted) {
                prune();
            }
            candidates.seal();
            RowStore last = candidates;
            candidates = null;
            sorted.add(last);
        }

        @Override
        public void measure(Figures figures) {
            figures.memory(mostBytes);
            figures.add("candidates", kept);
        }

        @Override
        public void close() {
            if (candidates != null) {
                candidates.close();
                candidates = null;
            }
        }
    }
}
