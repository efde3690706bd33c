package dev.weir.formats.parquet.write;

import dev.weir.formats.memory.Memory;

/// Writes DELTA_BINARY_PACKED: blocks of 128 values in 4 miniblocks.
final class DeltaEncoder {
    private static final int BLOCK = 128;
    private static final int MINIBLOCKS = 4;
    private static final int MINIBLOCK = BLOCK / MINIBLOCKS;

    private DeltaEncoder() {}

    /// @param width 4 or 8, bytes of a value; differences wrap at it
    static void encode(long values, int count, int width, ByteSink sink) {
        sink.putVarint(BLOCK);
        sink.putVarint(MINIBLOCKS);
        sink.putVarint(count);
        sink.putZigzag(count == 0 ? 0 : value(values, 0, width));
        long[] differences = new long[BLOCK];
        int done = 1;
        while (done < count) {
            int part = Math.min(BLOCK, count - done);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < part; i++) {
                long difference = value(values, done + i, width) - value(values, done + i - 1, width);
                differences[i] = width == 4 ? (int) difference : difference;
                least = Math.min(least, differences[i]);
            }
            sink.putZigzag(least);
            block(differences, part, least, width, sink);
            done += part;
        }
    }

    private static void block(long[] differences, int count, long least, int width, ByteSink sink) {
        int[] bits = new int[MINIBLOCKS];
        for (int mini = 0; mini < MINIBLOCKS; mini++) {
            long all = 0;
            for (int i = mini * MINIBLOCK; i < Math.min(count, (mini + 1) * MINIBLOCK); i++) {
                long above = differences[i] - least;
                differences[i] = width == 4 ? above & 0xffffffffL : above;
                all |= differences[i];
            }
            bits[mini] = 64 - Long.numberOfLeadingZeros(all);
            sink.putByte(bits[mini]);
        }
        for (int mini = 0; mini * MINIBLOCK < count; mini++) {
            long out = sink.reserve((long) MINIBLOCK * bits[mini] >>> 3);
            Memory.fill(out, (long) MINIBLOCK * bits[mini] >>> 3, (byte) 0);
            for (int i = 0; i < Math.min(MINIBLOCK, count - mini * MINIBLOCK); i++) {
                put(out, (long) i * bits[mini], bits[mini], differences[mini * MINIBLOCK + i]);
            }
        }
    }

    private static void put(long out, long bit, int width, long value) {
        long at = out + (bit >>> 3);
        int shift = (int) (bit & 7);
        int left = width;
        long rest = value;
        while (left > 0) {
            int part = Math.min(8 - shift, left);
            int mask = (1 << part) - 1;
            Memory.putByte(at, (byte) (Memory.getByte(at) | ((int) rest & mask) << shift));
            rest >>>= part;
            left -= part;
            shift = 0;
            at++;
        }
    }

    private static long value(long values, long index, int width) {
        return width == 4 ? Memory.getInt(values + index * 4) : Memory.getLong(values + index * 8);
    }
}
