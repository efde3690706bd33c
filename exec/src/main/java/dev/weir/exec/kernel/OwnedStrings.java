package dev.weir.exec.kernel;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Keeps copies of long strings that outlive the batch they came in, so that no decoded page is pinned for a few of them.
public final class OwnedStrings implements AutoCloseable {
    private static final long FIRST_CHUNK = 16 << 10;
    private static final long LARGEST_CHUNK = 4 << 20;

    private final BufferAllocator allocator;
    private final List<ArrowBuf> chunks = new ArrayList<>();
    private long at;
    private long end;
    private long nextChunk = FIRST_CHUNK;
    private long used;
    private long held;
    private StringHeap heap;

    public OwnedStrings(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /// Writes to `to` a view equal to the one at `from`; its bytes, if it has any outside, lie here.
    public void copy(long from, long to) {
        int length = StringView.length(from);
        if (length <= StringView.INLINE) {
            StringView.copy(from, to);
            return;
        }
        long bytes = StringView.bytes(from);
        long room = reserve(length);
        Memory.copy(bytes, room, length);
        StringView.write(to, room, length);
    }

    /// Bytes copied so far.
    public long used() {
        return used;
    }

    /// Bytes that the copies take, with what is not used yet.
    public long held() {
        return held;
    }

    /// What keeps the strings alive beyond this arena; a new reference, null when there are no long strings. No string may
    /// be added after the first call.
    public StringHeap heap() {
        if (chunks.isEmpty()) {
            return null;
        }
        if (heap == null) {
            heap = StringHeap.of(chunks.toArray(ArrowBuf[]::new));
        }
        return heap.retain();
    }

    private long reserve(int length) {
        if (heap != null) {
            throw new IllegalStateException("the arena's strings were handed out already");
        }
        if (at + length > end) {
            ArrowBuf chunk = allocator.buffer(Math.max(length, nextChunk));
            chunks.add(chunk);
            held += chunk.capacity();
            nextChunk = Math.min(LARGEST_CHUNK, nextChunk * 2);
            at = chunk.memoryAddress();
            end = at + chunk.capacity();
        }
        long room = at;
        at += length;
        used += length;
        return room;
    }

    /// Frees all strings that were not handed out; the arena may be used again.
    @Override
    public void close() {
        if (heap != null) {
            heap.release();
            heap = null;
        } else {
            for (ArrowBuf chunk : chunks) {
                chunk.getReferenceManager().release();
            }
        }
        chunks.clear();
        at = 0;
        end = 0;
        used = 0;
        held = 0;
        nextChunk = FIRST_CHUNK;
    }
}
