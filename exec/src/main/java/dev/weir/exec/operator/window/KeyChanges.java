package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Concatenate;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Knows for each of some sorted rows the first sort key in which it differs from the row before; NULL does not differ from
/// NULL. From that follow the beginnings of partitions and of peers, whatever leading keys make them.
///
/// @param first int32 a row: the key's number, or the number of keys where all agree; 0 for the first row
/// @param rows  how many rows
record KeyChanges(NativeArray first, int rows) implements AutoCloseable {
    static KeyChanges of(List<Batch> batches, int rows, List<SortKey> keys, BufferAllocator allocator) {
        NativeArray first = new NativeArray(allocator);
        try {
            first.ensureScratch(rows * 4L);
            for (long i = 0; i < rows; i++) {
                Memory.putInt(first.address() + i * 4, keys.size());
            }
            for (int k = keys.size() - 1; k >= 0; k--) {
                mark(batches, keys.get(k).column(), k, first.address(), allocator);
            }
            Memory.putInt(first.address(), 0);
            return new KeyChanges(first, rows);
        } catch (RuntimeException | Error failure) {
            first.close();
            throw failure;
        }
    }

    private static void mark(List<Batch> batches, int index, int key, long first, BufferAllocator allocator) {
        List<Column> parts = new ArrayList<>(batches.size());
        for (Batch batch : batches) {
            parts.add(batch.column(index));
        }
        try (Column whole = Concatenate.concat(parts, allocator)) {
            if (whole instanceof ConstantColumn) {
                return;
            }
            try (FlatColumn flat = Flatten.flat(whole, allocator)) {
                mark(flat, key, first);
            }
        }
    }

    private static void mark(FlatColumn column, int key, long first) {
        long validity = column.validityAddress();
        long data = column.address();
        int rows = column.length();
        boolean padded = column.type() instanceof SqlType.Char;
        for (long i = 1; i < rows; i++) {
            if (validity != 0) {
                boolean present = Memory.bit(validity, i);
                if (present != Memory.bit(validity, i - 1)) {
                    Memory.putInt(first + i * 4, key);
                    continue;
                }
                if (!present) {
                    continue;
                }
            }
            boolean same = switch (column.physical()) {
                case BOOL, INT8 -> Memory.getByte(data + i) == Memory.getByte(data + i - 1);
                case INT16 -> Memory.getShort(data + i * 2) == Memory.getShort(data + i * 2 - 2);
                case INT32 -> Memory.getInt(data + i * 4) == Memory.getInt(data + i * 4 - 4);
                case INT64 -> Memory.getLong(data + i * 8) == Memory.getLong(data + i * 8 - 8);
                case INT128 -> Memory.getLong(data + i * 16) == Memory.getLong(data + i * 16 - 16)
                        && Memory.getLong(data + i * 16 + 8) == Memory.getLong(data + i * 16 - 8);
                case FLOAT32 -> Hash.normalised(Memory.getFloat(data + i * 4)) == Hash.normalised(Memory.getFloat(data + i * 4 - 4));
                case FLOAT64 -> Hash.normalised(Memory.getDouble(data + i * 8)) == Hash.normalised(Memory.getDouble(data + i * 8 - 8));
                case VIEW -> padded ? samePadded(data + i * 16, data + i * 16 - 16) : StringView.compare(data + i * 16, data + i * 16 - 16) == 0;
            };
            if (!same) {
                Memory.putInt(first + i * 4, key);
            }
        }
    }

    /// Blanks at the end do not count in char(n).
    private static boolean samePadded(long left, long right) {
        int leftLength = trimmed(left);
        return leftLength == trimmed(right) && StringView.compareBytes(StringView.bytes(left), leftLength, StringView.bytes(right), leftLength) == 0;
    }

    private static int trimmed(long view) {
        int length = StringView.length(view);
        long bytes = StringView.bytes(view);
        while (length > 0 && Memory.getByte(bytes + length - 1) == ' ') {
            length--;
        }
        return length;
    }

    /// The last row that begins a group by the leading `keys` keys; 0 when there is one group.
    int lastBegin(int keys) {
        for (int i = rows - 1; i > 0; i--) {
            if (Memory.getInt(first.address() + i * 4L) < keys) {
                return i;
            }
        }
        return 0;
    }

    /// The beginnings of the groups that the leading `keys` keys make of the first `count` rows.
    Starts starts(int keys, int count, BufferAllocator allocator) {
        NativeArray starts = new NativeArray(allocator);
        try {
            int groups = 0;
            starts.ensure(64);
            for (int i = 0; i < count; i++) {
                if (i == 0 || Memory.getInt(first.address() + i * 4L) < keys) {
                    starts.ensure((groups + 2) * 4L);
                    Memory.putInt(starts.address() + groups++ * 4L, i);
                }
            }
            Memory.putInt(starts.address() + groups * 4L, count);
            return new Starts(starts, groups);
        } catch (RuntimeException | Error failure) {
            starts.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        first.close();
    }
}
