package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;

/// Packs integer-like keys into one number from 0 to {@link #codes}-1, by the ranges that the build side has.
///
/// Probe values outside those ranges have no partner, so they need no number. A NULL that may match (IS NOT DISTINCT
/// FROM) takes the number after the greatest value.
public final class PackedKeys {
    private static final int MOST_BITS = 62;

    private final long[] min;
    /// Greatest offset of a value.
    private final long[] span;
    private final int[] shift;
    private final boolean[] nullMatches;
    private final long codes;

    private PackedKeys(long[] min, long[] span, int[] shift, boolean[] nullMatches, long codes) {
        this.min = min;
        this.span = span;
        this.shift = shift;
        this.nullMatches = nullMatches;
        this.codes = codes;
    }

    /// Null when the ranges need more bits than a word has.
    public static PackedKeys of(KeyRange[] ranges, List<Boolean> nullsEqual) {
        int keys = ranges.length;
        long[] min = new long[keys];
        long[] span = new long[keys];
        int[] shift = new int[keys];
        boolean[] nullMatches = new boolean[keys];
        int bits = 0;
        for (int k = 0; k < keys; k++) {
            KeyRange range = ranges[k];
            nullMatches[k] = nullsEqual.get(k);
            min[k] = range.isEmpty() ? 0 : range.min;
            span[k] = range.isEmpty() ? 0 : range.max - range.min;
            if (span[k] < 0 || span[k] > Long.MAX_VALUE - 2) {
                return null;
            }
            shift[k] = bits;
            bits += 64 - Long.numberOfLeadingZeros(span[k] + 1);
        }
        if (keys > 1 && bits > MOST_BITS) {
            return null;
        }
        return new PackedKeys(min, span, shift, nullMatches, keys == 1 ? span[0] + 2 : 1L << bits);
    }

    /// One more than the greatest number that {@link #encode} writes for a row that may match.
    long codes() {
        return codes;
    }

    /// Writes the number of each row (int64); `none` for rows that match nothing. `none` has no bits in common with the
    /// others only in being outside 0 to codes-1.
    public void encode(List<Column> columns, int rows, long none, long out) {
        if (columns.size() == 1) {
            first(columns.getFirst(), rows, none, out);
            return;
        }
        first(columns.getFirst(), rows, -1, out);
        for (int k = 1; k < columns.size(); k++) {
            further(k, columns.get(k), rows, out);
        }
        if (none != -1) {
            for (long i = 0; i < rows; i++) {
                long code = Memory.getLong(out + i * 8);
                Memory.putLong(out + i * 8, code < 0 ? none : code);
            }
        }
    }

    private void first(Column column, int rows, long none, long out) {
        long base = min[0];
        long most = span[0];
        if (column instanceof FlatColumn flat && flat.validityAddress() == 0) {
            long data = flat.address();
            if (flat.physical() == Physical.INT64) {
                for (long i = 0; i < rows; i++) {
                    long offset = Memory.getLong(data + i * 8) - base;
                    Memory.putLong(out + i * 8, offset + Long.MIN_VALUE <= most + Long.MIN_VALUE ? offset : none);
                }
                return;
            }
            if (flat.physical() == Physical.INT32) {
                for (long i = 0; i < rows; i++) {
                    long offset = Memory.getInt(data + i * 4) - base;
                    Memory.putLong(out + i * 8, offset + Long.MIN_VALUE <= most + Long.MIN_VALUE ? offset : none);
                }
                return;
            }
        }
        Reader reader = new Reader(column);
        for (long i = 0; i < rows; i++) {
            long part = part(0, reader, i);
            Memory.putLong(out + i * 8, part < 0 ? none : part);
        }
    }

    private void further(int key, Column column, int rows, long out) {
        Reader reader = new Reader(column);
        for (long i = 0; i < rows; i++) {
            long part = part(key, reader, i);
            long before = Memory.getLong(out + i * 8);
            // A sign bit in either survives in the or of both.
            Memory.putLong(out + i * 8, part < 0 ? -1 : before | part << shift[key]);
        }
    }

    private long part(int key, Reader reader, long row) {
        if (reader.isNull(row)) {
            return nullMatches[key] ? span[key] + 1 : -1;
        }
        long offset = reader.value(row) - min[key];
        return Long.compareUnsigned(offset, span[key]) <= 0 ? offset : -1;
    }

    private static final class Reader {
        private final FlatColumn values;
        private final long codes;
        private final long mask;
        private final long validity;
        private final boolean allNull;

        Reader(Column column) {
            switch (column) {
                case FlatColumn flat -> {
                    values = flat;
                    codes = 0;
                    mask = -1;
                    validity = flat.validityAddress();
                    allNull = false;
                }
                case DictionaryColumn dictionary -> {
                    values = dictionary.dictionary();
                    codes = dictionary.address();
                    mask = -1;
                    validity = dictionary.validityAddress();
                    allNull = false;
                }
                case ConstantColumn constant -> {
                    values = constant.single();
                    codes = 0;
                    mask = 0;
                    validity = 0;
                    allNull = constant.mayHaveNulls();
                }
            }
        }

        boolean isNull(long row) {
            return allNull || validity != 0 && !Memory.bit(validity, row);
        }

        long value(long row) {
            return KeyRange.value(values, codes != 0 ? Memory.getInt(codes + row * 4) : row & mask);
        }
    }
}
