package dev.weir.exec.operator.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class IntegerGroupsTest {
    @Test
    void hashesWhenTheArrayIsLargerThanTheMemoryLeft() {
        try (BufferAllocator allocator = new RootAllocator(256 << 10);
                IntegerGroups groups = new IntegerGroups(SqlType.BIGINT, allocator);
                NativeArray numbers = new NativeArray(allocator, 64)) {
            assign(groups, allocator, numbers, 5, 6);
            assign(groups, allocator, numbers, 6, 800_000, 5, 7);
            assertEquals(List.of(1, 2, 0, 3), List.of(number(numbers, 0), number(numbers, 1), number(numbers, 2), number(numbers, 3)));
            assertEquals(4, groups.groups());
        }
    }

    @Test
    void keysInNoOrderIndexAnArrayOnceTheyFillTheirRange() {
        int range = 1_500_000;
        int batch = 8192;
        Random random = new Random(5);
        try (BufferAllocator allocator = new RootAllocator();
                IntegerGroups groups = new IntegerGroups(SqlType.BIGINT, allocator);
                NativeArray numbers = new NativeArray(allocator, batch * 4)) {
            Map<Long, Integer> expected = new HashMap<>();
            boolean hashed = false;
            for (int b = 0; b < 30; b++) {
                // The last keys lie far away, so that the array has to be given up again.
                long[] keys = random.longs(batch, 0, range).map(b < 28 ? key -> key - 1000 : key -> key << 30).toArray();
                assign(groups, allocator, numbers, keys);
                for (int row = 0; row < batch; row++) {
                    int group = expected.merge(keys[row], expected.size(), (known, _) -> known);
                    assertEquals(group, number(numbers, row));
                }
                hashed |= !groups.isArray();
                assertEquals(b >= 20 && b < 28, groups.isArray() && b >= 20, "batch " + b);
            }
            assertTrue(hashed);
            assertEquals(expected.size(), groups.groups());
        }
    }

    private static int number(NativeArray numbers, int row) {
        return Memory.getInt(numbers.address() + row * 4L);
    }

    private static void assign(IntegerGroups groups, BufferAllocator allocator, NativeArray numbers, long... keys) {
        try (ColumnBuilder builder = new ColumnBuilder(SqlType.BIGINT, allocator)) {
            for (long key : keys) {
                builder.append(key);
            }
            try (Column column = builder.build()) {
                groups.assign(List.of(column), keys.length, numbers.address());
            }
        }
    }
}
