package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes, and so on. Put together at once.
public final class ByteStreamSplit {
    private ByteStreamSplit() {}

    /// Takes over the reference to `page` when it succeeds.
    ///
    /// @param asBytes the values are byte arrays, not numbers
    public static PageValues open(ArrowBuf page, long offset, long bytes, int count, int width, boolean asBytes, BufferAllocator allocator) {
        if (bytes != (long) count * width) {
            throw FormatException.corrupt("a split page of " + count + " values of " + width + " bytes has " + bytes + " bytes");
        }
        ArrowBuf values = allocator.buffer(bytes + FileSource.PADDING);
        values.setZero(bytes, FileSource.PADDING);
        long streams = page.memoryAddress() + offset;
        switch (width) {
            case 4 -> join4(streams, count, values.memoryAddress());
            case 8 -> join8(streams, count, values.memoryAddress());
            default -> joinAny(streams, count, width, values.memoryAddress());
        }
        page.close();
        return asBytes ? new FixedBytesValues(values, 0, bytes, count, width) : new FixedValues(values, 0, bytes, count, width);
    }

    private static void join4(long streams, long count, long out) {
        for (long i = 0; i < count; i++) {
            int value = Memory.getByte(streams + i) & 0xff
                    | (Memory.getByte(streams + count + i) & 0xff) << 8
                    | (Memory.getByte(streams + 2 * count + i) & 0xff) << 16
                    | Memory.getByte(streams + 3 * count + i) << 24;
            Memory.putInt(out + i * 4, value);
        }
    }

    /// Takes eight values at a time: eight bytes of each stream, transposed as an 8 x 8 matrix (Warren: Hacker's Delight,
    /// section 7-3, with bytes for bits).
    private static void join8(long streams, long count, long out) {
        long i = 0;
        for (; i + 8 <= count; i += 8) {
            long a = Memory.getLong(streams + i);
            long b = Memory.getLong(streams + count + i);
            long c = Memory.getLong(streams + 2 * count + i);
            long d = Memory.getLong(streams + 3 * count + i);
            long e = Memory.getLong(streams + 4 * count + i);
            long f = Memory.getLong(streams + 5 * count + i);
            long g = Memory.getLong(streams + 6 * count + i);
            long h = Memory.getLong(streams + 7 * count + i);
            // Swap bytes within pairs of rows, then 2-byte groups, then 4-byte groups.
            long t = (a >>> 8 ^ b) & 0x00ff00ff00ff00ffL;
            b ^= t;
            a ^= t << 8;
            t = (c >>> 8 ^ d) & 0x00ff00ff00ff00ffL;
            d ^= t;
            c ^= t << 8;
            t = (e >>> 8 ^ f) & 0x00ff00ff00ff00ffL;
            f ^= t;
            e ^= t << 8;
            t = (g >>> 8 ^ h) & 0x00ff00ff00ff00ffL;
            h ^= t;
            g ^= t << 8;
            t = (a >>> 16 ^ c) & 0x0000ffff0000ffffL;
            c ^= t;
            a ^= t << 16;
            t = (b >>> 16 ^ d) & 0x0000ffff0000ffffL;
            d ^= t;
            b ^= t << 16;
            t = (e >>> 16 ^ g) & 0x0000ffff0000ffffL;
            g ^= t;
            e ^= t << 16;
            t = (f >>> 16 ^ h) & 0x0000ffff0000ffffL;
            h ^= t;
            f ^= t << 16;
            Memory.putLong(out + i * 8, a & 0xffffffffL | e << 32);
            Memory.putLong(out + i * 8 + 8, b & 0xffffffffL | f << 32);
            Memory.putLong(out + i * 8 + 16, c & 0xffffffffL | g << 32);
            Memory.putLong(out + i * 8 + 24, d & 0xffffffffL | h << 32);
            Memory.putLong(out + i * 8 + 32, a >>> 32 | e & 0xffffffff00000000L);
            Memory.putLong(out + i * 8 + 40, b >>> 32 | f & 0xffffffff00000000L);
            Memory.putLong(out + i * 8 + 48, c >>> 32 | g & 0xffffffff00000000L);
            Memory.putLong(out + i * 8 + 56, d >>> 32 | h & 0xffffffff00000000L);
        }
        for (; i < count; i++) {
            for (int k = 0; k < 8; k++) {
                Memory.putByte(out + i * 8 + k, Memory.getByte(streams + k * count + i));
            }
        }
    }

    private static void joinAny(long streams, long count, int width, long out) {
        for (long k = 0; k < width; k++) {
            for (long i = 0; i < count; i++) {
                Memory.putByte(out + i * width + k, Memory.getByte(streams + k * count + i));
            }
        }
    }
}
