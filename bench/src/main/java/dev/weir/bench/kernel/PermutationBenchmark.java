package dev.weir.bench.kernel;

import dev.weir.exec.kernel.TableLookup;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.NearGather;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Values at the positions that a filter left, and codes looked up in a table that fits two vectors: by permutation and one
/// by one.
public class PermutationBenchmark extends KernelFixture {
    @Param({"4", "8"})
    public int width;

    /// Rows of a hundred that the filter left.
    @Param({"50", "75", "98"})
    public int percent;

    private long values;
    private long positions;
    private int count;
    private long table;
    private int entries;
    private long codes;
    private long out;

    @Setup
    public void fill() {
        values = longs(Long.MAX_VALUE);
        positions = memory(ROWS * 4L);
        for (int i = 0; i < ROWS; i++) {
            if (random.nextInt(100) < percent) {
                Memory.putInt(positions + count++ * 4L, i);
            }
        }
        entries = 128 / width;
        table = values;
        codes = ints(entries);
        out = memory(ROWS * 8L);
        long twin = memory(ROWS * 8L);
        near();
        Memory.copy(out, twin, (long) count * width);
        nearOneByOne();
        same("near", out, twin, (long) count * width);
        table();
        Memory.copy(out, twin, (long) ROWS * width);
        tableOneByOne();
        same("table", out, twin, (long) ROWS * width);
    }

    @Benchmark
    public void near() {
        if (width == 4) {
            NearGather.gather4(values, ROWS, positions, count, out);
        } else {
            NearGather.gather8(values, ROWS, positions, count, out);
        }
    }

    @Benchmark
    public void nearOneByOne() {
        if (width == 4) {
            NearGather.scalar4(values, positions, 0, count, out);
        } else {
            NearGather.scalar8(values, positions, 0, count, out);
        }
    }

    @Benchmark
    public void table() {
        TableLookup.lookup(width, table, entries, codes, ROWS, out);
    }

    @Benchmark
    public void tableOneByOne() {
        TableLookup.lookup(width, table, codes, 0, ROWS, out);
    }
}
