package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.BooleanVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Converts between boolean columns (a byte a value) and bitmaps of whole words.
public final class BooleanBits {
    private BooleanBits() {}

    public static void fromBytes(long data, int rows, long bits) {
        fromBytes(data, KernelMode.SIMD ? BooleanVectors.fromBytes(data, rows, bits) : 0, rows, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void fromBytes(long data, int from, int rows, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                word |= (Memory.getByte(data + i) != 0 ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void toBytes(long bits, int rows, long data) {
        toBytes(bits, KernelMode.SIMD ? BooleanVectors.toBytes(bits, rows, data) : 0, rows, data);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void toBytes(long bits, int from, int rows, long data) {
        for (int i = from; i < rows; i++) {
            Memory.putByte(data + i, (byte) ((Memory.getByte(bits + (i >>> 3)) >>> (i & 7)) & 1));
        }
    }

    /// Looks up a byte (0 or 1) a row in `table` by int32 codes.
    public static void lookup(long codes, int rows, long table, long bits) {
        long whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (long i = 0; i < 64; i += 8) {
                word |= (long) eight(codes + (base + i << 2), table) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        if (whole < rows) {
            long word = 0;
            for (long i = whole; i < rows; i++) {
                word |= (long) Memory.getByte(table + Memory.getInt(codes + (i << 2))) << i;
            }
            Memory.putLong(bits + (whole >>> 3), word);
        }
    }

    /// The bits of eight rows. They are put together in pairs, so that no load waits for the bits before it.
    private static int eight(long codes, long table) {
        int low = one(codes, table) | one(codes + 4, table) << 1 | (one(codes + 8, table) | one(codes + 12, table) << 1) << 2;
        int high = one(codes + 16, table) | one(codes + 20, table) << 1 | (one(codes + 24, table) | one(codes + 28, table) << 1) << 2;
        return low | high << 4;
    }

    private static int one(long code, long table) {
        return Memory.getByte(table + Memory.getInt(code));
    }
}
