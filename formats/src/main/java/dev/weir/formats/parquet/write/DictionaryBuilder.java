package dev.weir.formats.parquet.write;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.Arrays;

/// Finds the distinct values of a column buffer, in order of appearance, until there are too many.
///
/// Open addressing over codes; values are compared in the buffer.
final class DictionaryBuilder {
    private static final int SAMPLE = 32_768;
    /// A dictionary page beyond this would push pages out of the caches of whoever reads it.
    private static final long LARGEST = 1 << 20;

    private final ColumnBuffer buffer;
    private final ByteSink codes;
    private int[] table = new int[1024];
    private int[] first = new int[512];
    private int size;
    private int covered;

    private DictionaryBuilder(ColumnBuffer buffer, ByteSink codes) {
        this.buffer = buffer;
        this.codes = codes;
        Arrays.fill(table, -1);
    }

    /// Writes an int32 code for each value up to the first that did not fit.
    static DictionaryBuilder build(ColumnBuffer buffer, int mostEntries, ByteSink codes) {
        DictionaryBuilder builder = new DictionaryBuilder(buffer, codes);
        builder.run(mostEntries);
        return builder;
    }

    /// Entries of the dictionary.
    int size() {
        return size;
    }

    /// The index among the buffer's values at which an entry first appeared.
    int firstIndex(int entry) {
        return first[entry];
    }

    /// How many values, from the first on, have codes.
    int covered() {
        return covered;
    }

    private void run(int mostEntries) {
        int count = buffer.count();
        long bytes = 0;
        boolean views = buffer.form().isViews();
        for (int i = 0; i < count; i++) {
            if (i == SAMPLE && size > SAMPLE / 2) {
                size = 0;
                return;
            }
            long value = buffer.value(i);
            int slot = slot(value);
            int code = table[slot];
            if (code < 0) {
                bytes += views ? 4 + StringView.length(value) : buffer.form().width();
                if (size == mostEntries || bytes > LARGEST) {
                    break;
                }
                code = size;
                if (size == first.length) {
                    first = Arrays.copyOf(first, size * 2);
                }
                first[size++] = i;
                table[slot] = code;
                if (size * 2 > table.length) {
                    grow();
                }
            }
            codes.putInt(code);
            covered = i + 1;
        }
    }

    private int slot(long value) {
        int mask = table.length - 1;
        int slot = (int) hash(value) & mask;
        while (table[slot] >= 0 && !equal(buffer.value(first[table[slot]]), value)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        table = new int[table.length * 2];
        Arrays.fill(table, -1);
        for (int code = 0; code < size; code++) {
            table[slot(buffer.value(first[code]))] = code;
        }
    }

    private long hash(long value) {
        return switch (buffer.form()) {
            case BOOLEAN -> Memory.getByte(value);
            case HALF -> mix(Memory.getShort(value));
            case INT32, FLOAT -> mix(Memory.getInt(value));
            case INT64, UNSIGNED_INT64, DOUBLE -> mix(Memory.getLong(value));
            case DECIMAL_BYTES -> mix(Memory.getLong(value) ^ mix(Memory.getLong(value + 8)));
            case BYTES, FIXED_BYTES -> StringView.hash(value);
        };
    }

    private boolean equal(long left, long right) {
        return switch (buffer.form()) {
            case BOOLEAN -> Memory.getByte(left) == Memory.getByte(right);
            case HALF -> Memory.getShort(left) == Memory.getShort(right);
            case INT32, FLOAT -> Memory.getInt(left) == Memory.getInt(right);
            case INT64, UNSIGNED_INT64, DOUBLE -> Memory.getLong(left) == Memory.getLong(right);
            case DECIMAL_BYTES -> Memory.getLong(left) == Memory.getLong(right) && Memory.getLong(left + 8) == Memory.getLong(right + 8);
            case BYTES, FIXED_BYTES -> StringView.equal(left, right);
        };
    }

    private static long mix(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 32;
    }
}
