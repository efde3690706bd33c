package dev.weir.formats.parquet.level;

import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Unpacks integers of `width` bits, least significant bit first, to int32.
///
/// The vector path loads one vector of bytes, selects for each lane the four bytes that hold its value, and shifts each
/// lane by its own count. It needs widths up to 25 (a value and its offset in the first byte fit 32 bits). May load up to
/// a vector's width beyond the last packed byte, and stores nothing beyond the last value.
public final class BitUnpacking {
    static final int WIDEST_VECTOR = 25;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES = INTS.withLanes(byte.class);
    private static final int LANES = INTS.length();
    /// Eight values of any width end at a whole byte; four do not.
    private static final boolean VECTOR = KernelMode.SIMD && LANES >= 8;
    private static final byte[][] SELECT = new byte[WIDEST_VECTOR + 1][];
    private static final int[][] SHIFT = new int[WIDEST_VECTOR + 1][];

    static {
        for (int width = 1; width <= WIDEST_VECTOR; width++) {
            byte[] select = new byte[LANES * 4];
            int[] shift = new int[LANES];
            for (int lane = 0; lane < LANES; lane++) {
                int bit = lane * width;
                shift[lane] = bit & 7;
                for (int i = 0; i < 4; i++) {
                    select[lane * 4 + i] = (byte) Math.min((bit >>> 3) + i, LANES * 4 - 1);
                }
            }
            SELECT[width] = select;
            SHIFT[width] = shift;
        }
    }

    private BitUnpacking() {}

    /// Unpacks the values `first` to `first + count` of the sequence that starts at `packed`.
    public static void unpack(long packed, int width, long first, long count, long out) {
        if (VECTOR && width > 0 && width <= WIDEST_VECTOR && count >= 2 * LANES) {
            long aligned = (first + 7) & ~7L;
            long head = aligned - first;
            unpackScalar(packed, width, first, head, out);
            unpackVector(packed + (aligned >>> 3) * width, width, count - head, out + head * 4);
        } else {
            unpackScalar(packed, width, first, count, out);
        }
    }

    /// The scalar twin.
    public static void unpackScalar(long packed, int width, long first, long count, long out) {
        if (width == 0) {
            Memory.fill(out, count * 4, (byte) 0);
            return;
        }
        long mask = (1L << width) - 1;
        long bit = first * width;
        for (long i = 0; i < count; i++) {
            long word = Memory.getLong(packed + (bit >>> 3));
            Memory.putInt(out + i * 4, (int) (word >>> (bit & 7) & mask));
            bit += width;
        }
    }

    static void unpackVector(long packed, int width, long count, long out) {
        ByteVector select = ByteVector.fromArray(BYTES, SELECT[width], 0);
        IntVector shift = IntVector.fromArray(INTS, SHIFT[width], 0);
        IntVector mask = IntVector.broadcast(INTS, (1 << width) - 1);
        long step = (long) LANES * width >>> 3;
        long at = packed;
        long i = 0;
        for (; i + LANES <= count; i += LANES) {
            ByteVector bytes = ByteVector.fromMemorySegment(BYTES, Memory.ALL, at, Memory.ORDER);
            select.selectFrom(bytes).reinterpretAsInts().lanewise(VectorOperators.LSHR, shift).and(mask)
                    .intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
            at += step;
        }
        unpackScalar(at, width, 0, count - i, out + i * 4);
    }

    /// Answers the index of the first of `count` unsigned int32 that is not below `bound` (0 to 2^31 - 1); `count` when all
    /// are.
    public static long firstNotBelow(long values, long count, int bound) {
        return KernelMode.SIMD ? firstNotBelowVector(values, count, bound) : firstNotBelowScalar(values, 0, count, bound);
    }

    /// Carries no vector from step to step: such a loop was compiled with boxed vectors in some processes.
    static long firstNotBelowVector(long values, long count, int bound) {
        long i = 0;
        while (i + LANES <= count) {
            IntVector vector = IntVector.fromMemorySegment(INTS, Memory.ALL, values + i * 4, Memory.ORDER);
            if (vector.compare(VectorOperators.UGE, bound).anyTrue()) {
                break;
            }
            i += LANES;
        }
        return firstNotBelowScalar(values, i, count, bound);
    }

    /// The scalar twin from value `from` on.
    public static long firstNotBelowScalar(long values, long from, long count, int bound) {
        for (long i = from; i < count; i++) {
            if (Integer.compareUnsigned(Memory.getInt(values + i * 4), bound) >= 0) {
                return i;
            }
        }
        return count;
    }
}
