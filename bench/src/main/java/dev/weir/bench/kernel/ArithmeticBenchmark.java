package dev.weir.bench.kernel;

import dev.weir.exec.kernel.FloatMath;
import dev.weir.exec.kernel.IntegerMath;
import dev.weir.exec.kernel.Reductions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// Decimals as scaled int64: sums with overflow collected, products with a proof that none overflows (vector) or with a
/// check of each (scalar); reductions.
public class ArithmeticBenchmark extends KernelFixture {
    private long left;
    private long right;
    private long out;
    private long twin;

    @Setup
    public void fill() {
        left = longs(10_000_000);
        right = longs(100);
        out = memory(ROWS * 8L);
        twin = memory(ROWS * 8L);
        addVector();
        addScalar();
        same("sums", out, twin, ROWS * 8L);
        multiplyVector();
        multiplyScalar();
        same("products", out, twin, ROWS * 8L);
        scaleVector();
        scaleScalar();
        same("scaled", out, twin, ROWS * 8L);
        addDoublesVector();
        addDoublesScalar();
        same("sums of doubles", out, twin, ROWS * 8L);
        same("sum", sumVector(), sumScalar());
        same("least", minVector(), minScalar());
    }

    @Benchmark
    public boolean addVector() {
        return IntegerMath.add64(left, right, ROWS, out);
    }

    @Benchmark
    public long addScalar() {
        return IntegerMath.add64(left, right, 0, ROWS, twin);
    }

    @Benchmark
    public boolean multiplyVector() {
        return IntegerMath.multiply64(left, right, ROWS, out);
    }

    @Benchmark
    public boolean multiplyScalar() {
        return IntegerMath.checkedMultiply64(left, right, ROWS, twin);
    }

    @Benchmark
    public void scaleVector() {
        IntegerMath.scale64(left, ROWS, 100, out);
    }

    @Benchmark
    public void scaleScalar() {
        IntegerMath.scale64(left, 0, ROWS, 100, twin);
    }

    @Benchmark
    public void addDoublesVector() {
        FloatMath.add64(left, right, ROWS, out);
    }

    @Benchmark
    public void addDoublesScalar() {
        FloatMath.add64(left, right, 0, ROWS, twin);
    }

    @Benchmark
    public long sumVector() {
        return Reductions.sum64(left, ROWS);
    }

    @Benchmark
    public long sumScalar() {
        return Reductions.sum64(left, 0, ROWS);
    }

    @Benchmark
    public long minVector() {
        return Reductions.min64(left, ROWS);
    }

    @Benchmark
    public long minScalar() {
        return Reductions.min64(left, 0, ROWS);
    }
}
