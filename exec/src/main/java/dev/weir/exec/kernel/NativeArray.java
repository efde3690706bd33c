package dev.weir.exec.kernel;

import dev.weir.formats.memory.LargeBuffers;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Off-heap memory that grows: hash tables, accumulators, selections. New bytes are zero. Growing moves it, so addresses
/// are read anew after {@link #ensure}.
public final class NativeArray implements AutoCloseable {
    /// Bytes beyond the asked-for size that may be read and written, so that vector loops need no tail.
    public static final int SLACK = 64;

    private final BufferAllocator allocator;
    private ArrowBuf buffer;
    private long capacity;

    public NativeArray(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    public NativeArray(BufferAllocator allocator, long bytes) {
        this(allocator);
        ensure(bytes);
    }

    /// The first byte; 0 before anything was asked for.
    public long address() {
        return buffer == null ? 0 : buffer.memoryAddress();
    }

    public long capacity() {
        return capacity;
    }

    /// Makes room for `bytes` bytes; keeps what is there, at least doubles when it grows.
    public void ensure(long bytes) {
        if (bytes <= capacity && buffer != null) {
            return;
        }
        long wanted = buffer == null ? bytes : Math.max(bytes, capacity * 2);
        boolean zeroed = LargeBuffers.isZero(wanted + SLACK);
        ArrowBuf larger = LargeBuffers.allocate(allocator, wanted + SLACK);
        long room = larger.capacity();
        if (buffer != null) {
            Memory.copy(buffer.memoryAddress(), larger.memoryAddress(), capacity);
            buffer.getReferenceManager().release();
        }
        if (!zeroed) {
            Memory.fill(larger.memoryAddress() + capacity, room - capacity, (byte) 0);
        }
        buffer = larger;
        capacity = room - SLACK;
    }

    /// Makes room without keeping or zeroing anything.
    public void ensureScratch(long bytes) {
        if (bytes <= capacity && buffer != null) {
            return;
        }
        close();
        // Scratch for batches of different lengths grows seldom; large tables are of the right size at once.
        buffer = LargeBuffers.allocate(allocator, bytes + (bytes < LargeBuffers.FROM ? bytes / 2 : 0) + SLACK);
        capacity = buffer.capacity() - SLACK;
    }

    public void clear() {
        if (buffer != null) {
            Memory.fill(buffer.memoryAddress(), capacity + SLACK, (byte) 0);
        }
    }

    /// Hands the buffer to the caller, who releases it; this array is empty afterwards.
    public ArrowBuf take() {
        ArrowBuf taken = buffer;
        buffer = null;
        capacity = 0;
        return taken;
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.getReferenceManager().release();
            buffer = null;
            capacity = 0;
        }
    }
}
