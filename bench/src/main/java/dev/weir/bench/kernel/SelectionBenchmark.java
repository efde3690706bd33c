package dev.weir.bench.kernel;

import dev.weir.exec.kernel.Selections;
import dev.weir.formats.memory.Memory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Bits to row numbers.
public class SelectionBenchmark extends KernelFixture {
    @Param({"1", "50", "98"})
    public int percent;

    private long bits;
    private long positions;

    @Setup
    public void fill() {
        bits = memory(ROWS / 8);
        positions = memory(ROWS * 4L);
        long twin = memory(ROWS * 4L);
        for (long i = 0; i < ROWS; i++) {
            if (random.nextInt(100) < percent) {
                Memory.setBit(bits, i);
            }
        }
        int count = Selections.fromBits(bits, ROWS, positions);
        same("rows", Selections.scalarFromBits(bits, ROWS, twin), count);
        same("positions", positions, twin, count * 4L);
    }

    @Benchmark
    public int vector() {
        return Selections.fromBits(bits, ROWS, positions);
    }

    @Benchmark
    public int scalar() {
        return Selections.scalarFromBits(bits, ROWS, positions);
    }
}
