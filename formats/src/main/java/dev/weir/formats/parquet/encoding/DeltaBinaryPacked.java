package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.parquet.level.BitUnpacking;

/// DELTA_BINARY_PACKED: a first value and bit-packed differences.
///
/// Head: values a block, miniblocks a block, number of values (varints), first value (zigzag varint). A block: its smallest
/// difference (zigzag varint), a byte of bit width for each miniblock, the miniblocks. Arithmetic wraps at the width of the
/// column. The last miniblock may be cut after its last needed value. (Lemire, Boytsov: Decoding billions of integers per
/// second through vectorization, 2015, is where the layout comes from.)
public final class DeltaBinaryPacked {
    private static final int LARGEST_BLOCK = 1 << 20;
    /// Widest differences that are unpacked as int32 by vectors.
    private static final int NARROW = 25;

    private long at;
    private final long limit;
    private final Scratch scratch;

    private DeltaBinaryPacked(long address, long limit, Scratch scratch) {
        this.at = address;
        this.limit = limit;
        this.scratch = scratch;
    }

    /// Decodes exactly `count` values and answers the address behind them.
    ///
    /// @param width 4 or 8, bytes of a value at `out`
    static long decode(long address, long limit, int count, int width, long out, Scratch scratch) {
        return new DeltaBinaryPacked(address, limit, scratch).decode(count, width, out);
    }

    private long decode(int count, int width, long out) {
        long block = varint();
        long miniblocks = varint();
        long total = varint();
        long value = unzigzag(varint());
        if (block <= 0 || block > LARGEST_BLOCK || miniblocks <= 0 || block % miniblocks != 0 || block / miniblocks % 8 != 0) {
            throw FormatException.corrupt("delta blocks of " + block + " values in " + miniblocks + " miniblocks");
        }
        if (total != count) {
            throw FormatException.corrupt("delta values: " + total + ", the page has " + count);
        }
        if (count == 0) {
            return at;
        }
        put(out, 0, width, value);
        int miniblock = (int) (block / miniblocks);
        long done = 1;
        while (done < count) {
            long least = unzigzag(varint());
            long widths = at;
            if (miniblocks > limit - at) {
                throw endsEarly();
            }
            at += miniblocks;
            for (long i = 0; i < miniblocks && done < count; i++) {
                int bits = Memory.getByte(widths + i) & 0xff;
                // Some writers take differences of int32 in 64 bits, so they may need 33: what counts is their low half.
                if (bits > 64) {
                    throw FormatException.corrupt("delta values of " + bits + " bits");
                }
                int part = (int) Math.min(miniblock, count - done);
                if ((long) part * bits + 7 >>> 3 > limit - at) {
                    throw endsEarly();
                }
                value = width == 4 ? add4(bits, part, least, value, out + done * 4) : add8(bits, part, least, value, out + done * 8);
                at = Math.min(limit, at + ((long) miniblock * bits >>> 3));
                done += part;
            }
        }
        return at;
    }

    private long add4(int bits, int count, long least, long before, long out) {
        long packed = at;
        int value = (int) before;
        if (bits <= NARROW) {
            long differences = scratch.codes(count * 4L);
            BitUnpacking.unpack(packed, bits, 0, count, differences);
            for (long i = 0; i < count; i++) {
                value += (int) least + Memory.getInt(differences + i * 4);
                Memory.putInt(out + i * 4, value);
            }
        } else {
            for (long i = 0; i < count; i++) {
                value += (int) least + (int) bits(packed, i * bits, bits);
                Memory.putInt(out + i * 4, value);
            }
        }
        return value;
    }

    private long add8(int bits, int count, long least, long before, long out) {
        long packed = at;
        long value = before;
        if (bits <= NARROW) {
            long differences = scratch.codes(count * 4L);
            BitUnpacking.unpack(packed, bits, 0, count, differences);
            for (long i = 0; i < count; i++) {
                value += least + Memory.getInt(differences + i * 4);
                Memory.putLong(out + i * 8, value);
            }
        } else {
            for (long i = 0; i < count; i++) {
                value += least + bits(packed, i * bits, bits);
                Memory.putLong(out + i * 8, value);
            }
        }
        return value;
    }

    /// Answers `width` bits (1 to 64) from bit `bit` on.
    private static long bits(long packed, long bit, int width) {
        long from = packed + (bit >>> 3);
        int shift = (int) (bit & 7);
        long word = Memory.getLong(from) >>> shift;
        if (shift + width > 64) {
            word |= (long) Memory.getByte(from + 8) << (64 - shift);
        }
        return width == 64 ? word : word & (1L << width) - 1;
    }

    private static void put(long out, long index, int width, long value) {
        if (width == 4) {
            Memory.putInt(out + index * 4, (int) value);
        } else {
            Memory.putLong(out + index * 8, value);
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= limit) {
                throw endsEarly();
            }
            byte part = Memory.getByte(at++);
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw FormatException.corrupt("a varint longer than 10 bytes");
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    private static FormatException endsEarly() {
        return FormatException.corrupt("the delta values end early");
    }
}
