package dev.weir.formats.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;

/// Keeps alive the bytes that long string views point to. Counted: starts at one, freed at zero.
///
/// A heap owns buffers (a decoded page, a dictionary, an arena's chunk) or stands for a union of other heaps, as when
/// CASE mixes views of two columns. Safe for use by several threads.
public final class StringHeap {
    private final AtomicInteger references = new AtomicInteger(1);
    private final ArrowBuf[] chunks;
    private final StringHeap[] parts;

    private StringHeap(ArrowBuf[] chunks, StringHeap[] parts) {
        this.chunks = chunks;
        this.parts = parts;
    }

    /// Takes over the caller's reference to each chunk.
    public static StringHeap of(ArrowBuf... chunks) {
        return new StringHeap(chunks, new StringHeap[0]);
    }

    /// Keeps both heaps alive; either may be null. Answers a heap that the caller must release, or null if both are null.
    public static StringHeap union(StringHeap left, StringHeap right) {
        if (left == null || left == right) {
            return right == null ? null : right.retain();
        }
        if (right == null) {
            return left.retain();
        }
        return new StringHeap(new ArrowBuf[0], new StringHeap[] {left.retain(), right.retain()});
    }

    public StringHeap retain() {
        int before = references.getAndIncrement();
        if (before <= 0) {
            throw new IllegalStateException("retain after the heap was freed");
        }
        return this;
    }

    public void release() {
        int after = references.decrementAndGet();
        if (after < 0) {
            throw new IllegalStateException("heap released more often than retained");
        }
        if (after == 0) {
            for (ArrowBuf chunk : chunks) {
                chunk.getReferenceManager().release();
            }
            for (StringHeap part : parts) {
                part.release();
            }
        }
    }

    /// Bytes that this heap keeps from being freed.
    public long size() {
        long sum = 0;
        for (ArrowBuf chunk : chunks) {
            sum += chunk.capacity();
        }
        for (StringHeap part : parts) {
            sum += part.size();
        }
        return sum;
    }
}
