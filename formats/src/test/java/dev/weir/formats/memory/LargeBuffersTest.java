package dev.weir.formats.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class LargeBuffersTest {
    @Test
    void areAccountedAndFreed() {
        try (BufferAllocator allocator = new RootAllocator(64 << 20)) {
            long bytes = LargeBuffers.FROM + 12345;
            ArrowBuf buffer = LargeBuffers.allocate(allocator, bytes);
            assertTrue(buffer.capacity() >= bytes);
            assertTrue(allocator.getAllocatedMemory() >= bytes);
            if (LargeBuffers.isZero(bytes)) {
                assertEquals(0, Memory.getLong(buffer.memoryAddress() + bytes - 8));
            }
            Memory.putLong(buffer.memoryAddress() + bytes - 8, 42);
            assertEquals(42, Memory.getLong(buffer.memoryAddress() + bytes - 8));
            buffer.getReferenceManager().retain();
            buffer.getReferenceManager().release();
            assertThrows(OutOfMemoryException.class, () -> LargeBuffers.allocate(allocator, 60 << 20));
            buffer.getReferenceManager().release();
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }

    @Test
    void smallOnesComeFromTheAllocator() {
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf buffer = LargeBuffers.allocate(allocator, 100)) {
            assertTrue(buffer.capacity() >= 100);
        }
    }
}
