package dev.weir.formats.parquet.write;

import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Growing memory, written at its end. Addresses into it are valid until it grows.
final class ByteSink implements AutoCloseable {
    private final BufferAllocator allocator;
    private ArrowBuf buffer;
    private long address;
    private long capacity;
    private long size;

    ByteSink(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    long size() {
        return size;
    }

    /// The address of the first byte.
    long address() {
        return address;
    }

    void clear() {
        size = 0;
    }

    /// Makes room for `count` bytes, counts them as written and answers their address. Up to 16 bytes beyond may be
    /// overwritten.
    long reserve(long count) {
        if (size + count + 16 > capacity) {
            grow(size + count + 16);
        }
        long at = address + size;
        size += count;
        return at;
    }

    /// Uncounts the last `count` bytes.
    void giveBack(long count) {
        size -= count;
    }

    private void grow(long needed) {
        ArrowBuf larger = allocator.buffer(Math.max(needed, Math.max(1024, capacity * 2)));
        if (buffer != null) {
            Memory.copy(address, larger.memoryAddress(), size);
            buffer.close();
        }
        buffer = larger;
        address = larger.memoryAddress();
        capacity = larger.capacity();
    }

    void putByte(int value) {
        Memory.putByte(reserve(1), (byte) value);
    }

    void putInt(int value) {
        Memory.putInt(reserve(4), value);
    }

    void putLong(long value) {
        Memory.putLong(reserve(8), value);
    }

    void putBytes(long source, long count) {
        Memory.copy(source, reserve(count), count);
    }

    void putBytes(byte[] source) {
        Memory.copy(source, 0, reserve(source.length), source.length);
    }

    void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            putByte((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    void putZigzag(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
            capacity = 0;
            size = 0;
        }
    }
}
