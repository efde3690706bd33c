package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import java.util.List;

/// Makes the runtime filter of a build key: exact bits over a dense range, a Bloom filter over a sparse one or over
/// strings, none where it would cost more than it saves.
final class KeyFilters {
    /// Bits of an exact filter, at most.
    private static final long MOST_BITS = 1L << 27;
    private static final long BITS_A_ROW = 64;
    private static final long SMALL_BITS = 1 << 20;
    private static final int MOST_BLOOM_ROWS = 1 << 24;

    private KeyFilters() {}

    /// @param columns the key, batch by batch
    /// @param range   of its values when they are integers, else null
    /// @return null when no filter is worth having
    static KeyFilter of(SqlType type, List<Column> columns, KeyRange range, int rows) {
        if (range != null) {
            return integers(columns, range, rows);
        }
        if (type.physical() != Physical.VIEW || rows > MOST_BLOOM_ROWS) {
            return null;
        }
        BlockedBloom bloom = new BlockedBloom(rows);
        for (Column column : columns) {
            switch (column) {
                case FlatColumn flat -> strings(flat, flat.length(), bloom);
                case ConstantColumn constant -> strings(constant.single(), 1, bloom);
                case DictionaryColumn dictionary -> {
                    for (int i = 0; i < dictionary.length(); i++) {
                        if (!dictionary.isNull(i)) {
                            bloom.add(StringView.hash(dictionary.dictionary().address() + Memory.getInt(dictionary.address() + i * 4L) * 16L));
                        }
                    }
                }
            }
        }
        return new StringFilter(bloom);
    }

    private static void strings(FlatColumn column, int rows, BlockedBloom bloom) {
        for (int i = 0; i < rows; i++) {
            if (!column.isNull(i)) {
                bloom.add(StringView.hash(column.address() + i * 16L));
            }
        }
    }

    private static KeyFilter integers(List<Column> columns, KeyRange range, int rows) {
        if (range.isEmpty()) {
            return new IntegerFilter(Long.MAX_VALUE, Long.MIN_VALUE, null, null);
        }
        long span = range.max - range.min;
        boolean exact = span >= 0 && span < MOST_BITS && span < Math.max(SMALL_BITS, BITS_A_ROW * rows);
        if (!exact && rows > MOST_BLOOM_ROWS) {
            return new IntegerFilter(range.min, range.max, null, null);
        }
        long[] bits = exact ? new long[(int) (span >>> 6) + 1] : null;
        BlockedBloom bloom = exact ? null : new BlockedBloom(rows);
        for (Column column : columns) {
            switch (column) {
                case FlatColumn flat -> add(flat, flat.length(), 0, flat.validityAddress(), range.min, bits, bloom);
                case ConstantColumn constant -> add(constant.single(), 1, 0, constant.single().validityAddress(), range.min, bits, bloom);
                case DictionaryColumn dictionary ->
                        add(dictionary.dictionary(), dictionary.length(), dictionary.address(), dictionary.validityAddress(), range.min, bits, bloom);
            }
        }
        if (bits != null && isFull(bits, span)) {
            return new IntegerFilter(range.min, range.max, null, null);
        }
        return new IntegerFilter(range.min, range.max, bits, bloom);
    }

    private static void add(FlatColumn values, int rows, long codes, long validity, long min, long[] bits, BlockedBloom bloom) {
        for (long i = 0; i < rows; i++) {
            if (validity != 0 && !Memory.bit(validity, i)) {
                continue;
            }
            long value = KeyRange.value(values, codes == 0 ? i : Memory.getInt(codes + i * 4));
            if (bits == null) {
                bloom.add(IntegerFilter.hash(value));
            } else {
                long bit = value - min;
                bits[(int) (bit >>> 6)] |= 1L << bit;
            }
        }
    }

    private static boolean isFull(long[] bits, long span) {
        long set = 0;
        for (long word : bits) {
            set += Long.bitCount(word);
        }
        return set == span + 1;
    }
}
