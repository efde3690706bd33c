package dev.weir.exec.kernel;

import dev.weir.formats.memory.Memory;

/// Works on Arrow bitmaps (bit 0 of byte 0 first) at absolute addresses. Never reads a byte past the last row's.
public final class Bitmaps {
    private Bitmaps() {}

    /// Bytes of a bitmap that we allocate: whole 64-bit words, so that loops may write words.
    public static long bytes(int rows) {
        return ((rows + 63L) >>> 6) << 3;
    }

    /// The 64 bits from bit `64 * index` on; bits at and past `rows` are zero.
    public static long word(long address, int index, int rows) {
        int left = rows - (index << 6);
        long at = address + ((long) index << 3);
        if (left >= 64) {
            return Memory.getLong(at);
        }
        long word = 0;
        int bytes = (left + 7) >>> 3;
        for (int i = 0; i < bytes; i++) {
            word |= (Memory.getByte(at + i) & 0xffL) << (i << 3);
        }
        return word & mask(left);
    }

    /// The lowest `bits` bits set, for 0 to 64.
    public static long mask(int bits) {
        return bits >= 64 ? -1L : (1L << bits) - 1;
    }

    public static boolean allSet(long address, int rows) {
        int words = rows >>> 6;
        for (long i = 0; i < words; i++) {
            if (Memory.getLong(address + (i << 3)) != -1L) {
                return false;
            }
        }
        int left = rows & 63;
        return left == 0 || word(address, words, rows) == mask(left);
    }

    public static int count(long address, int rows) {
        int words = (rows + 63) >>> 6;
        int sum = 0;
        for (int i = 0; i < words; i++) {
            sum += Long.bitCount(word(address, i, rows));
        }
        return sum;
    }

    /// Sets `count` bits from bit `from` on.
    public static void set(long address, long from, long count) {
        long at = from;
        long end = from + count;
        while (at < end && (at & 7) != 0) {
            Memory.setBit(address, at++);
        }
        long whole = (end - at) >>> 3;
        if (whole > 0) {
            Memory.fill(address + (at >>> 3), whole, (byte) 0xff);
            at += whole << 3;
        }
        while (at < end) {
            Memory.setBit(address, at++);
        }
    }

    /// Copies `count` bits into a bitmap whose bits there are zero.
    public static void copy(long source, long sourceBit, long target, long targetBit, int count) {
        long from = sourceBit;
        long to = targetBit;
        long end = targetBit + count;
        while (to < end && (to & 7) != 0) {
            copyBit(source, from++, target, to++);
        }
        int shift = (int) (from & 7);
        while (to + 8 <= end) {
            long at = source + (from >>> 3);
            int bits = (Memory.getByte(at) & 0xff) >>> shift;
            if (shift != 0) {
                bits |= (Memory.getByte(at + 1) & 0xff) << (8 - shift);
            }
            Memory.putByte(target + (to >>> 3), (byte) bits);
            from += 8;
            to += 8;
        }
        while (to < end) {
            copyBit(source, from++, target, to++);
        }
    }

    /// Writes `left AND right` for `rows` rows into a bitmap of ours; either source may be 0, meaning all set.
    public static void and(long left, long right, long target, int rows) {
        int words = (rows + 63) >>> 6;
        for (int i = 0; i < words; i++) {
            long word = left == 0 ? mask(Math.min(64, rows - (i << 6))) : word(left, i, rows);
            Memory.putLong(target + ((long) i << 3), right == 0 ? word : word & word(right, i, rows));
        }
    }

    private static void copyBit(long source, long from, long target, long to) {
        if (Memory.bit(source, from)) {
            Memory.setBit(target, to);
        }
    }
}
