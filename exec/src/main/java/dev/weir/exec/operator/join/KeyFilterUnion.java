package dev.weir.exec.operator.join;

import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import java.util.ArrayList;
import java.util.List;

/// Puts the parts of a runtime filter together that the tasks of a stage have made: what any of them lets pass, passes.
public final class KeyFilterUnion {
    private KeyFilterUnion() {}

    /// @param parts null for a task that has made none
    /// @return null when nothing can be dropped
    public static KeyFilter of(List<KeyFilter> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        List<IntegerFilter> integers = new ArrayList<>();
        List<StringFilter> strings = new ArrayList<>();
        for (KeyFilter part : parts) {
            switch (part) {
                case IntegerFilter filter -> integers.add(filter);
                case StringFilter filter -> strings.add(filter);
                case null, default -> {
                    return null;
                }
            }
        }
        if (!integers.isEmpty() && !strings.isEmpty()) {
            return null;
        }
        return integers.isEmpty() ? strings(strings) : integers(integers);
    }

    private static KeyFilter strings(List<StringFilter> parts) {
        List<BlockedBloom> blooms = new ArrayList<>();
        for (StringFilter part : parts) {
            blooms.add(part.bloom());
        }
        return new StringFilter(largest(blooms, 0));
    }

    private static KeyFilter integers(List<IntegerFilter> all) {
        List<IntegerFilter> parts = new ArrayList<>();
        List<BlockedBloom> blooms = new ArrayList<>();
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        boolean ranged = false;
        long values = 0;
        for (IntegerFilter part : all) {
            if (part.isEmpty()) {
                continue;
            }
            parts.add(part);
            min = Math.min(min, part.min());
            max = Math.max(max, part.max());
            if (part.bloom() != null) {
                blooms.add(part.bloom());
            } else if (part.bits() != null) {
                for (long word : part.bits()) {
                    values += Long.bitCount(word);
                }
            } else {
                ranged = true;
            }
        }
        if (parts.size() <= 1) {
            return parts.isEmpty() ? all.getFirst() : parts.getFirst();
        }
        long span = max - min;
        if (blooms.isEmpty() && span >= 0 && span < KeyFilters.MOST_SENT_BITS) {
            return new IntegerFilter(min, max, bits(parts, min, span), null);
        }
        if (ranged || values > Integer.MAX_VALUE / 16) {
            return new IntegerFilter(min, max, null, null);
        }
        BlockedBloom bloom = largest(blooms, (int) values);
        for (IntegerFilter part : parts) {
            if (part.bits() != null) {
                addAll(part, bloom);
            }
        }
        return new IntegerFilter(min, max, null, bloom);
    }

    private static long[] bits(List<IntegerFilter> parts, long min, long span) {
        long[] bits = new long[(int) (span >>> 6) + 1];
        for (IntegerFilter part : parts) {
            long from = part.min() - min;
            if (part.bits() == null) {
                long to = part.max() - min;
                for (long bit = from; bit <= to; bit++) {
                    bits[(int) (bit >>> 6)] |= 1L << bit;
                }
                continue;
            }
            int word = (int) (from >>> 6);
            int shift = (int) (from & 63);
            for (int i = 0; i < part.bits().length; i++) {
                long source = part.bits()[i];
                if (source != 0) {
                    bits[word + i] |= source << shift;
                    if (shift != 0 && source >>> Long.SIZE - shift != 0) {
                        bits[word + i + 1] |= source >>> Long.SIZE - shift;
                    }
                }
            }
        }
        return bits;
    }

    private static void addAll(IntegerFilter exact, BlockedBloom bloom) {
        for (int i = 0; i < exact.bits().length; i++) {
            for (long word = exact.bits()[i]; word != 0; word &= word - 1) {
                bloom.add(IntegerFilter.hash(exact.min() + i * 64L + Long.numberOfTrailingZeros(word)));
            }
        }
    }

    /// All of them in one as large as the largest, and large enough for further keys.
    private static BlockedBloom largest(List<BlockedBloom> blooms, int keys) {
        int words = new BlockedBloom(keys).words().length;
        for (BlockedBloom bloom : blooms) {
            words = Math.max(words, bloom.words().length);
        }
        BlockedBloom all = new BlockedBloom(new long[words]);
        for (BlockedBloom bloom : blooms) {
            all.addAll(bloom);
        }
        return all;
    }
}
