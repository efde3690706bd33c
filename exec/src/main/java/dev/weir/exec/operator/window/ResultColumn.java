package dev.weir.exec.operator.window;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// A result column under construction.
final class ResultColumn implements AutoCloseable {
    private final BufferAllocator allocator;
    private ArrowBuf data;
    private ArrowBuf validity;
    private int width;
    private int rows;

    ResultColumn(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    void open(int count, int bytes) {
        close();
        rows = count;
        width = bytes;
        data = allocator.buffer(Math.max(1, (long) count * bytes));
    }

    long at(int slot) {
        return data.memoryAddress() + (long) slot * width;
    }

    void putNull(int slot) {
        if (validity == null) {
            validity = allocator.buffer(Math.max(1, Bitmaps.bytes(rows)));
            Memory.fill(validity.memoryAddress(), Bitmaps.bytes(rows), (byte) 0);
            Bitmaps.set(validity.memoryAddress(), 0, rows);
        }
        Memory.clearBit(validity.memoryAddress(), slot);
        Memory.fill(at(slot), width, (byte) 0);
    }

    /// Hands over the column.
    FlatColumn finish(SqlType type, Physical physical) {
        FlatColumn column = new FlatColumn(type, physical, rows, data, validity, null);
        data = null;
        validity = null;
        return column;
    }

    /// Turns 16-byte slots into shorter ones, which hold the values.
    void narrow(int bytes) {
        for (int i = 0; i < rows; i++) {
            long value = Memory.getLong(data.memoryAddress() + i * 16L);
            if (bytes == 8) {
                Memory.putLong(data.memoryAddress() + i * 8L, value);
            } else {
                Memory.putInt(data.memoryAddress() + i * 4L, (int) value);
            }
        }
        width = bytes;
    }

    @Override
    public void close() {
        if (data != null) {
            data.getReferenceManager().release();
            data = null;
        }
        if (validity != null) {
            validity.getReferenceManager().release();
            validity = null;
        }
    }
}
