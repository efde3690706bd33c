package dev.weir.exec.kernel.simd;

import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// IEEE arithmetic a vector at a time. Each answers how many rows it did.
public final class FloatMathVectors {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private FloatMathVectors() {}

    public static long add64(long left, long right, int rows, long out) {
        long lanes = DOUBLES.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            DoubleVector a = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, left + i * 8, Memory.ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, right + i * 8, Memory.ORDER);
            a.add(b).intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        return i;
    }

    public static long subtract64(long left, long right, int rows, long out) {
        long lanes = DOUBLES.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            DoubleVector a = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, left + i * 8, Memory.ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, right + i * 8, Memory.ORDER);
            a.sub(b).intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        return i;
    }

    public static long multiply64(long left, long right, int rows, long out) {
        long lanes = DOUBLES.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            DoubleVector a = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, left + i * 8, Memory.ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, right + i * 8, Memory.ORDER);
            a.mul(b).intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        return i;
    }

    public static long divide64(long left, long right, int rows, long out) {
        long lanes = DOUBLES.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            DoubleVector a = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, left + i * 8, Memory.ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, right + i * 8, Memory.ORDER);
            a.div(b).intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        return i;
    }

    public static long add32(long left, long right, int rows, long out) {
        long lanes = FLOATS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            FloatVector a = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, left + i * 4, Memory.ORDER);
            FloatVector b = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, right + i * 4, Memory.ORDER);
            a.add(b).intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
        }
        return i;
    }

    public static long subtract32(long left, long right, int rows, long out) {
        long lanes = FLOATS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            FloatVector a = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, left + i * 4, Memory.ORDER);
            FloatVector b = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, right + i * 4, Memory.ORDER);
            a.sub(b).intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
        }
        return i;
    }

    public static long multiply32(long left, long right, int rows, long out) {
        long lanes = FLOATS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            FloatVector a = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, left + i * 4, Memory.ORDER);
            FloatVector b = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, right + i * 4, Memory.ORDER);
            a.mul(b).intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
        }
        return i;
    }

    public static long divide32(long left, long right, int rows, long out) {
        long lanes = FLOATS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            FloatVector a = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, left + i * 4, Memory.ORDER);
            FloatVector b = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, right + i * 4, Memory.ORDER);
            a.div(b).intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
        }
        return i;
    }
}
