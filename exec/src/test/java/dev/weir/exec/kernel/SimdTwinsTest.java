package dev.weir.exec.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.kernel.simd.BooleanVectors;
import dev.weir.exec.kernel.simd.ByteSearchVectors;
import dev.weir.exec.kernel.simd.CompareVectors;
import dev.weir.exec.kernel.simd.FloatMathVectors;
import dev.weir.exec.kernel.simd.FloatVectors;
import dev.weir.exec.kernel.simd.IntegerMathVectors;
import dev.weir.exec.kernel.simd.RangeVectors;
import dev.weir.exec.kernel.simd.SelectionVectors;
import dev.weir.formats.memory.Memory;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each Vector API loop answers what its scalar twin answers, over random lengths and offsets, called often enough to be
/// compiled: wrong masks of compiled code (JDK-8386154) would show here.
class SimdTwinsTest {
    private static final int MOST = 700;
    private static final int ROUNDS = 6000;

    private final BufferAllocator allocator = new RootAllocator();
    private final SplittableRandom random = new SplittableRandom(7);
    private ArrowBuf buffer;
    private long left;
    private long right;
    private long vector;
    private long scalar;

    @BeforeEach
    void allocate() {
        buffer = allocator.buffer(4 * 8192);
        left = buffer.memoryAddress();
        right = left + 8192;
        vector = right + 8192;
        scalar = vector + 8192;
    }

    @AfterEach
    void nothingLeaked() {
        buffer.close();
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void ranges() {
        for (int round = 0; round < ROUNDS; round++) {
            int rows = random.nextInt(MOST);
            long data = randomLongs() + random.nextInt(3) * 8;
            long low = random.nextInt(-30, 20);
            long high = low + random.nextInt(20);
            switch (round & 3) {
                case 0 -> {
                    int done = RangeVectors.int8(data, rows, (byte) low, (byte) high, vector);
                    RangeBits.int8(data, done, rows, (byte) low, (byte) high, vector);
                    RangeBits.int8(data, 0, rows, (byte) low, (byte) high, scalar);
                }
                case 1 -> {
                    int done = RangeVectors.int16(data, rows, (short) low, (short) high, vector);
                    RangeBits.int16(data, done, rows, (short) low, (short) high, vector);
                    RangeBits.int16(data, 0, rows, (short) low, (short) high, scalar);
                }
                case 2 -> {
                    int done = RangeVectors.int32(data, rows, (int) low, (int) high, vector);
                    RangeBits.int32(data, done, rows, (int) low, (int) high, vector);
                    RangeBits.int32(data, 0, rows, (int) low, (int) high, scalar);
                }
                default -> {
                    int done = RangeVectors.int64(data, rows, low, high, vector);
                    RangeBits.int64(data, done, rows, low, high, vector);
                    RangeBits.int64(data, 0, rows, low, high, scalar);
                }
            }
            same(Bitmaps.bytes(rows), rows);
        }
    }

    @Test
    void comparisons() {
        for (int round = 0; round < ROUNDS; round++) {
            int rows = random.nextInt(MOST);
            boolean less = random.nextBoolean();
            long a = randomLongs();
            long b = right + random.nextInt(3) * 8;
            switch (round % 6) {
                case 0 -> {
                    CompareBits.int8(a, b, CompareVectors.int8(a, b, rows, less, vector), rows, less, vector);
                    CompareBits.int8(a, b, 0, rows, less, scalar);
                }
                case 1 -> {
                    CompareBits.int16(a, b, CompareVectors.int16(a, b, rows, less, vector), rows, less, vector);
                    CompareBits.int16(a, b, 0, rows, less, scalar);
                }
                case 2 -> {
                    CompareBits.int32(a, b, CompareVectors.int32(a, b, rows, less, vector), rows, less, vector);
                    CompareBits.int32(a, b, 0, rows, less, scalar);
                }
                case 3 -> {
                    CompareBits.int64(a, b, CompareVectors.int64(a, b, rows, less, vector), rows, less, vector);
                    CompareBits.int64(a, b, 0, rows, less, scalar);
                }
                case 4 -> {
                    randomDoubles();
                    CompareBits.float64(a, b, CompareVectors.float64(a, b, rows, less, vector), rows, less, vector);
                    CompareBits.float64(a, b, 0, rows, less, scalar);
                }
                default -> {
                    randomFloats();
                    CompareBits.float32(a, b, CompareVectors.float32(a, b, rows, less, vector), rows, less, vector);
                    CompareBits.float32(a, b, 0, rows, less, scalar);
                }
            }
            same(Bitmaps.bytes(rows), rows);
        }
    }

    @Test
    void floatingPoint() {
        for (int round = 0; round < ROUNDS; round++) {
            int rows = random.nextInt(MOST);
            FloatBits.Test test = FloatBits.Test.values()[random.nextInt(4)];
            float constant = random.nextInt(-4, 5) / 2f;
            if ((round & 1) == 0) {
                randomDoubles();
                FloatBits.float64(left, FloatVectors.float64(left, rows, test, constant, vector), rows, test, constant, vector);
                FloatBits.float64(left, 0, rows, test, constant, scalar);
            } else {
                randomFloats();
                FloatBits.float32(left, FloatVectors.float32(left, rows, test, constant, vector), rows, test, constant, vector);
                FloatBits.float32(left, 0, rows, test, constant, scalar);
            }
            same(Bitmaps.bytes(rows), rows);
            floatArithmetic(round, rows);
        }
    }

    private void floatArithmetic(int round, int rows) {
        randomDoubles();
        switch (round & 3) {
            case 0 -> {
                FloatMath.add64(left, right, FloatMathVectors.add64(left, right, rows, vector), rows, vector);
                FloatMath.add64(left, right, 0, rows, scalar);
            }
            case 1 -> {
                FloatMath.subtract64(left, right, FloatMathVectors.subtract64(left, right, rows, vector), rows, vector);
                FloatMath.subtract64(left, right, 0, rows, scalar);
            }
            case 2 -> {
                FloatMath.multiply64(left, right, FloatMathVectors.multiply64(left, right, rows, vector), rows, vector);
                FloatMath.multiply64(left, right, 0, rows, scalar);
            }
            default -> {
                FloatMath.divide32(left, right, FloatMathVectors.divide32(left, right, rows, vector), rows, vector);
                FloatMath.divide32(left, right, 0, rows, scalar);
                rows /= 2;
            }
        }
        same(rows * 8L, rows);
    }

    @Test
    void integerArithmetic() {
        for (int round = 0; round < ROUNDS; round++) {
            int rows = random.nextInt(MOST);
            randomLongs();
            if (random.nextInt(20) == 0) {
                Memory.putLong(left + random.nextInt(MOST) * 8L, Long.MAX_VALUE - random.nextInt(20));
            }
            boolean a;
            boolean b;
            switch (round % 5) {
                case 0 -> {
                    a = IntegerMathVectors.add64(left, right, rows, vector);
                    b = IntegerMath.add64(left, right, 0, rows, scalar) < 0;
                }
                case 1 -> {
                    a = IntegerMathVectors.subtract64(left, right, rows, vector);
                    b = IntegerMath.subtract64(left, right, 0, rows, scalar) < 0;
                }
                case 2 -> {
                    IntegerMathVectors.multiply64(left, right, rows, vector);
                    a = IntegerMath.checkedMultiply64(left, right, rows, scalar);
                    b = a;
                }
                case 3 -> {
                    a = IntegerMathVectors.add32(left, right, rows, vector);
                    b = IntegerMath.add32(left, right, 0, rows, scalar) < 0;
                }
                default -> {
                    a = IntegerMathVectors.subtract32(left, right, rows, vector);
                    b = IntegerMath.subtract32(left, right, 0, rows, scalar) < 0;
                }
            }
            assertEquals(b, a);
            same(rows * (round % 5 < 3 ? 8L : 4L), rows);
            assertEquals(IntegerMath.magnitude64(left, 0, rows), IntegerMathVectors.magnitude64(left, rows));
        }
    }

    @Test
    void selectionsAndBooleans() {
        for (int round = 0; round < ROUNDS; round++) {
            int rows = random.nextInt(MOST);
            int density = random.nextInt(4);
            for (int i = 0; i < MOST; i++) {
                Memory.putByte(left + i, (byte) (random.nextInt(4) < density ? 1 : 0));
            }
            BooleanBits.fromBytes(left, BooleanVectors.fromBytes(left, rows, vector), rows, vector);
            BooleanBits.fromBytes(left, 0, rows, scalar);
            same(Bitmaps.bytes(rows), rows);
            Memory.copy(scalar, right, Bitmaps.bytes(rows));
            BooleanBits.toBytes(right, BooleanVectors.toBytes(right, rows, vector), rows, vector);
            same(left, vector, rows, rows);
            int count = SelectionVectors.fromBits(right, rows, vector);
            assertEquals(Selections.scalarFromBits(right, rows, scalar), count);
            assertEquals(Bitmaps.count(right, rows), count);
            same(count * 4L, rows);
        }
    }

    @Test
    void selectionsStayInTheirRoom() {
        for (int rows = 0; rows < 300; rows++) {
            Bitmaps.and(0, 0, right, rows);
            Memory.fill(vector, 2048, (byte) 0x5a);
            assertEquals(rows, SelectionVectors.fromBits(right, rows, vector));
            for (int i = rows * 4; i < 2048; i++) {
                assertEquals(0x5a, Memory.getByte(vector + i), "byte " + i + " of " + rows + " rows");
            }
        }
    }

    @Test
    void substrings() {
        for (int round = 0; round < 4 * ROUNDS; round++) {
            int length = random.nextInt(200);
            for (int i = 0; i < length; i++) {
                Memory.putByte(left + i, (byte) ('a' + random.nextInt(3)));
            }
            byte[] needle = new byte[random.nextInt(1, 7)];
            for (int i = 0; i < needle.length; i++) {
                needle[i] = (byte) ('a' + random.nextInt(3));
            }
            int from = random.nextInt(length + 1);
            assertEquals(ByteSearch.scalarIndexOf(left, from, length, needle), ByteSearchVectors.indexOf(left, from, length, needle));
        }
    }

    private long randomLongs() {
        for (int i = 0; i < 1000; i++) {
            Memory.putLong(left + i * 8L, random.nextInt(-40, 40));
            Memory.putLong(right + i * 8L, random.nextInt(-40, 40));
        }
        return left;
    }

    private void randomDoubles() {
        for (int i = 0; i < 1000; i++) {
            Memory.putDouble(left + i * 8L, number());
            Memory.putDouble(right + i * 8L, number());
        }
    }

    private void randomFloats() {
        for (int i = 0; i < 2000; i++) {
            Memory.putFloat(left + i * 4L, (float) number());
            Memory.putFloat(right + i * 4L, (float) number());
        }
    }

    private double number() {
        return switch (random.nextInt(9)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> Double.NEGATIVE_INFINITY;
            default -> random.nextInt(-4, 5) / 2.0;
        };
    }

    private void same(long bytes, int rows) {
        same(vector, scalar, bytes, rows);
    }

    private static void same(long a, long b, long bytes, int rows) {
        for (long i = 0; i < bytes; i++) {
            if (Memory.getByte(a + i) != Memory.getByte(b + i)) {
                assertEquals(Memory.getByte(b + i), Memory.getByte(a + i), "byte " + i + " of " + rows + " rows");
            }
        }
    }
}
