package dev.weir.formats.parquet.encoding;

import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Puts dense values into the slots of set validity bits and zero into the others. Loads up to 64 bytes beyond the dense
/// values; stores only slots.
public final class Spread {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_512;
    /// Only AVX-512 expands a vector in one instruction.
    private static final boolean VECTOR = KernelMode.SIMD && IntVector.SPECIES_PREFERRED.length() == 16;

    private Spread() {}

    /// @param validity bitmap of the output; the bits `bit` to `bit + rows` belong to the slots at `out`
    public static void spread(long dense, long validity, long bit, long rows, int width, long out) {
        if (VECTOR && width == 4) {
            expand4(dense, validity, bit, rows, out);
        } else if (VECTOR && width == 8) {
            expand8(dense, validity, bit, rows, out);
        } else {
            spreadScalar(dense, validity, bit, rows, width, out);
        }
    }

    /// The scalar twin.
    public static void spreadScalar(long dense, long validity, long bit, long rows, int width, long out) {
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

    /// Sixteen slots at a time: loads as many values as a vector holds, and moves them apart to the set bits.
    private static void expand4(long dense, long validity, long bit, long rows, long out) {
        long from = dense;
        long i = 0;
        for (; i + 16 <= rows; i += 16) {
            long bits = eightBits(validity, bit + i) | eightBits(validity, bit + i + 8) << 8;
            IntVector.fromMemorySegment(INTS, Memory.ALL, from, Memory.ORDER).expand(VectorMask.fromLong(INTS, bits))
                    .intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
            from += Long.bitCount(bits) * 4L;
        }
        spread4(from, validity, bit + i, rows - i, out + i * 4);
    }

    private static void expand8(long dense, long validity, long bit, long rows, long out) {
        long from = dense;
        long i = 0;
        for (; i + 8 <= rows; i += 8) {
            long bits = eightBits(validity, bit + i);
            LongVector.fromMemorySegment(LONGS, Memory.ALL, from, Memory.ORDER).expand(VectorMask.fromLong(LONGS, bits))
                    .intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
            from += Long.bitCount(bits) * 8L;
        }
        spread8(from, validity, bit + i, rows - i, out + i * 8);
    }

    /// Answers 8 bits from bit `index` on, and loads no byte that has none of them.
    private static long eightBits(long validity, long index) {
        long at = validity + (index >>> 3);
        int shift = (int) (index & 7);
        int low = (Memory.getByte(at) & 0xff) >>> shift;
        return shift == 0 ? low : low | Memory.getByte(at + 1) << (8 - shift) & 0xff;
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
