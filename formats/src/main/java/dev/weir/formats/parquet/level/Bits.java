package dev.weir.formats.parquet.level;

import dev.weir.formats.memory.Memory;

/// Works on bitmaps, least significant bit first, word by word. May load, and never stores, up to 8 bytes beyond the bits.
public final class Bits {
    private Bits() {}

    /// Answers 64 bits from bit `index` on.
    static long word(long bitmap, long index) {
        long at = bitmap + (index >>> 3);
        int shift = (int) (index & 7);
        long low = Memory.getLong(at) >>> shift;
        return shift == 0 ? low : low | (long) Memory.getByte(at + 8) << (64 - shift);
    }

    public static void copy(long source, long sourceBit, long target, long targetBit, long count) {
        long done = 0;
        // Up to a byte boundary of the target bit by bit, then bytes, then the rest.
        while (done < count && (targetBit + done & 7) != 0) {
            put(target, targetBit + done, Memory.bit(source, sourceBit + done));
            done++;
        }
        long to = target + (targetBit + done >>> 3);
        while (count - done >= 64) {
            Memory.putLong(to, word(source, sourceBit + done));
            to += 8;
            done += 64;
        }
        while (count - done >= 8) {
            Memory.putByte(to, (byte) word(source, sourceBit + done));
            to++;
            done += 8;
        }
        while (done < count) {
            put(target, targetBit + done, Memory.bit(source, sourceBit + done));
            done++;
        }
    }

    public static void fill(long target, long targetBit, long count, boolean value) {
        long done = 0;
        while (done < count && (targetBit + done & 7) != 0) {
            put(target, targetBit + done, value);
            done++;
        }
        long bytes = (count - done) >>> 3;
        if (bytes > 0) {
            Memory.fill(target + (targetBit + done >>> 3), bytes, value ? (byte) 0xff : 0);
            done += bytes * 8;
        }
        while (done < count) {
            put(target, targetBit + done, value);
            done++;
        }
    }

    /// Counts the set bits among `count` from bit `index` on.
    public static long count(long bitmap, long index, long count) {
        long sum = 0;
        long done = 0;
        for (; count - done >= 64; done += 64) {
            sum += Long.bitCount(word(bitmap, index + done));
        }
        if (done < count) {
            sum += Long.bitCount(word(bitmap, index + done) & ((1L << (count - done)) - 1));
        }
        return sum;
    }

    public static void put(long bitmap, long index, boolean value) {
        if (value) {
            Memory.setBit(bitmap, index);
        } else {
            Memory.clearBit(bitmap, index);
        }
    }
}
