package dev.weir.exec.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.memory.Memory;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Sums in copies, and sums under bitmaps, are those of the plain loop, for any number of rows and groups.
@Tag("kernels")
class GroupedSumsTest {
    @Test
    void copiesAddUpToPlainSums() {
        SplittableRandom random = new SplittableRandom(11);
        try (BufferAllocator allocator = new RootAllocator();
                NativeArray data = new NativeArray(allocator, 5000 * 8);
                NativeArray ids = new NativeArray(allocator, 5000 * 4);
                NativeArray copies = new NativeArray(allocator);
                NativeArray masks = new NativeArray(allocator);
                NativeArray actual = new NativeArray(allocator, GroupedSums.MOST_GROUPS * 8L);
                NativeArray counts = new NativeArray(allocator, GroupedSums.MOST_GROUPS * 8L)) {
            for (int round = 0; round < 300; round++) {
                int rows = random.nextInt(5000);
                int groups = 1 + random.nextInt(round % 2 == 0 ? 4 : GroupedSums.MOST_GROUPS);
                long[] sums = new long[groups];
                long[] numbers = new long[groups];
                for (int i = 0; i < rows; i++) {
                    int group = random.nextInt(groups);
                    long value = random.nextLong();
                    Memory.putInt(ids.address() + i * 4L, group);
                    Memory.putLong(data.address() + i * 8L, value);
                    sums[group] += value;
                    numbers[group]++;
                }
                actual.clear();
                counts.clear();
                GroupedSums.add(data.address(), ids.address(), rows, groups, copies, actual.address());
                GroupedSums.count(ids.address(), rows, groups, copies, counts.address());
                for (int g = 0; g < groups; g++) {
                    assertEquals(sums[g], Memory.getLong(actual.address() + g * 8L));
                    assertEquals(numbers[g], Memory.getLong(counts.address() + g * 8L));
                }
                if (groups <= GroupMasks.MOST_GROUPS) {
                    masks.ensureScratch(GroupMasks.bytes(rows, groups));
                    GroupMasks.fromIds(ids.address(), rows, groups, masks.address());
                    counts.clear();
                    GroupMasks.count(masks.address(), rows, groups, counts.address());
                    GroupMasks.sums(data.address(), masks.address(), rows, groups, actual.address());
                    for (int g = 0; g < groups; g++) {
                        assertEquals(sums[g], Memory.getLong(actual.address() + g * 8L));
                        assertEquals(numbers[g], Memory.getLong(counts.address() + g * 8L));
                    }
                }
                actual.clear();
                GroupedSums.plain(data.address(), ids.address(), rows, actual.address());
                for (int g = 0; g < groups; g++) {
                    assertEquals(sums[g], Memory.getLong(actual.address() + g * 8L));
                }
            }
        }
    }
}
