package dev.weir.exec.operator.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.TwinMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Encoded rows compare as the values do in plain Java, for every type, encoding and direction.
@Tag("kernels")
class SortKeyTwinsTest {
    private static final int ROWS = 40;

    @Test
    void entriesCompareLikeValues() {
        SplittableRandom random = new SplittableRandom(29);
        try (BufferAllocator allocator = new RootAllocator()) {
            RandomColumns columns = new RandomColumns(random, allocator);
            for (int round = 0; round < TwinMemory.ROUNDS / 10; round++) {
                List<SqlType> types = new ArrayList<>();
                List<SortKey> keys = new ArrayList<>();
                List<Column> left = new ArrayList<>();
                List<Column> right = new ArrayList<>();
                int count = 1 + random.nextInt(3);
                for (int k = 0; k < count; k++) {
                    types.add(RandomColumns.TYPES.get(random.nextInt(RandomColumns.TYPES.size())));
                    keys.add(new SortKey(random.nextInt(k + 1), random.nextBoolean(), random.nextBoolean()));
                    left.add(columns.column(types.get(k), ROWS, random.nextInt(3) * 0.2));
                    right.add(columns.column(types.get(k), ROWS, random.nextInt(3) * 0.2));
                }
                try (Batch a = new Batch(left, ROWS); Batch b = new Batch(right, ROWS)) {
                    check(a, b, new RowOrder(keys, types), allocator);
                }
            }
        }
    }

    private static void check(Batch left, Batch right, RowOrder order, BufferAllocator allocator) {
        KeyLayout layout = new KeyLayout(order.keys(), order.types());
        KeyEncoder encoder = new KeyEncoder(layout, allocator);
        KeyComparator comparator = new KeyComparator(layout);
        long size = layout.entryBytes();
        try (NativeArray a = new NativeArray(allocator, ROWS * size); NativeArray b = new NativeArray(allocator, ROWS * size)) {
            encoder.encode(left, a.address());
            encoder.encode(right, b.address());
            List<List<Object>> leftRows = RowOrder.rows(left);
            List<List<Object>> rightRows = RowOrder.rows(right);
            for (int i = 0; i < ROWS; i++) {
                for (int j = i % 3; j < ROWS; j += 3) {
                    int expected = Integer.signum(order.compare(leftRows.get(i), rightRows.get(j)));
                    int actual = Integer.signum(comparator.compare(a.address() + i * size, left, i, b.address() + j * size, right, j));
                    if (expected != actual) {
                        assertEquals(expected, actual, leftRows.get(i) + " and " + rightRows.get(j) + " by " + order.keys());
                    }
                }
            }
        }
    }
}
