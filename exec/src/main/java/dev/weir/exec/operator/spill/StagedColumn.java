package dev.weir.exec.operator.spill;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import org.apache.arrow.memory.BufferAllocator;

/// Values of one column that wait to be written.
final class StagedColumn implements AutoCloseable {
    private final NativeArray values;
    private final NativeArray text;
    private final NativeArray validity;
    private Physical physical;
    private boolean nullable;
    private int rows;
    private long textBytes;

    StagedColumn(BufferAllocator allocator) {
        values = new NativeArray(allocator);
        text = new NativeArray(allocator);
        validity = new NativeArray(allocator);
    }

    /// Whether the next values may join those that are here.
    boolean takes(Physical other) {
        return rows == 0 || physical == other;
    }

    /// Appends values at int32 positions.
    void append(FlatColumn column, long positions, int count) {
        physical = column.physical();
        appendValidity(column.validityAddress(), positions, count);
        if (physical == Physical.VIEW) {
            appendText(column, positions, count);
        } else {
            long width = physical.width();
            values.ensure((rows + (long) count) * width);
            Gather.gather((int) width, column.address(), positions, count, values.address() + rows * width);
        }
        rows += count;
    }

    private void appendValidity(long from, long positions, int count) {
        if (from == 0 && !nullable) {
            return;
        }
        validity.ensure((rows + count + 63L) >>> 6 << 3);
        long to = validity.address();
        if (!nullable) {
            nullable = true;
            Bitmaps.set(to, 0, rows);
        }
        for (long i = 0; i < count; i++) {
            if (from == 0 || Memory.bit(from, Memory.getInt(positions + (i << 2)))) {
                Memory.setBit(to, rows + i);
            } else {
                Memory.clearBit(to, rows + i);
            }
        }
    }

    private void appendText(FlatColumn column, long positions, int count) {
        values.ensure((rows + (long) count) * Integer.BYTES);
        long lengths = values.address() + rows * 4L;
        long views = column.address();
        long added = 0;
        for (long i = 0; i < count; i++) {
            int row = Memory.getInt(positions + (i << 2));
            int length = column.isNull(row) ? 0 : Memory.getInt(views + ((long) row << 4));
            Memory.putInt(lengths + (i << 2), length);
            added += length;
        }
        text.ensure(textBytes + added);
        long to = text.address() + textBytes;
        for (long i = 0; i < count; i++) {
            int length = Memory.getInt(lengths + (i << 2));
            if (length > 0) {
                Memory.copy(StringView.bytes(views + ((long) Memory.getInt(positions + (i << 2)) << 4)), to, length);
                to += length;
            }
        }
        textBytes += added;
    }

    long bytes() {
        return part().bytes(rows);
    }

    SpillBlock.Part part() {
        return new SpillBlock.Part(physical, nullable, textBytes);
    }

    /// Copies the sections to `to` and answers what comes after them.
    long write(long to) {
        SpillBlock.Part part = part();
        long width = physical == Physical.VIEW ? Integer.BYTES : physical.width();
        long at = section(values.address(), rows * width, to);
        at = section(text.address(), textBytes, at);
        return part.nullable() ? section(validity.address(), (rows + 7) >>> 3, at) : at;
    }

    private static long section(long from, long bytes, long to) {
        long padded = SpillBlock.padded(bytes);
        if (padded > bytes) {
            Memory.putLong(to + padded - 8, 0);
        }
        if (bytes > 0) {
            Memory.copy(from, to, bytes);
        }
        return to + padded;
    }

    void clear() {
        rows = 0;
        textBytes = 0;
        nullable = false;
    }

    @Override
    public void close() {
        values.close();
        text.close();
        validity.close();
    }
}
