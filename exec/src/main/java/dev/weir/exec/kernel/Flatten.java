package dev.weir.exec.kernel;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Turns any column into one value a row. The result is a reference of its own; flat columns are only retained.
public final class Flatten {
    private Flatten() {}

    public static FlatColumn flat(Column column, BufferAllocator allocator) {
        return switch (column) {
            case FlatColumn flat -> flat.retain();
            case ConstantColumn constant -> repeat(constant.single(), constant.length(), allocator);
            case DictionaryColumn coded -> decode(coded, allocator);
        };
    }

    private static FlatColumn repeat(FlatColumn value, int rows, BufferAllocator allocator) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            int width = value.physical().width();
            ArrowBuf data = pending.buffer((long) rows * width);
            long to = data.memoryAddress();
            boolean isNull = value.isNull(0);
            if (isNull || width == 1) {
                Memory.fill(to, (long) rows * width, isNull ? 0 : Memory.getByte(value.address()));
            } else {
                fill(value.address(), width, to, rows);
            }
            pending.share(value.heap());
            return pending.column(value.type(), value.physical(), rows, data, isNull ? pending.bitmap(rows) : null);
        }
    }

    /// Writes the value of `width` bytes at `from` into `rows` slots.
    public static void fill(long from, int width, long to, int rows) {
        switch (width) {
            case 1 -> Memory.fill(to, rows, Memory.getByte(from));
            case 2 -> {
                short value = Memory.getShort(from);
                for (long i = 0; i < rows; i++) {
                    Memory.putShort(to + (i << 1), value);
                }
            }
            case 4 -> {
                int value = Memory.getInt(from);
                for (long i = 0; i < rows; i++) {
                    Memory.putInt(to + (i << 2), value);
                }
            }
            case 8 -> {
                long value = Memory.getLong(from);
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + (i << 3), value);
                }
            }
            default -> {
                long low = Memory.getLong(from);
                long high = Memory.getLong(from + 8);
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + (i << 4), low);
                    Memory.putLong(to + (i << 4) + 8, high);
                }
            }
        }
    }

    private static FlatColumn decode(DictionaryColumn coded, BufferAllocator allocator) {
        FlatColumn dictionary = coded.dictionary();
        int rows = coded.length();
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            int width = dictionary.physical().width();
            ArrowBuf data = pending.buffer((long) rows * width);
            long to = data.memoryAddress();
            if (dictionary.length() == 0) {
                Memory.fill(to, (long) rows * width, (byte) 0);
            } else {
                TableLookup.lookup(width, dictionary.address(), dictionary.length(), coded.address(), rows, to);
            }
            if (dictionary.physical() == Physical.VIEW && coded.validity() != null) {
                for (int i = 0; i < rows; i++) {
                    if (coded.isNull(i)) {
                        StringView.writeEmpty(to + ((long) i << 4));
                    }
                }
            }
            pending.share(dictionary.heap());
            return pending.column(dictionary.type(), dictionary.physical(), rows, data, pending.share(coded.validity()));
        }
    }
}
