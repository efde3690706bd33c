package dev.weir.bench.kernel;

import dev.weir.exec.kernel.BooleanBits;
import dev.weir.exec.kernel.CompareBits;
import dev.weir.exec.kernel.FloatBits;
import dev.weir.exec.kernel.RangeBits;
import dev.weir.formats.memory.Memory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// Comparisons to bits.
public class CompareBenchmark extends KernelFixture {
    private long ints;
    private long left;
    private long right;
    private long flags;
    private long bits;
    private long twin;

    @Setup
    public void fill() {
        ints = ints(3000);
        left = longs(3000);
        right = longs(3000);
        flags = memory(ROWS);
        bits = memory(ROWS / 8);
        twin = memory(ROWS / 8);
        for (long i = 0; i < ROWS; i++) {
            Memory.putByte(flags + i, (byte) random.nextInt(2));
        }
        RangeBits.int32(ints, ROWS, 1000, 2000, bits);
        RangeBits.int32(ints, 0, ROWS, 1000, 2000, twin);
        same("rangeInt32", bits, twin, ROWS / 8);
        RangeBits.int64(left, ROWS, 1000, 2000, bits);
        RangeBits.int64(left, 0, ROWS, 1000, 2000, twin);
        same("rangeInt64", bits, twin, ROWS / 8);
        CompareBits.int64(left, right, ROWS, true, bits);
        CompareBits.int64(left, right, 0, ROWS, true, twin);
        same("lessInt64", bits, twin, ROWS / 8);
        CompareBits.int32(ints, ints, ROWS, false, bits);
        CompareBits.int32(ints, ints, 0, ROWS, false, twin);
        same("equalInt32", bits, twin, ROWS / 8);
        CompareBits.float64(left, right, ROWS, true, bits);
        CompareBits.float64(left, right, 0, ROWS, true, twin);
        same("lessFloat64", bits, twin, ROWS / 8);
        FloatBits.float64(left, ROWS, FloatBits.Test.LESS, 1e-300, bits);
        FloatBits.float64(left, 0, ROWS, FloatBits.Test.LESS, 1e-300, twin);
        same("lessConstantFloat64", bits, twin, ROWS / 8);
        BooleanBits.fromBytes(flags, ROWS, bits);
        BooleanBits.fromBytes(flags, 0, ROWS, twin);
        same("bytesToBits", bits, twin, ROWS / 8);
    }

    @Benchmark
    public void rangeInt32Vector() {
        RangeBits.int32(ints, ROWS, 1000, 2000, bits);
    }

    @Benchmark
    public void rangeInt32Scalar() {
        RangeBits.int32(ints, 0, ROWS, 1000, 2000, twin);
    }

    @Benchmark
    public void rangeInt64Vector() {
        RangeBits.int64(left, ROWS, 1000, 2000, bits);
    }

    @Benchmark
    public void rangeInt64Scalar() {
        RangeBits.int64(left, 0, ROWS, 1000, 2000, twin);
    }

    @Benchmark
    public void lessInt64Vector() {
        CompareBits.int64(left, right, ROWS, true, bits);
    }

    @Benchmark
    public void lessInt64Scalar() {
        CompareBits.int64(left, right, 0, ROWS, true, twin);
    }

    @Benchmark
    public void equalInt32Vector() {
        CompareBits.int32(ints, ints, ROWS, false, bits);
    }

    @Benchmark
    public void equalInt32Scalar() {
        CompareBits.int32(ints, ints, 0, ROWS, false, twin);
    }

    @Benchmark
    public void lessFloat64Vector() {
        CompareBits.float64(left, right, ROWS, true, bits);
    }

    @Benchmark
    public void lessFloat64Scalar() {
        CompareBits.float64(left, right, 0, ROWS, true, twin);
    }

    @Benchmark
    public void lessConstantFloat64Vector() {
        FloatBits.float64(left, ROWS, FloatBits.Test.LESS, 1e-300, bits);
    }

    @Benchmark
    public void lessConstantFloat64Scalar() {
        FloatBits.float64(left, 0, ROWS, FloatBits.Test.LESS, 1e-300, twin);
    }

    @Benchmark
    public void bytesToBitsVector() {
        BooleanBits.fromBytes(flags, ROWS, bits);
    }

    @Benchmark
    public void bytesToBitsScalar() {
        BooleanBits.fromBytes(flags, 0, ROWS, twin);
    }
}
