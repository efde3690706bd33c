package dev.weir.formats.parquet.page;

import dev.weir.formats.FormatException;
import dev.weir.formats.io.FileSource;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// The bytes of one column chunk, read in segments when they are asked for: a chunk that nobody touches costs no read, and
/// a huge one is never in memory at once.
final class ChunkBytes implements AutoCloseable {
    private static final long SEGMENT = 8 << 20;

    private final FileSource source;
    private final BufferAllocator allocator;
    private final long end;
    private ArrowBuf segment;
    private long segmentStart;
    private long segmentEnd;

    ChunkBytes(FileSource source, BufferAllocator allocator, long start, long length) {
        this.source = source;
        this.allocator = allocator;
        this.end = start + length;
    }

    /// Bytes of the chunk from `position` in the file on.
    long remaining(long position) {
        return end - position;
    }

    /// Answers the address of `count` bytes at `position` in the file, with padding behind them. Valid until the next call.
    long address(long position, long count) {
        if (count > end - position) {
            throw FormatException.corrupt("a page at byte " + position + " reaches beyond its column chunk");
        }
        if (segment == null || position < segmentStart || position + count > segmentEnd) {
            long length = Math.max(count, Math.min(SEGMENT, end - position));
            if (segment != null) {
                segment.close();
                segment = null;
            }
            segment = source.read(position, length, allocator);
            segmentStart = position;
            segmentEnd = position + length;
        }
        return segment.memoryAddress() + (position - segmentStart);
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
