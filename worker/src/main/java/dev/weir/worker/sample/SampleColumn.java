package dev.weir.worker.sample;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// A column of a made-up table: each value follows from the row's number.
sealed interface SampleColumn {
    /// Of a nullable column, one row in so many is NULL.
    int NULL_EVERY = 13;

    String name();

    FileType type();

    /// Whole numbers, unscaled decimals, days, microseconds, truth as 0 or 1, and doubles as their bits.
    record Numbers(String name, FileType type, IntToLongFunction value) implements SampleColumn {}

    record Texts(String name, IntFunction<String> value) implements SampleColumn {
        @Override
        public FileType type() {
            return new FileType.Utf8();
        }
    }

    default FileColumn described(boolean nullable) {
        return new FileColumn(name(), type(), nullable);
    }

    /// The values of `rows` rows from `from` on.
    default DecodedColumn.Flat make(int from, int rows, boolean nullable, BufferAllocator allocator) {
        return switch (this) {
            case Numbers numbers -> numbers(numbers, from, rows, nullable, allocator);
            case Texts texts -> texts(texts, from, rows, nullable, allocator);
        };
    }

    private static boolean isNull(int row, boolean nullable) {
        return nullable && row % NULL_EVERY == NULL_EVERY - 1;
    }

    private static DecodedColumn.Flat numbers(Numbers column, int from, int rows, boolean nullable, BufferAllocator allocator) {
        Physical physical = column.type().physical();
        ArrowBuf data = allocator.buffer((long) rows * physical.width());
        for (int i = 0; i < rows; i++) {
            long value = isNull(from + i, nullable) ? 0 : column.value().applyAsLong(from + i);
            long at = data.memoryAddress() + (long) i * physical.width();
            switch (physical) {
                case BOOL, INT8 -> Memory.putByte(at, (byte) value);
                case INT32 -> Memory.putInt(at, (int) value);
                case INT64, FLOAT64 -> Memory.putLong(at, value);
                case INT16, INT128, FLOAT32, VIEW -> throw new IllegalStateException("no made-up column is " + physical);
            }
        }
        return new DecodedColumn.Flat(physical, rows, data, validity(from, rows, nullable, allocator), null);
    }

    private static DecodedColumn.Flat texts(Texts column, int from, int rows, boolean nullable, BufferAllocator allocator) {
        byte[][] values = new byte[rows][];
        long size = 1;
        for (int i = 0; i < rows; i++) {
            values[i] = isNull(from + i, nullable) ? new byte[0] : column.value().apply(from + i).getBytes(StandardCharsets.UTF_8);
            size += values[i].length;
        }
        ArrowBuf views = allocator.buffer((long) rows * StringView.WIDTH);
        ArrowBuf bytes = allocator.buffer(size);
        long at = bytes.memoryAddress();
        for (int i = 0; i < rows; i++) {
            Memory.copy(values[i], 0, at, values[i].length);
            StringView.write(views.memoryAddress() + (long) i * StringView.WIDTH, at, values[i].length);
            at += values[i].length;
        }
        return new DecodedColumn.Flat(Physical.VIEW, rows, views, validity(from, rows, nullable, allocator), StringHeap.of(bytes));
    }

    private static ArrowBuf validity(int from, int rows, boolean nullable, BufferAllocator allocator) {
        if (!nullable) {
            return null;
        }
        ArrowBuf bits = allocator.buffer((rows + 63L) / 64 * 8);
        bits.setZero(0, bits.capacity());
        for (int i = 0; i < rows; i++) {
            if (!isNull(from + i, true)) {
                long at = bits.memoryAddress() + i / 8;
                Memory.putByte(at, (byte) (Memory.getByte(at) | 1 << i % 8));
            }
        }
        return bits;
    }
}
