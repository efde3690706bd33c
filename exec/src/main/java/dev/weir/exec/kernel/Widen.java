package dev.weir.exec.kernel;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Changes the width of decimal columns.
public final class Widen {
    private Widen() {}

    /// Answers a new reference to the same decimals as INT128.
    public static FlatColumn toInt128(FlatColumn column, BufferAllocator allocator) {
        if (column.physical() == Physical.INT128) {
            return column.retain();
        }
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            int rows = column.length();
            ArrowBuf data = pending.buffer(rows * 16L);
            widen(column.address(), data.memoryAddress(), rows);
            return pending.column(column.type(), Physical.INT128, rows, data, pending.share(column.validity()));
        }
    }

    /// Sign-extends `rows` int64 values into int128 slots.
    public static void widen(long from, long to, int rows) {
        for (long i = 0; i < rows; i++) {
            long value = Memory.getLong(from + (i << 3));
            Memory.putLong(to + (i << 4), value);
            Memory.putLong(to + (i << 4) + 8, value >> 63);
        }
    }

    /// Answers a new reference to the same decimals as INT64, or to `column` itself when a value does not fit.
    public static FlatColumn narrow(FlatColumn column, BufferAllocator allocator) {
        if (column.physical() != Physical.INT128 || !fits(column)) {
            return column.retain();
        }
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            int rows = column.length();
            ArrowBuf data = pending.buffer(rows * 8L);
            long to = data.memoryAddress();
            for (long i = 0; i < rows; i++) {
                Memory.putLong(to + (i << 3), Memory.getLong(column.address() + (i << 4)));
            }
            return pending.column(column.type(), Physical.INT64, rows, data, pending.share(column.validity()));
        }
    }

    private static boolean fits(FlatColumn column) {
        long from = column.address();
        for (int i = 0; i < column.length(); i++) {
            long at = from + ((long) i << 4);
            if (Memory.getLong(at) >> 63 != Memory.getLong(at + 8) && !column.isNull(i)) {
                return false;
            }
        }
        return true;
    }
}
