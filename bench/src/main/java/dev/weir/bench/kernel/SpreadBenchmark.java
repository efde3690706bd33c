package dev.weir.bench.kernel;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.parquet.encoding.Spread;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Dense values moved apart to the rows that are not NULL.
public class SpreadBenchmark extends KernelFixture {
    @Param({"4", "8"})
    public int width;

    @Param({"50", "98"})
    public int percentValid;

    private long dense;
    private long validity;
    private long out;

    @Setup
    public void fill() {
        dense = memory((long) ROWS * width);
        validity = memory(ROWS / 8);
        out = memory((long) ROWS * width);
        long twin = memory((long) ROWS * width);
        for (long i = 0; i < (long) ROWS * width; i += 4) {
            Memory.putInt(dense + i, random.nextInt());
        }
        for (long i = 0; i < ROWS; i++) {
            if (random.nextInt(100) < percentValid) {
                Memory.setBit(validity, i);
            }
        }
        Spread.spread(dense, validity, 0, ROWS, width, out);
        Spread.spreadScalar(dense, validity, 0, ROWS, width, twin);
        same("spread", out, twin, (long) ROWS * width);
    }

    @Benchmark
    public void vector() {
        Spread.spread(dense, validity, 0, ROWS, width, out);
    }

    @Benchmark
    public void scalar() {
        Spread.spreadScalar(dense, validity, 0, ROWS, width, out);
    }
}
