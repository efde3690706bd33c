package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;

/// Decides about integers, dates and int64 decimals: by range, then by exact bits or a Bloom filter.
final class IntegerFilter implements KeyFilter {
    /// Entries of a dictionary a row that are worth deciding at once: a row group asks several times.
    private static final long ENTRIES_A_ROW = 8;

    private final long min;
    private final long max;
    private final long[] bits;
    private final BlockedBloom bloom;
    private final EntryDecisions decisions = new EntryDecisions();

    IntegerFilter(long min, long max, long[] bits, BlockedBloom bloom) {
        this.min = min;
        this.max = max;
        this.bits = bits;
        this.bloom = bloom;
    }

    static long hash(long value) {
        return Hash.ofLong(value);
    }

    boolean isEmpty() {
        return min > max;
    }

    long min() {
        return min;
    }

    long max() {
        return max;
    }

    /// A bit for each value from {@link #min}; null when there are none. Not to be changed.
    long[] bits() {
        return bits;
    }

    /// Null when there is none.
    BlockedBloom bloom() {
        return bloom;
    }

    @Override
    public Range range() {
        return new Range(min, max);
    }

    @Override
    public int select(Column column, long selection, int count, long out) {
        return switch (column) {
            case FlatColumn flat -> flat(flat, selection, count, out);
            case ConstantColumn constant -> {
                FlatColumn single = constant.single();
                yield single.isNull(0) || !test(value(single, 0)) ? 0 : copy(selection, count, out);
            }
            case DictionaryColumn dictionary -> codes(dictionary, selection, count, out);
        };
    }

    private boolean test(long value) {
        if (value < min || value > max) {
            return false;
        }
        if (bits != null) {
            long bit = value - min;
            return (bits[(int) (bit >>> 6)] >>> bit & 1) != 0;
        }
        return bloom == null || bloom.mayContain(hash(value));
    }

    private int flat(FlatColumn column, long selection, int count, long out) {
        if (column.validityAddress() == 0 && (column.physical() == Physical.INT64 || column.physical() == Physical.INT32)) {
            boolean wide = column.physical() == Physical.INT64;
            return bits != null ? exact(bits, min, max - min, column.address(), wide, selection, count, out)
                    : bloom != null ? probable(column.address(), wide, selection, count, out)
                    : ranged(min, max, column.address(), wide, selection, count, out);
        }
        long validity = column.validityAddress();
        int kept = 0;
        for (long i = 0; i < count; i++) {
            int row = selection == 0 ? (int) i : Memory.getInt(selection + i * 4);
            boolean passes = (validity == 0 || Memory.bit(validity, row)) && test(value(column, row));
            Memory.putInt(out + kept * 4L, row);
            kept += passes ? 1 : 0;
        }
        return kept;
    }

    /// Without a branch on the data, which would be mispredicted for as many rows as the filter keeps or drops.
    ///
    /// @param most the greatest offset from `least` that has a bit; less than 2^31 * 64
    static int exact(long[] bits, long least, long most, long data, boolean wide, long selection, int count, long out) {
        long kept = 0;
        for (long i = 0; i < count; i++) {
            long row = selection == 0 ? i : Memory.getInt(selection + i * 4);
            long offset = (wide ? Memory.getLong(data + row * 8) : Memory.getInt(data + row * 4)) - least;
            // 1 when 0 <= offset <= most: then neither has a sign.
            long inside = (offset | (most - offset)) >>> 63 ^ 1;
            long bit = offset & -inside;
            Memory.putInt(out + kept * 4, (int) row);
            kept += bits[(int) (bit >>> 6)] >>> bit & inside;
        }
        return (int) kept;
    }

    private int probable(long data, boolean wide, long selection, int count, long out) {
        BlockedBloom filter = bloom;
        long least = min;
        long greatest = max;
        int kept = 0;
        for (long i = 0; i < count; i++) {
            long row = selection == 0 ? i : Memory.getInt(selection + i * 4);
            long value = wide ? Memory.getLong(data + row * 8) : Memory.getInt(data + row * 4);
            Memory.putInt(out + kept * 4L, (int) row);
            kept += value >= least & value <= greatest & filter.mayContain(hash(value)) ? 1 : 0;
        }
        return kept;
    }

    private static int ranged(long least, long greatest, long data, boolean wide, long selection, int count, long out) {
        int kept = 0;
        for (long i = 0; i < count; i++) {
            long row = selection == 0 ? i : Memory.getInt(selection + i * 4);
            long value = wide ? Memory.getLong(data + row * 8) : Memory.getInt(data + row * 4);
            Memory.putInt(out + kept * 4L, (int) row);
            kept += value >= least & value <= greatest ? 1 : 0;
        }
        return kept;
    }

    private int codes(DictionaryColumn column, long selection, int count, long out) {
        FlatColumn entries = column.dictionary();
        boolean[] passes = decisions.of(entries);
        if (passes == null && entries.length() <= ENTRIES_A_ROW * count) {
            passes = new boolean[entries.length()];
            for (int e = 0; e < passes.length; e++) {
                passes[e] = test(value(entries, e));
            }
            decisions.keep(entries, passes);
        }
        long codes = column.address();
        long validity = column.validityAddress();
        int kept = 0;
        if (passes != null && validity == 0) {
            for (long i = 0; i < count; i++) {
                long row = selection == 0 ? i : Memory.getInt(selection + i * 4);
                Memory.putInt(out + kept * 4L, (int) row);
                kept += passes[Memory.getInt(codes + row * 4)] ? 1 : 0;
            }
            return kept;
        }
        for (long i = 0; i < count; i++) {
            int row = selection == 0 ? (int) i : Memory.getInt(selection + i * 4);
            int code = Memory.getInt(codes + row * 4L);
            boolean passed = (validity == 0 || Memory.bit(validity, row)) && (passes == null ? test(value(entries, code)) : passes[code]);
            Memory.putInt(out + kept * 4L, row);
            kept += passed ? 1 : 0;
        }
        return kept;
    }

    static int copy(long selection, int count, long out) {
        for (long i = 0; i < count; i++) {
            Memory.putInt(out + i * 4, selection == 0 ? (int) i : Memory.getInt(selection + i * 4));
        }
        return count;
    }

    private static long value(FlatColumn column, long row) {
        return KeyRange.value(column, row);
    }
}
