package dev.weir.bench.kernel;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.operator.aggregate.GroupTable;
import dev.weir.exec.operator.aggregate.IntegerGroups;
import dev.weir.exec.operator.aggregate.RowGroups;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Rows to group numbers in a table that has all keys, and a batch of new keys into an empty one.
public class GroupTableBenchmark extends KernelFixture {
    @Param({"1000", "1000000"})
    public int groups;

    @Param({"array", "hash", "rows"})
    public String table;

    private GroupTable full;
    private Map<Long, Integer> map;
    private Column probed;
    private long[] keys;
    private long numbers;

    @Setup
    public void fill() {
        numbers = memory(ROWS * 4L);
        full = owned(empty());
        map = new HashMap<>();
        for (int from = 0; from < groups; from += ROWS) {
            keys = new long[ROWS];
            for (int i = 0; i < ROWS; i++) {
                keys[i] = key((from + i) % groups);
            }
            try (Column column = column(keys)) {
                full.assign(List.of(column), ROWS, numbers);
            }
            remember();
        }
        for (int i = 0; i < ROWS; i++) {
            keys[i] = key(random.nextInt(groups));
        }
        probed = owned(column(keys));
        probe();
        remember();
        same("groups", full.groups(), map.size());
    }

    private void remember() {
        for (int i = 0; i < ROWS; i++) {
            int number = Memory.getInt(numbers + i * 4L);
            Integer known = map.putIfAbsent(keys[i], number);
            same("group", known == null ? number : known, number);
        }
    }

    private GroupTable empty() {
        return table.equals("rows") ? new RowGroups(List.of(SqlType.BIGINT), allocator) : new IntegerGroups(SqlType.BIGINT, allocator);
    }

    /// Dense for the array, else too far apart for one.
    private long key(int group) {
        return table.equals("array") ? group : group * 0x9E3779B97F4A7L;
    }

    private Column column(long[] values) {
        try (ColumnBuilder builder = new ColumnBuilder(SqlType.BIGINT, values.length, allocator)) {
            for (long value : values) {
                builder.appendLong(value);
            }
            return builder.build();
        }
    }

    @Benchmark
    public void probe() {
        full.assign(List.of(probed), ROWS, numbers);
    }

    @Benchmark
    public void insert() {
        try (GroupTable made = empty()) {
            made.assign(List.of(probed), ROWS, numbers);
        }
    }

    @Benchmark
    public long probeHashMap() {
        long sum = 0;
        for (long key : keys) {
            sum += map.get(key);
        }
        return sum;
    }
}
