package dev.weir.exec.operator.join;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.memory.TaskMemory;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.exec.testing.RandomRows;
import dev.weir.exec.testing.TestColumns;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.TwinMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Join tables find the build rows that a `HashMap` finds.
@Tag("kernels")
class JoinTableTwinsTest {
    private static final int ROUNDS = TwinMemory.ROUNDS / 80;

    private final BufferAllocator allocator = new RootAllocator();
    private final ParallelSteps parallel = new ParallelSteps(1, TaskMemory.of(allocator).operator("test"));
    private final Random random = new Random(23);

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void arraysBitmapsAndHashesOfPackedKeys() {
        List<SqlType> types = List.of(SqlType.BIGINT, SqlType.INTEGER, SqlType.DATE, SqlType.SMALLINT);
        for (int round = 0; round < ROUNDS; round++) {
            List<SqlType> keys = new ArrayList<>();
            List<Boolean> nullsEqual = new ArrayList<>();
            for (int k = random.nextInt(3) == 0 ? 2 : 1; k > 0; k--) {
                keys.add(types.get(random.nextInt(types.size())));
                nullsEqual.add(random.nextInt(3) == 0);
            }
            int distinct = 1 + random.nextInt(300);
            long base = random.nextInt(3) == 0 ? random.nextLong() >> random.nextInt(64) : 0;
            List<List<Object>> build = rows(keys, 1 + random.nextInt(200), distinct, base);
            List<List<Object>> probe = rows(keys, random.nextInt(200), distinct * 2, base);
            List<Column> columns = columns(keys, build);
            try (NativeArray codes = new NativeArray(allocator, build.size() * 8L + 8)) {
                KeyRange[] ranges = new KeyRange[keys.size()];
                for (int k = 0; k < ranges.length; k++) {
                    ranges[k] = new KeyRange();
                    ranges[k].add(columns.get(k));
                }
                PackedKeys packed = PackedKeys.of(ranges, nullsEqual);
                if (packed != null) {
                    packed.encode(columns, build.size(), -1, codes.address());
                    if (packed.codes() < 1 << 20) {
                        check(DenseTable.build(packed, codes.address(), build.size(), allocator, parallel), keys, nullsEqual, build, probe);
                        check(RankedTable.build(packed, codes.address(), build.size(), allocator, parallel), keys, nullsEqual, build, probe);
                    }
                    check(PackedTable.build(packed, codes.address(), build.size(), allocator, parallel), keys, nullsEqual, build, probe);
                }
                check(RowTable.build(List.of(columns), new KeyLayout(keys), nullsEqual, build.size(), allocator, parallel), keys, nullsEqual, build, probe);
            } finally {
                columns.forEach(Column::close);
            }
        }
    }

    @Test
    void hashesOfRows() {
        List<SqlType> types = List.of(SqlType.VARCHAR, SqlType.DOUBLE, new SqlType.Decimal(30, 2), SqlType.VARBINARY, SqlType.BIGINT);
        for (int round = 0; round < ROUNDS; round++) {
            List<SqlType> keys = new ArrayList<>();
            List<Boolean> nullsEqual = new ArrayList<>();
            for (int k = 1 + random.nextInt(3); k > 0; k--) {
                keys.add(types.get(random.nextInt(types.size())));
                nullsEqual.add(random.nextInt(3) == 0);
            }
            int distinct = 1 + random.nextInt(60);
            List<List<Object>> build = rows(keys, 1 + random.nextInt(200), distinct, 0);
            List<List<Object>> probe = rows(keys, random.nextInt(200), distinct * 2, 0);
            List<Column> columns = columns(keys, build);
            try {
                check(RowTable.build(List.of(columns), new KeyLayout(keys), nullsEqual, build.size(), allocator, parallel), keys, nullsEqual, build, probe);
            } finally {
                columns.forEach(Column::close);
            }
        }
    }

    /// @param base added to integers, whose type it fits or not
    private List<List<Object>> rows(List<SqlType> types, int count, int distinct, long base) {
        double nulls = random.nextInt(3) * 0.05;
        boolean sparse = random.nextInt(3) == 0;
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Object> row = new ArrayList<>();
            for (SqlType type : types) {
                Object value = RandomRows.value(type, random, distinct, nulls, sparse);
                if (value instanceof Long number && base != 0) {
                    value = switch (type.physical().width()) {
                        case 2 -> (long) (short) (number + base);
                        case 4 -> (long) (int) (number + base);
                        default -> number + base;
                    };
                }
                row.add(value);
            }
            rows.add(row);
        }
        return rows;
    }

    private List<Column> columns(List<SqlType> types, List<List<Object>> rows) {
        List<Column> columns = new ArrayList<>();
        for (int k = 0; k < types.size(); k++) {
            List<Object> values = new ArrayList<>();
            for (List<Object> row : rows) {
                values.add(row.get(k));
            }
            columns.add(rows.isEmpty() ? TestColumns.flat(types.get(k), values, allocator) : RandomRows.column(types.get(k), values, random, allocator));
        }
        return columns;
    }

    private void check(JoinTable built, List<SqlType> types, List<Boolean> nullsEqual, List<List<Object>> build, List<List<Object>> probe) {
        Map<List<Object>, Set<Integer>> expected = new HashMap<>();
        for (int i = 0; i < build.size(); i++) {
            if (mayMatch(build.get(i), nullsEqual)) {
                expected.computeIfAbsent(RandomRows.canonical(build.get(i)), key -> new TreeSet<>()).add(i);
            }
        }
        List<Column> columns = columns(types, probe);
        try (JoinTable table = built; JoinTable.Lookup lookup = table.lookup(allocator); NativeArray heads = new NativeArray(allocator, probe.size() * 4L + 4)) {
            lookup.heads(columns, probe.size(), heads.address());
            for (int i = 0; i < probe.size(); i++) {
                Set<Integer> found = new TreeSet<>();
                int row = Memory.getInt(heads.address() + i * 4L);
                while (row >= 0) {
                    found.add(row);
                    row = table.next() == 0 ? -1 : Memory.getInt(table.next() + row * 4L);
                }
                Set<Integer> rows = mayMatch(probe.get(i), nullsEqual) ? expected.getOrDefault(RandomRows.canonical(probe.get(i)), Set.of()) : Set.of();
                assertEquals(rows, found, () -> table.name());
            }
        } finally {
            columns.forEach(Column::close);
        }
    }

    private static boolean mayMatch(List<Object> row, List<Boolean> nullsEqual) {
        for (int k = 0; k < row.size(); k++) {
            if (row.get(k) == null && !nullsEqual.get(k)) {
                return false;
            }
        }
        return true;
    }
}
