package dev.weir.exec.evaluate;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// A piece of off-heap memory that an operation reuses from batch to batch.
final class Scratch implements AutoCloseable {
    private final BufferAllocator allocator;
    private ArrowBuf buffer;

    Scratch(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /// Answers the address of at least `bytes` bytes; what an earlier call answered is void.
    long bytes(long bytes) {
        if (buffer == null || buffer.capacity() < bytes) {
            close();
            buffer = allocator.buffer(Math.max(bytes, 64));
        }
        return buffer.memoryAddress();
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.getReferenceManager().release();
            buffer = null;
        }
    }
}
