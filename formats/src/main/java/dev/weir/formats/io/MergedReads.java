package dev.weir.formats.io;

import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Reads small neighbouring ranges of a file at once, when the first of them is asked for.
///
/// Only small ranges are merged: a large one is better read when, and if, its column is touched.
public final class MergedReads implements AutoCloseable {
    private static final long SMALL = 64 << 10;
    private static final long GAP = 16 << 10;
    private static final long LARGEST = 1 << 20;

    private final FileSource source;
    private final BufferAllocator allocator;
    private final long[] starts;
    private final long[] ends;
    private final ArrowBuf[] buffers;
    private final int count;

    /// @param ranges pairs of offset and length, in any order
    public MergedReads(FileSource source, BufferAllocator allocator, long[][] ranges) {
        this.source = source;
        this.allocator = allocator;
        long[][] sorted = ranges.clone();
        Arrays.sort(sorted, (left, right) -> Long.compare(left[0], right[0]));
        this.starts = new long[sorted.length];
        this.ends = new long[sorted.length];
        int merged = 0;
        for (long[] range : sorted) {
            if (range[1] > SMALL) {
                continue;
            }
            long end = range[0] + range[1];
            int last = merged - 1;
            if (last >= 0 && range[0] - ends[last] <= GAP && end - starts[last] <= LARGEST) {
                ends[last] = Math.max(ends[last], end);
            } else {
                starts[merged] = range[0];
                ends[merged] = end;
                merged++;
            }
        }
        this.count = merged;
        this.buffers = new ArrowBuf[merged];
    }

    /// Answers which merged range holds `length` bytes at `offset`, or -1.
    public int find(long offset, long length) {
        for (int i = 0; i < count; i++) {
            if (starts[i] <= offset && offset + length <= ends[i]) {
                return i;
            }
        }
        return -1;
    }

    /// Where a merged range begins in the file.
    public long start(int range) {
        return starts[range];
    }

    public long end(int range) {
        return ends[range];
    }

    /// Answers the bytes of a merged range with a reference for the caller, and padding behind them.
    public ArrowBuf retain(int range) {
        if (buffers[range] == null) {
            buffers[range] = source.read(starts[range], ends[range] - starts[range], allocator);
        }
        buffers[range].getReferenceManager().retain();
        return buffers[range];
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            if (buffers[i] != null) {
                buffers[i].close();
                buffers[i] = null;
            }
        }
    }
}
