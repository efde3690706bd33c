package dev.weir.bench.kernel;

import dev.weir.exec.kernel.GroupedSums;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Sums of a batch by few groups: in copies and one after the other, nanoseconds a row.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--add-opens=java.base/java.nio=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED"})
public class GroupedSumsBenchmark {
    private static final int ROWS = 8192;

    @Param({"4", "64", "256"})
    public int groups;

    private BufferAllocator allocator;
    private NativeArray data;
    private NativeArray ids;
    private NativeArray copies;
    private NativeArray sums;

    @Setup
    public void fill() {
        allocator = new RootAllocator();
        data = new NativeArray(allocator, ROWS * 8L);
        ids = new NativeArray(allocator, ROWS * 4L);
        copies = new NativeArray(allocator);
        sums = new NativeArray(allocator, groups * 8L);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ROWS; i++) {
            Memory.putLong(data.address() + i * 8L, random.nextInt(1_000_000));
            // Half of the rows in one group, as flags have it.
            Memory.putInt(ids.address() + i * 4L, random.nextBoolean() ? 0 : random.nextInt(groups));
        }
        try (NativeArray expected = new NativeArray(allocator, groups * 8L)) {
            GroupedSums.plain(data.address(), ids.address(), ROWS, expected.address());
            GroupedSums.add(data.address(), ids.address(), ROWS, groups, copies, sums.address());
            for (int g = 0; g < groups; g++) {
                if (Memory.getLong(expected.address() + g * 8L) != Memory.getLong(sums.address() + g * 8L)) {
                    throw new IllegalStateException("the sums of group " + g + " differ");
                }
            }
        }
    }

    @TearDown
    public void free() {
        data.close();
        ids.close();
        copies.close();
        sums.close();
        allocator.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void copies() {
        GroupedSums.add(data.address(), ids.address(), ROWS, groups, copies, sums.address());
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void plain() {
        GroupedSums.plain(data.address(), ids.address(), ROWS, sums.address());
    }
}
