package dev.weir.bench.kernel;

import dev.weir.exec.kernel.Gather;
import dev.weir.formats.memory.Memory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Values by int32 codes or positions, as dictionaries and selections are resolved: the loop of the scan and that of the
/// engine, which have no vector form, since the Vector API gathers from arrays only.
public class GatherBenchmark extends KernelFixture {
    @Param({"4", "8", "16"})
    public int width;

    @Param({"100", "10000"})
    public int entries;

    private long values;
    private long codes;
    private long out;

    @Setup
    public void fill() {
        values = memory((long) entries * width);
        codes = ints(entries);
        out = memory((long) ROWS * width);
        long twin = memory((long) ROWS * width);
        for (long i = 0; i < (long) entries * width; i += 4) {
            Memory.putInt(values + i, random.nextInt());
        }
        Gather.gather(width, values, codes, ROWS, out);
        dev.weir.formats.parquet.encoding.Gather.gather(values, codes, ROWS, width, twin);
        same("gathered", out, twin, (long) ROWS * width);
    }

    @Benchmark
    public void engine() {
        Gather.gather(width, values, codes, ROWS, out);
    }

    @Benchmark
    public void scan() {
        dev.weir.formats.parquet.encoding.Gather.gather(values, codes, ROWS, width, out);
    }
}
