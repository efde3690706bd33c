package dev.weir.bench.kernel;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.memory.TaskMemory;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.exec.operator.join.DenseTable;
import dev.weir.exec.operator.join.JoinTable;
import dev.weir.exec.operator.join.KeyRange;
import dev.weir.exec.operator.join.PackedKeys;
import dev.weir.exec.operator.join.PackedTable;
import dev.weir.exec.operator.join.RankedTable;
import dev.weir.exec.operator.join.RowTable;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Probe rows to build rows, and a build side of as many rows as a batch, for each layout of the table.
public class JoinTableBenchmark extends KernelFixture {
    @Param({"8192", "1000000"})
    public int buildRows;

    @Param({"array", "bitmap", "packed", "rows"})
    public String table;

    private ParallelSteps parallel;
    private JoinTable built;
    private JoinTable.Lookup lookup;
    private Map<Long, Integer> map;
    private Column small;
    private Column probed;
    private long[] keys;
    private long heads;

    @Setup
    public void fill() {
        parallel = new ParallelSteps(1, owned(TaskMemory.of(allocator).operator("benchmark")));
        heads = memory(ROWS * 4L);
        keys = new long[buildRows];
        map = new HashMap<>();
        for (int i = 0; i < buildRows; i++) {
            // Multiples of 8: sparse for an array, dense enough for a bitmap.
            keys[i] = 8L * i;
            map.put(keys[i], i);
        }
        Column all = owned(column(keys));
        built = owned(build(all));
        lookup = owned(built.lookup(allocator));
        keys = random.longs(ROWS, 0, 10L * buildRows).map(key -> random.nextInt(4) == 0 ? key : key % buildRows * 8).toArray();
        probed = owned(column(keys));
        small = owned(column(random.ints(ROWS, 0, ROWS * 8).asLongStream().toArray()));
        probe();
        for (int i = 0; i < ROWS; i++) {
            same("build row", Memory.getInt(heads + i * 4L), map.getOrDefault(keys[i], -1));
        }
    }

    private Column column(long[] values) {
        try (ColumnBuilder builder = new ColumnBuilder(SqlType.BIGINT, values.length, allocator)) {
            for (long value : values) {
                builder.appendLong(value);
            }
            return builder.build();
        }
    }

    private JoinTable build(Column column) {
        int rows = column.length();
        List<Column> columns = List.of(column);
        if (table.equals("rows")) {
            return RowTable.build(List.of(columns), new KeyLayout(List.of(SqlType.BIGINT)), List.of(false), rows, allocator, parallel);
        }
        KeyRange range = new KeyRange();
        range.add(column);
        PackedKeys packed = PackedKeys.of(new KeyRange[] {range}, List.of(false));
        try (NativeArray codes = new NativeArray(allocator, rows * 8L)) {
            packed.encode(columns, rows, -1, codes.address());
            return switch (table) {
                case "array" -> DenseTable.build(packed, codes.address(), rows, allocator, parallel);
                case "bitmap" -> RankedTable.build(packed, codes.address(), rows, allocator, parallel);
                default -> PackedTable.build(packed, codes.address(), rows, allocator, parallel);
            };
        }
    }

    @Benchmark
    public void probe() {
        lookup.heads(List.of(probed), ROWS, heads);
    }

    @Benchmark
    public long build() {
        try (JoinTable made = build(small)) {
            return made.distinct();
        }
    }

    @Benchmark
    public long probeHashMap() {
        long sum = 0;
        for (long key : keys) {
            sum += map.getOrDefault(key, -1);
        }
        return sum;
    }
}
