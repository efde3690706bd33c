package dev.weir.exec.kernel;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Collects the bytes of new strings in chunks that never move, so that views may point into them at once.
public final class StringArena implements AutoCloseable {
    private static final int FIRST_CHUNK = 4096;
    private static final int LARGEST_CHUNK = 1 << 20;

    private final BufferAllocator allocator;
    private final List<ArrowBuf> chunks = new ArrayList<>(4);
    private long next;
    private long end;
    private int chunkSize = FIRST_CHUNK;

    public StringArena(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /// Answers the address of `length` bytes to write to; they stay where they are until the heap is freed.
    public long reserve(int length) {
        if (end - next < length) {
            int size = Math.max(chunkSize, length);
            ArrowBuf chunk = allocator.buffer(size);
            chunks.add(chunk);
            next = chunk.memoryAddress();
            end = next + size;
            chunkSize = Math.min(LARGEST_CHUNK, chunkSize * 2);
        }
        long at = next;
        next += length;
        return at;
    }

    /// Gives back the end of the last reservation that was not used.
    public void shrink(int unused) {
        next -= unused;
    }

    /// Writes a view of a copy of `length` bytes at `source`.
    public void write(long view, long source, int length) {
        if (length <= StringView.INLINE) {
            StringView.write(view, source, length);
        } else {
            long at = reserve(length);
            Memory.copy(source, at, length);
            StringView.write(view, at, length);
        }
    }

    public void write(long view, byte[] bytes) {
        write(view, bytes, 0, bytes.length);
    }

    public void write(long view, byte[] bytes, int from, int length) {
        if (length <= StringView.INLINE) {
            StringView.writeEmpty(view);
            Memory.putInt(view, length);
            Memory.copy(bytes, from, view + 4, length);
        } else {
            long at = reserve(length);
            Memory.copy(bytes, from, at, length);
            StringView.write(view, at, length);
        }
    }

    /// Hands the chunks to a heap that the caller releases; null when no string was long.
    public StringHeap heap() {
        if (chunks.isEmpty()) {
            return null;
        }
        StringHeap heap = StringHeap.of(chunks.toArray(ArrowBuf[]::new));
        chunks.clear();
        next = 0;
        end = 0;
        return heap;
    }

    @Override
    public void close() {
        for (ArrowBuf chunk : chunks) {
            chunk.getReferenceManager().release();
        }
        chunks.clear();
        next = 0;
        end = 0;
    }
}
