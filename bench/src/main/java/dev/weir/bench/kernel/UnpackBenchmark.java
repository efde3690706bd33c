package dev.weir.bench.kernel;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.parquet.level.BitUnpacking;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Bits of a page to int32, by width.
public class UnpackBenchmark extends KernelFixture {
    @Param({"1", "4", "7", "12", "17", "25"})
    public int width;

    private long packed;
    private long out;

    @Setup
    public void fill() {
        packed = memory(ROWS * 4L);
        out = memory(ROWS * 4L);
        long twin = memory(ROWS * 4L);
        for (long i = 0; i < ROWS * 4L; i += 8) {
            Memory.putLong(packed + i, random.nextLong());
        }
        BitUnpacking.unpack(packed, width, 0, ROWS, out);
        BitUnpacking.unpackScalar(packed, width, 0, ROWS, twin);
        same("unpacked", out, twin, ROWS * 4L);
        same("first not below", BitUnpacking.firstNotBelow(out, ROWS, 1 << width), BitUnpacking.firstNotBelowScalar(out, 0, ROWS, 1 << width));
    }

    @Benchmark
    public void vector() {
        BitUnpacking.unpack(packed, width, 0, ROWS, out);
    }

    @Benchmark
    public void scalar() {
        BitUnpacking.unpackScalar(packed, width, 0, ROWS, out);
    }

    @Benchmark
    public long firstNotBelowVector() {
        return BitUnpacking.firstNotBelow(out, ROWS, 1 << width);
    }

    @Benchmark
    public long firstNotBelowScalar() {
        return BitUnpacking.firstNotBelowScalar(out, 0, ROWS, 1 << width);
    }
}
