package dev.weir.formats.parquet.write;

import dev.weir.formats.memory.Memory;

/// Writes the RLE / bit-packed hybrid: runs of eight or more equal values as such, all else bit-packed in groups of eight.
final class HybridEncoder {
    private static final int SHORTEST_RUN = 8;

    private final ByteSink sink;
    private final int width;

    private HybridEncoder(ByteSink sink, int width) {
        this.sink = sink;
        this.width = width;
    }

    /// Writes `count` int32 at `values`, which have at most `width` bits.
    static void encode(long values, int count, int width, ByteSink sink) {
        new HybridEncoder(sink, width).encode(values, count);
    }

    private void encode(long values, int count) {
        int packedFrom = 0;
        int i = 0;
        while (i < count) {
            int value = Memory.getInt(values + i * 4L);
            int end = i + 1;
            while (end < count && Memory.getInt(values + end * 4L) == value) {
                end++;
            }
            // A packed run before must end at a group, so it takes its missing values from this run.
            int start = packedFrom == i ? i : i + (8 - (i - packedFrom & 7) & 7);
            if (end - start >= SHORTEST_RUN) {
                packed(values, packedFrom, start);
                repeated(value, end - start);
                packedFrom = end;
            }
            i = end;
        }
        packed(values, packedFrom, count);
    }

    private void repeated(int value, int count) {
        sink.putVarint((long) count << 1);
        for (int shift = 0; shift < width; shift += 8) {
            sink.putByte(value >>> shift);
        }
    }

    private void packed(long values, int from, int to) {
        if (from == to) {
            return;
        }
        int groups = to - from + 7 >>> 3;
        sink.putVarint((long) groups << 1 | 1);
        pack(values + from * 4L, to - from, groups * 8, width, sink);
    }

    /// Packs `count` int32, then zeros up to `padded` values.
    static void pack(long values, int count, int padded, int width, ByteSink sink) {
        long out = sink.reserve((long) padded * width >>> 3);
        long word = 0;
        int bits = 0;
        for (int i = 0; i < padded; i++) {
            long value = i < count ? Memory.getInt(values + i * 4L) & 0xffffffffL : 0;
            word |= value << bits;
            bits += width;
            while (bits >= 8) {
                Memory.putByte(out++, (byte) word);
                word >>>= 8;
                bits -= 8;
            }
        }
    }

    /// Bits that numbers from 0 to `largest` take.
    static int widthFor(int largest) {
        return 32 - Integer.numberOfLeadingZeros(largest);
    }
}
