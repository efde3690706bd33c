package dev.weir.bench.datagen;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Collects the values of one column of a batch. The strings of a batch share one heap, which grows when it must.
final class ColumnAppender implements AutoCloseable {
    private final BufferAllocator allocator;
    private final Physical physical;
    private final int capacity;
    private ArrowBuf data;
    private ArrowBuf bytes;
    private long used;
    private int count;

    ColumnAppender(Physical physical, int capacity, BufferAllocator allocator) {
        this.physical = physical;
        this.capacity = capacity;
        this.allocator = allocator;
    }

    void append(long value) {
        long at = next();
        switch (physical) {
            case INT32 -> Memory.putInt(at, (int) value);
            case INT64 -> Memory.putLong(at, value);
            default -> throw new IllegalStateException("no integers in " + physical);
        }
    }

    void append(double value) {
        Memory.putDouble(next(), value);
    }

    void append(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        long at = next();
        if (bytes == null || used + utf8.length > bytes.capacity()) {
            grow(utf8.length);
        }
        long to = bytes.memoryAddress() + used;
        Memory.copy(utf8, 0, to, utf8.length);
        used += utf8.length;
        StringView.write(at, to, utf8.length);
    }

    /// The column so far; the appender starts anew.
    DecodedColumn.Flat take() {
        DecodedColumn.Flat column = new DecodedColumn.Flat(physical, count, data, null, bytes == null ? null : StringHeap.of(bytes));
        data = null;
        bytes = null;
        used = 0;
        count = 0;
        return column;
    }

    private long next() {
        if (data == null) {
            data = allocator.buffer((long) capacity * physical.width());
        }
        return data.memoryAddress() + (long) count++ * physical.width();
    }

    /// Moves to a larger heap; long views are shifted by as much as the bytes.
    private void grow(int more) {
        ArrowBuf larger = allocator.buffer(Math.max(bytes == null ? 64L * capacity : 2 * bytes.capacity(), used + more));
        if (bytes != null) {
            Memory.copy(bytes.memoryAddress(), larger.memoryAddress(), used);
            long shift = larger.memoryAddress() - bytes.memoryAddress();
            for (int row = 0; row < count - 1; row++) {
                long view = data.memoryAddress() + (long) row * StringView.WIDTH;
                if (StringView.length(view) > StringView.INLINE) {
                    Memory.putLong(view + 8, Memory.getLong(view + 8) + shift);
                }
            }
            bytes.close();
        }
        bytes = larger;
    }

    @Override
    public void close() {
        if (data != null) {
            data.close();
        }
        if (bytes != null) {
            bytes.close();
        }
    }
}
