package dev.weir.exec.kernel;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.LargeBuffers;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Holds the buffers of a column under construction, so that a failure half way frees them.
///
/// Whatever was not {@link #handOver handed over} is released by {@link #close}.
public final class PendingBuffers implements AutoCloseable {
    private final BufferAllocator allocator;
    private final List<ArrowBuf> held = new ArrayList<>(4);
    private StringHeap heap;

    public PendingBuffers(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    public BufferAllocator allocator() {
        return allocator;
    }

    /// Allocates `bytes` bytes with whatever content the memory has.
    public ArrowBuf buffer(long bytes) {
        ArrowBuf buffer = LargeBuffers.allocate(allocator, bytes);
        held.add(buffer);
        return buffer;
    }

    /// Allocates a bitmap of zeros for `rows` rows.
    public ArrowBuf bitmap(int rows) {
        ArrowBuf bitmap = buffer(Bitmaps.bytes(rows));
        Memory.fill(bitmap.memoryAddress(), Bitmaps.bytes(rows), (byte) 0);
        return bitmap;
    }

    /// Adds a reference of its own to a buffer of somebody else; null stays null.
    public ArrowBuf share(ArrowBuf buffer) {
        if (buffer != null) {
            buffer.getReferenceManager().retain();
            held.add(buffer);
        }
        return buffer;
    }

    /// Adds a reference of its own to a heap, merged with the one that is held already; null changes nothing.
    public void share(StringHeap other) {
        StringHeap merged = StringHeap.union(heap, other);
        if (heap != null) {
            heap.release();
        }
        heap = merged;
    }

    /// Takes over the caller's reference to a heap.
    public void own(StringHeap other) {
        if (other != null) {
            share(other);
            other.release();
        }
    }

    /// Releases a buffer that turned out not to be needed.
    public void drop(ArrowBuf buffer) {
        if (held.remove(buffer)) {
            buffer.getReferenceManager().release();
        }
    }

    /// Makes the column and gives it data, validity and heap; whatever else is held is released. The validity is left away
    /// when all its bits are set.
    public FlatColumn column(SqlType type, Physical physical, int rows, ArrowBuf data, ArrowBuf validity) {
        ArrowBuf needed = validity;
        if (validity != null && Bitmaps.allSet(validity.memoryAddress(), rows)) {
            drop(validity);
            needed = null;
        }
        FlatColumn column = new FlatColumn(type, physical, rows, data, needed, heap);
        heap = null;
        held.remove(data);
        held.remove(needed);
        close();
        return column;
    }

    /// Gives up all references: somebody else owns them now.
    public void handOver() {
        held.clear();
        heap = null;
    }

    @Override
    public void close() {
        for (ArrowBuf buffer : held) {
            buffer.getReferenceManager().release();
        }
        held.clear();
        if (heap != null) {
            heap.release();
            heap = null;
        }
    }
}
