package dev.weir.exec.operator.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.List;
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
