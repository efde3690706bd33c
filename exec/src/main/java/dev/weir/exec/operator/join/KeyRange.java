package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;

/// The least and the greatest value of one integer-like key, collected while the build side arrives: it decides whether
/// keys can be packed into a word and looked up in an array.
public final class KeyRange {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    boolean nulls;

    /// Whether values of the type are kept as integers of at most 64 bits.
    static boolean isInteger(SqlType type) {
        return switch (type.physical()) {
            case BOOL, INT8, INT16, INT32, INT64 -> true;
            case INT128, FLOAT32, FLOAT64, VIEW -> false;
        };
    }

    boolean isEmpty() {
        return min > max;
    }

    void merge(KeyRange other) {
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        nulls |= other.nulls;
    }

    public void add(Column column) {
        switch (column) {
            case FlatColumn flat -> addFlat(flat);
            case ConstantColumn constant -> {
                if (constant.length() > 0) {
                    addFlat(constant.single());
                }
            }
            case DictionaryColumn dictionary -> addCodes(dictionary);
        }
    }

    private void addFlat(FlatColumn column) {
        long validity = column.validityAddress();
        long data = column.address();
        long least = min;
        long greatest = max;
        int rows = column.length();
        if (validity == 0 && column.physical() == Physical.INT64) {
            for (long i = 0; i < rows; i++) {
                long value = Memory.getLong(data + i * 8);
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        } else {
            for (long i = 0; i < rows; i++) {
                if (validity != 0 && !Memory.bit(validity, i)) {
                    nulls = true;
                    continue;
                }
                long value = value(column, i);
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        min = least;
        max = greatest;
    }

    private void addCodes(DictionaryColumn column) {
        FlatColumn entries = column.dictionary();
        long validity = column.validityAddress();
        for (long i = 0; i < column.length(); i++) {
            if (validity != 0 && !Memory.bit(validity, i)) {
                nulls = true;
                continue;
            }
            long value = value(entries, Memory.getInt(column.address() + i * 4));
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
    }

    /// An integer-like value as a long.
    static long value(FlatColumn column, long row) {
        long data = column.address();
        return switch (column.physical()) {
            case BOOL, INT8 -> Memory.getByte(data + row);
            case INT16 -> Memory.getShort(data + row * 2);
            case INT32 -> Memory.getInt(data + row * 4);
            case INT64 -> Memory.getLong(data + row * 8);
            // A decimal of up to 18 digits fits its low word.
            case INT128 -> Memory.getLong(data + row * 16);
            case FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no integers: " + column.physical());
        };
    }
}
