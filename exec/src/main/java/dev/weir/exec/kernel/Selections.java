package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.SelectionVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Turns bitmaps into ascending int32 row positions. Bitmaps are whole words with zeros past the last row.
public final class Selections {
    private Selections() {}

    /// Writes the positions of the set bits and answers how many there are; `out` has room for `rows` positions.
    public static int fromBits(long bits, int rows, long out) {
        return KernelMode.SIMD ? SelectionVectors.fromBits(bits, rows, out) : scalarFromBits(bits, rows, out);
    }

    public static int scalarFromBits(long bits, int rows, long out) {
        int words = (rows + 63) >>> 6;
        long to = out;
        for (int w = 0; w < words; w++) {
            to = positions(Memory.getLong(bits + ((long) w << 3)), w << 6, to);
        }
        return (int) ((to - out) >>> 2);
    }

    /// Writes the positions of one word's bits from `to` on and answers the address after them.
    public static long positions(long word, int base, long to) {
        long left = word;
        long at = to;
        while (left != 0) {
            Memory.putInt(at, base + Long.numberOfTrailingZeros(left));
            at += 4;
            left &= left - 1;
        }
        return at;
    }

    /// Keeps those of the positions at `in` whose bit is set, bits being numbered by row; `in` and `out` may be the same.
    public static int keepRows(long in, int count, long bits, long out) {
        int kept = 0;
        for (long i = 0; i < count; i++) {
            int row = Memory.getInt(in + (i << 2));
            Memory.putInt(out + ((long) kept << 2), row);
            kept += (Memory.getByte(bits + (row >>> 3)) >>> (row & 7)) & 1;
        }
        return kept;
    }

    /// Keeps those of the positions at `in` whose bit is set, bits being numbered by place in `in`.
    public static int keepPlaces(long in, int count, long bits, long out) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Memory.putInt(out + ((long) kept << 2), Memory.getInt(in + ((long) i << 2)));
            kept += (Memory.getByte(bits + (i >>> 3)) >>> (i & 7)) & 1;
        }
        return kept;
    }

    /// Sets at each of the positions the bit that its place in `in` has.
    public static void scatter(long in, int count, long bits, long target) {
        for (int i = 0; i < count; i++) {
            if (Memory.bit(bits, i)) {
                Memory.setBit(target, Memory.getInt(in + ((long) i << 2)));
            }
        }
    }
}
