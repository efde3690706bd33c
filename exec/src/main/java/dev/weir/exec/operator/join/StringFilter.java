package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;

/// Decides about strings by a Bloom filter over their hashes.
final class StringFilter implements KeyFilter {
    private final BlockedBloom bloom;
    private final EntryDecisions decisions = new EntryDecisions();

    StringFilter(BlockedBloom bloom) {
        this.bloom = bloom;
    }

    BlockedBloom bloom() {
        return bloom;
    }

    @Override
    public Range range() {
        return null;
    }

    @Override
    public int select(Column column, long selection, int count, long out) {
        return switch (column) {
            case FlatColumn flat -> {
                long validity = flat.validityAddress();
                int kept = 0;
                for (long i = 0; i < count; i++) {
                    int row = selection == 0 ? (int) i : Memory.getInt(selection + i * 4);
                    boolean passes = (validity == 0 || Memory.bit(validity, row)) && test(flat, row);
                    Memory.putInt(out + kept * 4L, row);
                    kept += passes ? 1 : 0;
                }
                yield kept;
            }
            case ConstantColumn constant -> constant.mayHaveNulls() || !test(constant.single(), 0) ? 0 : IntegerFilter.copy(selection, count, out);
            case DictionaryColumn dictionary -> codes(dictionary, selection, count, out);
        };
    }

    private boolean test(FlatColumn column, long row) {
        return bloom.mayContain(StringView.hash(column.address() + row * StringView.WIDTH));
    }

    private int codes(DictionaryColumn column, long selection, int count, long out) {
        FlatColumn entries = column.dictionary();
        boolean[] passes = decisions.of(entries);
        if (passes == null && entries.length() <= 2L * count) {
            passes = new boolean[entries.length()];
            for (int e = 0; e < passes.length; e++) {
                passes[e] = test(entries, e);
            }
            decisions.keep(entries, passes);
        }
        long validity = column.validityAddress();
        int kept = 0;
        for (long i = 0; i < count; i++) {
            int row = selection == 0 ? (int) i : Memory.getInt(selection + i * 4);
            int code = Memory.getInt(column.address() + row * 4L);
            boolean passed = (validity == 0 || Memory.bit(validity, row)) && (passes == null ? test(entries, code) : passes[code]);
            Memory.putInt(out + kept * 4L, row);
            kept += passed ? 1 : 0;
        }
        return kept;
    }
}
