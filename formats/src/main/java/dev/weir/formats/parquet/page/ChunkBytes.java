package dev.weir.formats.parquet.page;

import dev.weir.formats.FormatException;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.io.MergedReads;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// The bytes of one column chunk, read in segments when they are asked for: a chunk that nobody touches costs no read, and
/// a huge one is never in memory at once. Small chunks come out of a read that they share with their neighbours.
final class ChunkBytes implements AutoCloseable {
    private static final long SEGMENT = 8 << 20;

    private final FileSource source;
    private final MergedReads merged;
    private final BufferAllocator allocator;
    private final long start;
    private final long end;
    private long ahead = SEGMENT;
    private ArrowBuf segment;
    private long segmentStart;
    private long segmentEnd;

    ChunkBytes(FileSource source, MergedReads merged, BufferAllocator allocator, long start, long length) {
        this.source = source;
        this.merged = merged;
        this.allocator = allocator;
        this.start = start;
        this.end = start + length;
    }

    /// Bytes of the chunk from `position` in the file on.
    long remaining(long position) {
        return end - position;
    }

    /// Says how many bytes to read at once when more are needed; 0 for the usual.
    void readAhead(long bytes) {
        ahead = bytes == 0 ? SEGMENT : bytes;
    }

    /// Answers the address of `count` bytes at `position` in the file, with padding behind them. Valid until the next call.
    long address(long position, long count) {
        if (position < start || count > end - position) {
            throw FormatException.corrupt("a page at byte " + position + " reaches beyond its column chunk");
        }
        if (segment == null || position < segmentStart || position + count > segmentEnd) {
            load(position, count);
        }
        return segment.memoryAddress() + (position - segmentStart);
    }

    private void load(long position, long count) {
        close();
        int shared = merged.find(start, end - start);
        if (shared >= 0) {
            segment = merged.retain(shared);
            segmentStart = merged.start(shared);
            segmentEnd = merged.end(shared);
        } else {
            long length = Math.max(count, Math.min(ahead, end - position));
            segment = source.read(position, length, allocator);
            segmentStart = position;
            segmentEnd = position + length;
        }
    }

    /// Answers the segment that the last call found, and a reference to it.
    ArrowBuf retainSegment() {
        segment.getReferenceManager().retain();
        return segment;
    }

    @Override
    public void close() {
        if (segment != null) {
            segment.close();
            segment = null;
        }
    }
}
