package dev.weir.formats.parquet.encoding;

import dev.weir.formats.memory.Memory;

/// Puts dense values into the slots of set validity bits and zero into the others. Loads up to 16 bytes beyond the dense
/// values; stores only slots.
public final class Spread {
    private Spread() {}

    /// @param validity bitmap of the output; the bits `bit` to `bit + rows` belong to the slots at `out`
    public static void spread(long dense, long validity, long bit, long rows, int width, long out) {
        switch (width) {
            case 1 -> spread1(dense, validity, bit, rows, out);
            case 2 -> spread2(dense, validity, bit, rows, out);
            case 4 -> spread4(dense, validity, bit, rows, out);
            case 8 -> spread8(dense, validity, bit, rows, out);
            default -> spread16(dense, validity, bit, rows, out);
        }
    }

    private static long valid(long validity, long bit) {
        return Memory.getByte(validity + (bit >>> 3)) >>> (bit & 7) & 1;
    }

    private static void spread1(long dense, long validity, long bit, long rows, long out) {
        long from = dense;
        for (long i = 0; i < rows; i++) {
            long valid = valid(validity, bit + i);
            Memory.putByte(out + i, (byte) (Memory.getByte(from) & -valid));
            from += valid;
        }
    }

    private static void spread2(long dense, long validity, long bit, long rows, long out) {
        long from = dense;
        for (long i = 0; i < rows; i++) {
            long valid = valid(validity, bit + i);
            Memory.putShort(out + i * 2, (short) (Memory.getShort(from) & -valid));
            from += valid * 2;
        }
    }

    private static void spread4(long dense, long validity, long bit, long rows, long out) {
        long from = dense;
        for (long i = 0; i < rows; i++) {
            long valid = valid(validity, bit + i);
            Memory.putInt(out + i * 4, (int) (Memory.getInt(from) & -valid));
            from += valid * 4;
        }
    }

    private static void spread8(long dense, long validity, long bit, long rows, long out) {
        long from = dense;
        for (long i = 0; i < rows; i++) {
            long valid = valid(validity, bit + i);
            Memory.putLong(out + i * 8, Memory.getLong(from) & -valid);
            from += valid * 8;
        }
    }

    private static void spread16(long dense, long validity, long bit, long rows, long out) {
        long from = dense;
        for (long i = 0; i < rows; i++) {
            long valid = valid(validity, bit + i);
            Memory.putLong(out + i * 16, Memory.getLong(from) & -valid);
            Memory.putLong(out + i * 16 + 8, Memory.getLong(from + 8) & -valid);
            from += valid * 16;
        }
    }
}
