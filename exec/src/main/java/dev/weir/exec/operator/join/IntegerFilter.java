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
        long data = column.address();
        long validity = column.validityAddress();
        int kept = 0;
        if (validity == 0 && column.physical() == Physical.INT64) {
            for (long i = 0; i < count; i++) {
                int row = selection == 0 ? (int) i : Memory.getInt(selection + i * 4);
                boolean passes = test(Memory.getLong(data + row * 8L));
                Memory.putInt(out + kept * 4L, row);
                kept += passes ? 1 : 0;
            }
            return kept;
        }
        if (validity == 0 && column.physical() == Physical.INT32) {
            for (long i = 0; i < count; i++) {
                int row = selection == 0 ? (int) i : Memory.getInt(selection + i * 4);
                boolean passes = test(Memory.getInt(data + row * 4L));
                Memory.putInt(out + kept * 4L, row);
                kept += passes ? 1 : 0;
            }
            return kept;
        }
        for (long i = 0; i < count; i++) {
            int row = selection == 0 ? (int) i : Memory.getInt(selection + i * 4);
            boolean passes = (validity == 0 || Memory.bit(validity, row)) && test(value(column, row));
            Memory.putInt(out + kept * 4L, row);
            kept += passes ? 1 : 0;
        }
        return kept;
    }

    private int codes(DictionaryColumn column, long selection, int count, long out) {
        FlatColumn entries = column.dictionary();
        boolean[] passes = decisions.of(entries);
        if (passes == null && entries.length() <= 2L * count) {
            passes = new boolean[entries.length()];
            for (int e = 0; e < passes.length; e++) {
                passes[e] = test(value(entries, e));
            }
            decisions.keep(entries, passes);
        }
        long codes = column.address();
        long validity = column.validityAddress();
        int kept = 0;
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
