package dev.weir.formats.memory;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Copies the values at int32 positions that lie close together, as those do which a filter left that most rows pass: a
/// vector of positions that spans no more than two vectors of values is one permutation of these. Elsewhere values are
/// copied one by one, so positions may be any.
public final class NearGather {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> HALF = VectorSpecies.of(int.class, VectorShape.forBitSize(LONGS.vectorBitSize() / 2));
    /// Narrower vectors have no permutation of two.
    private static final boolean VECTOR = KernelMode.SIMD && INTS.vectorBitSize() == 512;
    /// Fewer positions are not worth a look.
    private static final int LEAST = 64;

    private NearGather() {}

    /// Copies `count` values of 4 bytes.
    ///
    /// @param length values there are at `values`: nothing beyond is read
    public static void gather4(long values, long length, long positions, long count, long out) {
        long i = 0;
        if (VECTOR && areNear(positions, count)) {
            int lanes = INTS.length();
            long patience = count >>> 7;
            for (; i + lanes <= count && patience >= 0; i += lanes) {
                int first = Memory.getInt(positions + i * 4);
                IntVector index = IntVector.fromMemorySegment(INTS, Memory.ALL, positions + i * 4, Memory.ORDER).sub(first);
                if (first + 2L * lanes <= length && index.compare(VectorOperators.ULT, 2 * lanes).allTrue()) {
                    long at = values + first * 4L;
                    IntVector low = IntVector.fromMemorySegment(INTS, Memory.ALL, at, Memory.ORDER);
                    IntVector high = IntVector.fromMemorySegment(INTS, Memory.ALL, at + lanes * 4L, Memory.ORDER);
                    index.selectFrom(low, high).intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
                } else {
                    scalar4(values, positions, i, i + lanes, out);
                    patience--;
                }
            }
        }
        scalar4(values, positions, i, count, out);
    }

    /// The scalar twin, from position `from` to `to`.
    public static void scalar4(long values, long positions, long from, long to, long out) {
        for (long i = from; i < to; i++) {
            Memory.putInt(out + i * 4, Memory.getInt(values + Memory.getInt(positions + i * 4) * 4L));
        }
    }

    /// Copies `count` values of 8 bytes.
    ///
    /// @param length values there are at `values`: nothing beyond is read
    public static void gather8(long values, long length, long positions, long count, long out) {
        long i = 0;
        if (VECTOR && areNear(positions, count)) {
            int lanes = LONGS.length();
            long patience = count >>> 7;
            for (; i + lanes <= count && patience >= 0; i += lanes) {
                int first = Memory.getInt(positions + i * 4);
                IntVector index = IntVector.fromMemorySegment(HALF, Memory.ALL, positions + i * 4, Memory.ORDER).sub(first);
                if (first + 2L * lanes <= length && index.compare(VectorOperators.ULT, 2 * lanes).allTrue()) {
                    long at = values + first * 8L;
                    LongVector low = LongVector.fromMemorySegment(LONGS, Memory.ALL, at, Memory.ORDER);
                    LongVector high = LongVector.fromMemorySegment(LONGS, Memory.ALL, at + lanes * 8L, Memory.ORDER);
                    LongVector wide = (LongVector) index.convertShape(VectorOperators.I2L, LONGS, 0);
                    wide.selectFrom(low, high).intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
                } else {
                    scalar8(values, positions, i, i + lanes, out);
                    patience--;
                }
            }
        }
        scalar8(values, positions, i, count, out);
    }

    /// The scalar twin, from position `from` to `to`.
    public static void scalar8(long values, long positions, long from, long to, long out) {
        for (long i = from; i < to; i++) {
            Memory.putLong(out + i * 8, Memory.getLong(values + Memory.getInt(positions + i * 4) * 8L));
        }
    }

    /// Guesses by the ends whether most positions follow one another with small gaps.
    private static boolean areNear(long positions, long count) {
        if (count < LEAST) {
            return false;
        }
        long span = Memory.getInt(positions + (count - 1) * 4) - (long) Memory.getInt(positions) + 1;
        return span > 0 && span <= count + (count >>> 1);
    }
}
