package dev.weir.bench.kernel;

import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.simd.HashVectors;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// Hashes of a batch: int64, int32, and strings of 8 and of 40 bytes.
public class HashBenchmark extends KernelFixture {
    private static final int LONG = 40;

    private long numbers;
    private long ints;
    private long shortViews;
    private long longViews;
    private long hashes;

    @Setup
    public void fill() {
        numbers = longs(Long.MAX_VALUE);
        ints = ints(Integer.MAX_VALUE);
        hashes = memory(ROWS * 8L);
        shortViews = memory(ROWS * 16L);
        longViews = memory(ROWS * 16L);
        long text = memory((long) ROWS * LONG);
        for (long i = 0; i < ROWS; i++) {
            Memory.putLong(text + i * LONG, i);
            StringView.write(shortViews + i * 16, text + i * LONG, 8);
            StringView.write(longViews + i * 16, text + i * LONG, LONG);
        }
        long twin = memory(ROWS * 8L);
        HashVectors.int64(numbers, ROWS, hashes, false);
        Hash.scalarInt64(numbers, ROWS, twin, false);
        same("int64", hashes, twin, ROWS * 8L);
        HashVectors.int32(ints, ROWS, hashes, true);
        Hash.scalarInt32(ints, ROWS, twin, true);
        same("int32", hashes, twin, ROWS * 8L);
    }

    private void strings(long views) {
        for (long i = 0; i < ROWS; i++) {
            Memory.putLong(hashes + i * 8, StringView.hash(views + i * 16));
        }
    }

    @Benchmark
    public void int64Vector() {
        HashVectors.int64(numbers, ROWS, hashes, false);
    }

    @Benchmark
    public void int64Scalar() {
        Hash.scalarInt64(numbers, ROWS, hashes, false);
    }

    @Benchmark
    public void int32CombinedVector() {
        HashVectors.int32(ints, ROWS, hashes, true);
    }

    @Benchmark
    public void int32CombinedScalar() {
        Hash.scalarInt32(ints, ROWS, hashes, true);
    }

    @Benchmark
    public void shortStrings() {
        strings(shortViews);
    }

    @Benchmark
    public void longStrings() {
        strings(longViews);
    }
}
