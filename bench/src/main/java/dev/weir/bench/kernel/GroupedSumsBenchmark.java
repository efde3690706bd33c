package dev.weir.bench.kernel;

import dev.weir.exec.kernel.GroupMasks;
import dev.weir.exec.kernel.GroupedSums;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Sums of a batch by few groups: in copies, one after the other and, for very few, under bitmaps (which are made once a
/// batch for all columns that are added up).
public class GroupedSumsBenchmark extends KernelFixture {
    @Param({"4", "16", "64", "256"})
    public int groups;

    private long data;
    private long ids;
    private NativeArray copies;
    private long sums;
    private long masks;
    private long masked;

    @Setup
    public void fill() {
        data = longs(1_000_000);
        ids = memory(ROWS * 4L);
        copies = owned(new NativeArray(allocator));
        sums = memory(groups * 8L);
        for (long i = 0; i < ROWS; i++) {
            // Half of the rows in one group, as flags have it.
            Memory.putInt(ids + i * 4, random.nextBoolean() ? 0 : random.nextInt(groups));
        }
        long expected = memory(groups * 8L);
        GroupedSums.plain(data, ids, ROWS, expected);
        copies();
        same("sums", expected, sums, groups * 8L);
        masks = memory(GroupMasks.bytes(ROWS, groups));
        masked = memory(GroupMasks.padded(groups) * 8L);
        bitmaps();
        underBitmaps();
        same("masked sums", expected, masked, groups * 8L);
    }

    @Benchmark
    public void copies() {
        GroupedSums.add(data, ids, ROWS, groups, copies, sums);
    }

    @Benchmark
    public void bitmaps() {
        GroupMasks.fromIds(ids, ROWS, groups, masks);
    }

    @Benchmark
    public void underBitmaps() {
        GroupMasks.sums(data, masks, ROWS, groups, masked);
    }

    @Benchmark
    public void plain() {
        GroupedSums.plain(data, ids, ROWS, sums);
    }
}
