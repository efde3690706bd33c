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
import java.util.function.Consumer;

/// Makes the runtime filter of a build key: exact bits over a dense range, a Bloom filter over a sparse one or over
/// strings, none where it would cost more than it saves.
final class KeyFilters {
    /// Bits of an exact filter, at most.
    private static final long MOST_BITS = 1L << 27;
    /// Exact bits take more room than a Bloom filter of 16 bits a row, but clustered keys find them in cache, and none passes wrongly.
    private static final long BITS_A_ROW = 256;
    private static final long SMALL_BITS = 1 << 20;
    private static final int MOST_BLOOM_ROWS = 1 << 24;
    /// The same of filters that are sent: 8 MiB either way.
    static final long MOST_SENT_BITS = 1L << 26;
    private static final int MOST_SENT_ROWS = 1 << 22;

    private KeyFilters() {}

    /// The build rows' values of a key, batch by batch; some may come from disk.
    @FunctionalInterface
    interface Keys {
        /// Hands over one column after the other, none of which may be kept.
        void each(Consumer<Column> taker);
    }

    /// @param keys    all of them, asked for at most once
    /// @param range   of its values when they are integers, else null
    /// @param parts   how many tasks make a part of the filter for tasks elsewhere, so that the parts together are as good
    ///                as one; 0 when it stays in this task and may be larger
    /// @return null when no filter is worth having
    static KeyFilter of(SqlType type, Keys keys, KeyRange range, int rows, int parts) {
        if (range != null) {
            return integers(keys, range, rows, parts);
        }
        long all = (long) rows * Math.max(1, parts);
        if (type.physical() != Physical.VIEW || all > (parts == 0 ? MOST_BLOOM_ROWS : MOST_SENT_ROWS)) {
            return null;
        }
        BlockedBloom bloom = new BlockedBloom((int) all);
        keys.each(column -> {
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
        });
        return new StringFilter(bloom);
    }

    private static void strings(FlatColumn column, int rows, BlockedBloom bloom) {
        for (int i = 0; i < rows; i++) {
            if (!column.isNull(i)) {
                bloom.add(StringView.hash(column.address() + i * 16L));
            }
        }
    }

    private static KeyFilter integers(Keys keys, KeyRange range, int rows, int parts) {
        if (range.isEmpty()) {
            return new IntegerFilter(Long.MAX_VALUE, Long.MIN_VALUE, null, null);
        }
        long span = range.max - range.min;
        long all = (long) rows * Math.max(1, parts);
        boolean exact = span >= 0 && span < (parts == 0 ? MOST_BITS : MOST_SENT_BITS) && span < Math.max(SMALL_BITS, BITS_A_ROW * all);
        if (!exact && all > (parts == 0 ? MOST_BLOOM_ROWS : MOST_SENT_ROWS)) {
            return new IntegerFilter(range.min, range.max, null, null);
        }
        long[] bits = exact ? new long[(int) (span >>> 6) + 1] : null;
        BlockedBloom bloom = exact ? null : new BlockedBloom((int) all);
        keys.each(column -> {
            switch (column) {
                case FlatColumn flat -> add(flat, flat.length(), 0, flat.validityAddress(), range.min, bits, bloom);
                case ConstantColumn constant -> add(constant.single(), 1, 0, constant.single().validityAddress(), range.min, bits, bloom);
                case DictionaryColumn dictionary ->
                        add(dictionary.dictionary(), dictionary.length(), dictionary.address(), dictionary.validityAddress(), range.min, bits, bloom);
            }
        });
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
