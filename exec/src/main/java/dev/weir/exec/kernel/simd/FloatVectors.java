package dev.weir.exec.kernel.simd;

import dev.weir.exec.kernel.FloatBits;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Compares floating-point columns with a constant, 64 rows to a word. Each answers how many rows it did: the whole words.
/// Operators stand in the loops, for the reason that {@link CompareVectors} gives.
public final class FloatVectors {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private FloatVectors() {}

    public static int float64(long data, int rows, FloatBits.Test test, double constant, long bits) {
        if (test == FloatBits.Test.NAN) {
            return float64IsNan(data, rows, bits);
        }
        boolean equal = test == FloatBits.Test.EQUAL;
        boolean less = test == FloatBits.Test.LESS;
        int whole = rows & ~63;
        DoubleVector right = DoubleVector.broadcast(DOUBLES, constant);
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += DOUBLES.length()) {
                DoubleVector value = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, data + (base + lane) * 8, Memory.ORDER);
                long part = equal ? value.compare(VectorOperators.EQ, right).toLong()
                        : less ? value.compare(VectorOperators.LT, right).toLong() : value.compare(VectorOperators.LE, right).toLong();
                word |= part << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    private static int float64IsNan(long data, int rows, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += DOUBLES.length()) {
                DoubleVector value = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, data + (base + lane) * 8, Memory.ORDER);
                word |= value.compare(VectorOperators.NE, value).toLong() << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int float32(long data, int rows, FloatBits.Test test, float constant, long bits) {
        if (test == FloatBits.Test.NAN) {
            return float32IsNan(data, rows, bits);
        }
        boolean equal = test == FloatBits.Test.EQUAL;
        boolean less = test == FloatBits.Test.LESS;
        int whole = rows & ~63;
        FloatVector right = FloatVector.broadcast(FLOATS, constant);
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += FLOATS.length()) {
                FloatVector value = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, data + (base + lane) * 4, Memory.ORDER);
                long part = equal ? value.compare(VectorOperators.EQ, right).toLong()
                        : less ? value.compare(VectorOperators.LT, right).toLong() : value.compare(VectorOperators.LE, right).toLong();
                word |= part << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    private static int float32IsNan(long data, int rows, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += FLOATS.length()) {
                FloatVector value = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, data + (base + lane) * 4, Memory.ORDER);
                word |= value.compare(VectorOperators.NE, value).toLong() << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }
}
