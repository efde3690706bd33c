package dev.weir.exec.kernel.simd;

import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Compares columns a vector at a time, 64 rows to a word. Each answers how many rows it did: the whole words.
///
/// Operators stand in the loops, not in parameters: a loop that is compiled before its caller would know none, and compare
/// lane by lane.
public final class CompareVectors {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    private CompareVectors() {}

    public static int int8(long left, long right, int rows, boolean less, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += BYTES.length()) {
                ByteVector a = ByteVector.fromMemorySegment(BYTES, Memory.ALL, left + (base + lane) * 1, Memory.ORDER);
                ByteVector b = ByteVector.fromMemorySegment(BYTES, Memory.ALL, right + (base + lane) * 1, Memory.ORDER);
                word |= (less ? a.compare(VectorOperators.LT, b).toLong() : a.compare(VectorOperators.EQ, b).toLong()) << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int int16(long left, long right, int rows, boolean less, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += SHORTS.length()) {
                ShortVector a = ShortVector.fromMemorySegment(SHORTS, Memory.ALL, left + (base + lane) * 2, Memory.ORDER);
                ShortVector b = ShortVector.fromMemorySegment(SHORTS, Memory.ALL, right + (base + lane) * 2, Memory.ORDER);
                word |= (less ? a.compare(VectorOperators.LT, b).toLong() : a.compare(VectorOperators.EQ, b).toLong()) << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int int32(long left, long right, int rows, boolean less, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += INTS.length()) {
                IntVector a = IntVector.fromMemorySegment(INTS, Memory.ALL, left + (base + lane) * 4, Memory.ORDER);
                IntVector b = IntVector.fromMemorySegment(INTS, Memory.ALL, right + (base + lane) * 4, Memory.ORDER);
                word |= (less ? a.compare(VectorOperators.LT, b).toLong() : a.compare(VectorOperators.EQ, b).toLong()) << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int int64(long left, long right, int rows, boolean less, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += LONGS.length()) {
                LongVector a = LongVector.fromMemorySegment(LONGS, Memory.ALL, left + (base + lane) * 8, Memory.ORDER);
                LongVector b = LongVector.fromMemorySegment(LONGS, Memory.ALL, right + (base + lane) * 8, Memory.ORDER);
                word |= (less ? a.compare(VectorOperators.LT, b).toLong() : a.compare(VectorOperators.EQ, b).toLong()) << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int float32(long left, long right, int rows, boolean less, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += FLOATS.length()) {
                FloatVector a = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, left + (base + lane) * 4, Memory.ORDER);
                FloatVector b = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, right + (base + lane) * 4, Memory.ORDER);
                long aNan = a.compare(VectorOperators.NE, a).toLong();
                long bNan = b.compare(VectorOperators.NE, b).toLong();
                long part = less
                        ? a.compare(VectorOperators.LT, b).toLong() | bNan & ~aNan
                        : a.compare(VectorOperators.EQ, b).toLong() | aNan & bNan;
                word |= part << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int float64(long left, long right, int rows, boolean less, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += DOUBLES.length()) {
                DoubleVector a = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, left + (base + lane) * 8, Memory.ORDER);
                DoubleVector b = DoubleVector.fromMemorySegment(DOUBLES, Memory.ALL, right + (base + lane) * 8, Memory.ORDER);
                long aNan = a.compare(VectorOperators.NE, a).toLong();
                long bNan = b.compare(VectorOperators.NE, b).toLong();
                long part = less
                        ? a.compare(VectorOperators.LT, b).toLong() | bNan & ~aNan
                        : a.compare(VectorOperators.EQ, b).toLong() | aNan & bNan;
                word |= part << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }
}
