package dev.weir.exec.kernel.simd;

import dev.weir.exec.kernel.IntegerMath;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Integer arithmetic a vector at a time, collecting overflow in the sign bits of one vector.
public final class IntegerMathVectors {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private IntegerMathVectors() {}

    public static boolean add64(long left, long right, int rows, long out) {
        LongVector overflow = LongVector.zero(LONGS);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            LongVector a = LongVector.fromMemorySegment(LONGS, Memory.ALL, left + i * 8, Memory.ORDER);
            LongVector b = LongVector.fromMemorySegment(LONGS, Memory.ALL, right + i * 8, Memory.ORDER);
            LongVector r = a.add(b);
            overflow = overflow.or(a.lanewise(VectorOperators.XOR, r).and(b.lanewise(VectorOperators.XOR, r)));
            r.intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        return (overflow.reduceLanes(VectorOperators.OR) | IntegerMath.add64(left, right, i, rows, out)) < 0;
    }

    public static boolean subtract64(long left, long right, int rows, long out) {
        LongVector overflow = LongVector.zero(LONGS);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            LongVector a = LongVector.fromMemorySegment(LONGS, Memory.ALL, left + i * 8, Memory.ORDER);
            LongVector b = LongVector.fromMemorySegment(LONGS, Memory.ALL, right + i * 8, Memory.ORDER);
            LongVector r = a.sub(b);
            overflow = overflow.or(a.lanewise(VectorOperators.XOR, b).and(a.lanewise(VectorOperators.XOR, r)));
            r.intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        return (overflow.reduceLanes(VectorOperators.OR) | IntegerMath.subtract64(left, right, i, rows, out)) < 0;
    }

    public static boolean add32(long left, long right, int rows, long out) {
        IntVector overflow = IntVector.zero(INTS);
        long lanes = INTS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            IntVector a = IntVector.fromMemorySegment(INTS, Memory.ALL, left + i * 4, Memory.ORDER);
            IntVector b = IntVector.fromMemorySegment(INTS, Memory.ALL, right + i * 4, Memory.ORDER);
            IntVector r = a.add(b);
            overflow = overflow.or(a.lanewise(VectorOperators.XOR, r).and(b.lanewise(VectorOperators.XOR, r)));
            r.intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
        }
        return (overflow.reduceLanes(VectorOperators.OR) | IntegerMath.add32(left, right, i, rows, out)) < 0;
    }

    public static boolean subtract32(long left, long right, int rows, long out) {
        IntVector overflow = IntVector.zero(INTS);
        long lanes = INTS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            IntVector a = IntVector.fromMemorySegment(INTS, Memory.ALL, left + i * 4, Memory.ORDER);
            IntVector b = IntVector.fromMemorySegment(INTS, Memory.ALL, right + i * 4, Memory.ORDER);
            IntVector r = a.sub(b);
            overflow = overflow.or(a.lanewise(VectorOperators.XOR, b).and(a.lanewise(VectorOperators.XOR, r)));
            r.intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
        }
        return (overflow.reduceLanes(VectorOperators.OR) | IntegerMath.subtract32(left, right, i, rows, out)) < 0;
    }

    /// Multiplies without looking for overflow; answers the sum of both sides' magnitudes as {@link IntegerMath#magnitude64}
    /// has them.
    public static int multiply64(long left, long right, int rows, long out) {
        LongVector unionA = LongVector.zero(LONGS);
        LongVector unionB = LongVector.zero(LONGS);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            LongVector a = LongVector.fromMemorySegment(LONGS, Memory.ALL, left + i * 8, Memory.ORDER);
            LongVector b = LongVector.fromMemorySegment(LONGS, Memory.ALL, right + i * 8, Memory.ORDER);
            unionA = unionA.or(a.lanewise(VectorOperators.XOR, a.lanewise(VectorOperators.ASHR, 63)));
            unionB = unionB.or(b.lanewise(VectorOperators.XOR, b.lanewise(VectorOperators.ASHR, 63)));
            a.mul(b).intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        long bitsA = unionA.reduceLanes(VectorOperators.OR);
        long bitsB = unionB.reduceLanes(VectorOperators.OR);
        for (; i < rows; i++) {
            long a = Memory.getLong(left + i * 8);
            long b = Memory.getLong(right + i * 8);
            bitsA |= a ^ a >> 63;
            bitsB |= b ^ b >> 63;
            Memory.putLong(out + i * 8, a * b);
        }
        return 128 - Long.numberOfLeadingZeros(bitsA) - Long.numberOfLeadingZeros(bitsB);
    }

    public static void scale64(long data, int rows, long factor, long out) {
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER).mul(factor).intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        IntegerMath.scale64(data, i, rows, factor, out);
    }

    /// Answers how many rows it did.
    public static long scaleAdd32(long left, int factor, long right, int rows, long out) {
        long lanes = INTS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            IntVector a = IntVector.fromMemorySegment(INTS, Memory.ALL, left + i * 4, Memory.ORDER);
            IntVector b = IntVector.fromMemorySegment(INTS, Memory.ALL, right + i * 4, Memory.ORDER);
            a.mul(factor).add(b).intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
        }
        return i;
    }

    public static int union32(long data, int rows) {
        IntVector union = IntVector.zero(INTS);
        long lanes = INTS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            union = union.or(IntVector.fromMemorySegment(INTS, Memory.ALL, data + i * 4, Memory.ORDER));
        }
        return union.reduceLanes(VectorOperators.OR) | IntegerMath.union32(data, i, rows);
    }

    public static long magnitude64(long data, int rows) {
        LongVector union = LongVector.zero(LONGS);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            LongVector value = LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER);
            union = union.or(value.lanewise(VectorOperators.XOR, value.lanewise(VectorOperators.ASHR, 63)));
        }
        return union.reduceLanes(VectorOperators.OR) | IntegerMath.magnitude64(data, i, rows);
    }
}
