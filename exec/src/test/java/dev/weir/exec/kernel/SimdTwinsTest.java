package dev.weir.exec.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.kernel.Twins.Output;
import dev.weir.exec.kernel.simd.BooleanVectors;
import dev.weir.exec.kernel.simd.ByteSearchVectors;
import dev.weir.exec.kernel.simd.CompareVectors;
import dev.weir.exec.kernel.simd.FloatMathVectors;
import dev.weir.exec.kernel.simd.FloatVectors;
import dev.weir.exec.kernel.simd.HashVectors;
import dev.weir.exec.kernel.simd.IntegerMathVectors;
import dev.weir.exec.kernel.simd.RangeVectors;
import dev.weir.exec.kernel.simd.ReductionVectors;
import dev.weir.exec.kernel.simd.SelectionVectors;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.TwinMemory;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each Vector API loop answers what its scalar twin answers, over random lengths and offsets and extreme numbers, called
/// often enough to be compiled: wrong masks of compiled code (JDK-8386154) would show here. Kernels know no NULLs; what
/// the slots of NULLs hold is among the random bits.
@Tag("kernels")
class SimdTwinsTest {
    @TestFactory
    Stream<DynamicTest> ranges() {
        return Stream.of(
                Twins.writing("RangeVectors.int8", Physical.INT8, Output.BITS,
                        (left, right, rows, a, b, out) -> RangeBits.int8(left, RangeVectors.int8(left, rows, (byte) a, (byte) b, out), rows, (byte) a, (byte) b, out),
                        (left, right, rows, a, b, out) -> RangeBits.int8(left, 0, rows, (byte) a, (byte) b, out)),
                Twins.writing("RangeVectors.int16", Physical.INT16, Output.BITS,
                        (left, right, rows, a, b, out) -> RangeBits.int16(left, RangeVectors.int16(left, rows, (short) a, (short) b, out), rows, (short) a, (short) b, out),
                        (left, right, rows, a, b, out) -> RangeBits.int16(left, 0, rows, (short) a, (short) b, out)),
                Twins.writing("RangeVectors.int32", Physical.INT32, Output.BITS,
                        (left, right, rows, a, b, out) -> RangeBits.int32(left, RangeVectors.int32(left, rows, (int) a, (int) b, out), rows, (int) a, (int) b, out),
                        (left, right, rows, a, b, out) -> RangeBits.int32(left, 0, rows, (int) a, (int) b, out)),
                Twins.writing("RangeVectors.int64", Physical.INT64, Output.BITS,
                        (left, right, rows, a, b, out) -> RangeBits.int64(left, RangeVectors.int64(left, rows, a, b, out), rows, a, b, out),
                        (left, right, rows, a, b, out) -> RangeBits.int64(left, 0, rows, a, b, out)))
                .map(Twins::test);
    }

    @TestFactory
    Stream<DynamicTest> comparisons() {
        return Stream.of(true, false).flatMap(less -> Stream.of(
                Twins.writing("CompareVectors.int8" + (less ? " <" : " ="), Physical.INT8, Output.BITS,
                        (left, right, rows, a, b, out) -> CompareBits.int8(left, right, CompareVectors.int8(left, right, rows, less, out), rows, less, out),
                        (left, right, rows, a, b, out) -> CompareBits.int8(left, right, 0, rows, less, out)),
                Twins.writing("CompareVectors.int16" + (less ? " <" : " ="), Physical.INT16, Output.BITS,
                        (left, right, rows, a, b, out) -> CompareBits.int16(left, right, CompareVectors.int16(left, right, rows, less, out), rows, less, out),
                        (left, right, rows, a, b, out) -> CompareBits.int16(left, right, 0, rows, less, out)),
                Twins.writing("CompareVectors.int32" + (less ? " <" : " ="), Physical.INT32, Output.BITS,
                        (left, right, rows, a, b, out) -> CompareBits.int32(left, right, CompareVectors.int32(left, right, rows, less, out), rows, less, out),
                        (left, right, rows, a, b, out) -> CompareBits.int32(left, right, 0, rows, less, out)),
                Twins.writing("CompareVectors.int64" + (less ? " <" : " ="), Physical.INT64, Output.BITS,
                        (left, right, rows, a, b, out) -> CompareBits.int64(left, right, CompareVectors.int64(left, right, rows, less, out), rows, less, out),
                        (left, right, rows, a, b, out) -> CompareBits.int64(left, right, 0, rows, less, out)),
                Twins.writing("CompareVectors.float32" + (less ? " <" : " ="), Physical.FLOAT32, Output.BITS,
                        (left, right, rows, a, b, out) -> CompareBits.float32(left, right, CompareVectors.float32(left, right, rows, less, out), rows, less, out),
                        (left, right, rows, a, b, out) -> CompareBits.float32(left, right, 0, rows, less, out)),
                Twins.writing("CompareVectors.float64" + (less ? " <" : " ="), Physical.FLOAT64, Output.BITS,
                        (left, right, rows, a, b, out) -> CompareBits.float64(left, right, CompareVectors.float64(left, right, rows, less, out), rows, less, out),
                        (left, right, rows, a, b, out) -> CompareBits.float64(left, right, 0, rows, less, out))))
                .map(Twins::test);
    }

    @TestFactory
    Stream<DynamicTest> comparisonsWithConstants() {
        return Stream.of(FloatBits.Test.values()).flatMap(test -> Stream.of(
                Twins.writing("FloatVectors.float32 " + test, Physical.FLOAT32, Output.BITS,
                        (left, right, rows, a, b, out) -> FloatBits.float32(left, FloatVectors.float32(left, rows, test, number((int) a), out), rows, test, number((int) a), out),
                        (left, right, rows, a, b, out) -> FloatBits.float32(left, 0, rows, test, number((int) a), out)),
                Twins.writing("FloatVectors.float64 " + test, Physical.FLOAT64, Output.BITS,
                        (left, right, rows, a, b, out) -> FloatBits.float64(left, FloatVectors.float64(left, rows, test, number(a), out), rows, test, number(a), out),
                        (left, right, rows, a, b, out) -> FloatBits.float64(left, 0, rows, test, number(a), out))))
                .map(Twins::test);
    }

    /// A constant that is not NaN.
    private static float number(int bits) {
        float value = Float.intBitsToFloat(bits);
        return value != value ? 0 : value;
    }

    private static double number(long bits) {
        double value = Double.longBitsToDouble(bits);
        return value != value ? 0 : value;
    }

    @TestFactory
    Stream<DynamicTest> floatArithmetic() {
        return Stream.of(
                Twins.writing("FloatMathVectors.add64", Physical.FLOAT64, Output.DOUBLES,
                        (left, right, rows, a, b, out) -> FloatMath.add64(left, right, FloatMathVectors.add64(left, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> FloatMath.add64(left, right, 0, rows, out)),
                Twins.writing("FloatMathVectors.subtract64", Physical.FLOAT64, Output.DOUBLES,
                        (left, right, rows, a, b, out) -> FloatMath.subtract64(left, right, FloatMathVectors.subtract64(left, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> FloatMath.subtract64(left, right, 0, rows, out)),
                Twins.writing("FloatMathVectors.multiply64", Physical.FLOAT64, Output.DOUBLES,
                        (left, right, rows, a, b, out) -> FloatMath.multiply64(left, right, FloatMathVectors.multiply64(left, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> FloatMath.multiply64(left, right, 0, rows, out)),
                Twins.writing("FloatMathVectors.divide64", Physical.FLOAT64, Output.DOUBLES,
                        (left, right, rows, a, b, out) -> FloatMath.divide64(left, right, FloatMathVectors.divide64(left, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> FloatMath.divide64(left, right, 0, rows, out)),
                Twins.writing("FloatMathVectors.add32", Physical.FLOAT32, Output.FLOATS,
                        (left, right, rows, a, b, out) -> FloatMath.add32(left, right, FloatMathVectors.add32(left, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> FloatMath.add32(left, right, 0, rows, out)),
                Twins.writing("FloatMathVectors.subtract32", Physical.FLOAT32, Output.FLOATS,
                        (left, right, rows, a, b, out) -> FloatMath.subtract32(left, right, FloatMathVectors.subtract32(left, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> FloatMath.subtract32(left, right, 0, rows, out)),
                Twins.writing("FloatMathVectors.multiply32", Physical.FLOAT32, Output.FLOATS,
                        (left, right, rows, a, b, out) -> FloatMath.multiply32(left, right, FloatMathVectors.multiply32(left, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> FloatMath.multiply32(left, right, 0, rows, out)),
                Twins.writing("FloatMathVectors.divide32", Physical.FLOAT32, Output.FLOATS,
                        (left, right, rows, a, b, out) -> FloatMath.divide32(left, right, FloatMathVectors.divide32(left, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> FloatMath.divide32(left, right, 0, rows, out)))
                .map(Twins::test);
    }

    @TestFactory
    Stream<DynamicTest> integerArithmetic() {
        return Stream.of(
                new Twins("IntegerMathVectors.add64", Physical.INT64, Output.LONGS,
                        (left, right, rows, a, b, out) -> IntegerMathVectors.add64(left, right, rows, out) ? 1 : 0,
                        (left, right, rows, a, b, out) -> IntegerMath.add64(left, right, 0, rows, out) < 0 ? 1 : 0),
                new Twins("IntegerMathVectors.subtract64", Physical.INT64, Output.LONGS,
                        (left, right, rows, a, b, out) -> IntegerMathVectors.subtract64(left, right, rows, out) ? 1 : 0,
                        (left, right, rows, a, b, out) -> IntegerMath.subtract64(left, right, 0, rows, out) < 0 ? 1 : 0),
                new Twins("IntegerMathVectors.add32", Physical.INT32, Output.INTS,
                        (left, right, rows, a, b, out) -> IntegerMathVectors.add32(left, right, rows, out) ? 1 : 0,
                        (left, right, rows, a, b, out) -> IntegerMath.add32(left, right, 0, rows, out) < 0 ? 1 : 0),
                new Twins("IntegerMathVectors.subtract32", Physical.INT32, Output.INTS,
                        (left, right, rows, a, b, out) -> IntegerMathVectors.subtract32(left, right, rows, out) ? 1 : 0,
                        (left, right, rows, a, b, out) -> IntegerMath.subtract32(left, right, 0, rows, out) < 0 ? 1 : 0),
                Twins.writing("IntegerMathVectors.multiply64", Physical.INT64, Output.LONGS,
                        (left, right, rows, a, b, out) -> IntegerMathVectors.multiply64(left, right, rows, out),
                        (left, right, rows, a, b, out) -> IntegerMath.checkedMultiply64(left, right, rows, out)),
                new Twins("IntegerMath.multiply64", Physical.INT64, Output.LONGS,
                        (left, right, rows, a, b, out) -> IntegerMath.multiply64(left, right, rows, out) ? 1 : 0,
                        (left, right, rows, a, b, out) -> IntegerMath.checkedMultiply64(left, right, rows, out) ? 1 : 0),
                Twins.writing("IntegerMathVectors.scale64", Physical.INT64, Output.LONGS,
                        (left, right, rows, a, b, out) -> IntegerMathVectors.scale64(left, rows, a, out),
                        (left, right, rows, a, b, out) -> IntegerMath.scale64(left, 0, rows, a, out)),
                Twins.writing("IntegerMathVectors.scaleAdd32", Physical.INT32, Output.INTS,
                        (left, right, rows, a, b, out) ->
                                IntegerMath.scaleAdd32(left, (int) a, right, IntegerMathVectors.scaleAdd32(left, (int) a, right, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> IntegerMath.scaleAdd32(left, (int) a, right, 0, rows, out)),
                new Twins("IntegerMathVectors.union32", Physical.INT32, Output.NOTHING,
                        (left, right, rows, a, b, out) -> IntegerMathVectors.union32(left, rows),
                        (left, right, rows, a, b, out) -> IntegerMath.union32(left, 0, rows)),
                new Twins("IntegerMathVectors.magnitude64", Physical.INT64, Output.NOTHING,
                        (left, right, rows, a, b, out) -> IntegerMathVectors.magnitude64(left, rows),
                        (left, right, rows, a, b, out) -> IntegerMath.magnitude64(left, 0, rows)))
                .map(Twins::test);
    }

    @TestFactory
    Stream<DynamicTest> reductions() {
        return Stream.of(
                new Twins("ReductionVectors.sum64", Physical.INT64, Output.NOTHING,
                        (left, right, rows, a, b, out) -> ReductionVectors.sum64(left, rows),
                        (left, right, rows, a, b, out) -> Reductions.sum64(left, 0, rows)),
                new Twins("ReductionVectors.min64", Physical.INT64, Output.NOTHING,
                        (left, right, rows, a, b, out) -> ReductionVectors.min64(left, rows),
                        (left, right, rows, a, b, out) -> Reductions.min64(left, 0, rows)),
                new Twins("ReductionVectors.max64", Physical.INT64, Output.NOTHING,
                        (left, right, rows, a, b, out) -> ReductionVectors.max64(left, rows),
                        (left, right, rows, a, b, out) -> Reductions.max64(left, 0, rows)))
                .map(Twins::test);
    }

    @TestFactory
    Stream<DynamicTest> hashes() {
        return Stream.of(true, false).flatMap(combine -> Stream.of(
                Twins.writing("HashVectors.int32" + (combine ? " combined" : ""), Physical.INT32, Output.LONGS,
                        (left, right, rows, a, b, out) -> HashVectors.int32(left, rows, out, combine),
                        (left, right, rows, a, b, out) -> Hash.scalarInt32(left, rows, out, combine)),
                Twins.writing("HashVectors.int64" + (combine ? " combined" : ""), Physical.INT64, Output.LONGS,
                        (left, right, rows, a, b, out) -> HashVectors.int64(left, rows, out, combine),
                        (left, right, rows, a, b, out) -> Hash.scalarInt64(left, rows, out, combine))))
                .map(Twins::test);
    }

    @TestFactory
    Stream<DynamicTest> booleansAndSelections() {
        return Stream.of(
                Twins.writing("BooleanVectors.fromBytes", Physical.BOOL, Output.BITS,
                        (left, right, rows, a, b, out) -> BooleanBits.fromBytes(left, BooleanVectors.fromBytes(left, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> BooleanBits.fromBytes(left, 0, rows, out)),
                Twins.writing("BooleanVectors.toBytes", Physical.INT8, Output.BYTES,
                        (left, right, rows, a, b, out) -> BooleanBits.toBytes(left, BooleanVectors.toBytes(left, rows, out), rows, out),
                        (left, right, rows, a, b, out) -> BooleanBits.toBytes(left, 0, rows, out)),
                new Twins("SelectionVectors.fromBits", Physical.INT8, Output.POSITIONS,
                        (left, right, rows, a, b, out) -> SelectionVectors.fromBits(cleared(left, rows), rows, out),
                        (left, right, rows, a, b, out) -> Selections.scalarFromBits(cleared(left, rows), rows, out)),
                new Twins("SelectionVectors.fromBits, all or nothing", Physical.INT8, Output.POSITIONS,
                        (left, right, rows, a, b, out) -> SelectionVectors.fromBits(filled(left, rows, a), rows, out),
                        (left, right, rows, a, b, out) -> Selections.scalarFromBits(filled(left, rows, a), rows, out)))
                .map(Twins::test);
    }

    /// Clears the bits of a bitmap after the last row, as bitmaps of ours have it.
    private static long cleared(long bits, int rows) {
        Bitmaps.and(bits, 0, bits, rows);
        return bits;
    }

    private static long filled(long bits, int rows, long choice) {
        Memory.fill(bits, Bitmaps.bytes(rows), (byte) ((choice & 1) == 0 ? 0 : -1));
        return cleared(bits, rows);
    }

    @Test
    void substrings() {
        try (TwinMemory memory = new TwinMemory(8)) {
            SplittableRandom random = memory.random();
            for (int round = 0; round < TwinMemory.ROUNDS; round++) {
                int letters = random.nextInt(1, 4);
                int length = memory.rows();
                // Texts around the end of a page, too.
                long text = random.nextBoolean() ? memory.left() + random.nextInt(64) : (memory.left() + 8192 & -4096) - random.nextInt(200);
                for (int i = 0; i < length; i++) {
                    Memory.putByte(text + i, (byte) (random.nextInt(letters) - 1));
                }
                byte[] needle = new byte[random.nextInt(10) == 0 ? random.nextInt(1, 200) : random.nextInt(1, 7)];
                for (int i = 0; i < needle.length; i++) {
                    needle[i] = (byte) (random.nextInt(letters) - 1);
                }
                int from = random.nextInt(length + 1);
                assertEquals(ByteSearch.scalarIndexOf(text, from, length, needle), ByteSearchVectors.indexOf(text, from, length, needle));
            }
        }
    }
}
