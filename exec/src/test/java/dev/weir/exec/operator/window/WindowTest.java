package dev.weir.exec.operator.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.memory.SpillSpace;
import dev.weir.exec.memory.TaskMemory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.Source;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.exec.plan.WindowFrame.Bound;
import dev.weir.exec.plan.WindowFrame.Exclusion;
import dev.weir.exec.plan.WindowFrame.Kind;
import dev.weir.exec.plan.WindowFrame.Unit;
import dev.weir.exec.testing.OperatorRuns;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every function over random frames equals {@link PlainFrames}, which follows the definitions row by row.
class WindowTest {
    private static final SpillSpace SPACE = SpillSpace.below(Path.of(System.getProperty("java.io.tmpdir")));
    /// partition, order, id, number, text, decimal, offset, order - 2, order + 1, double
    static final List<SqlType> TYPES = List.of(
            SqlType.INTEGER, SqlType.BIGINT, SqlType.BIGINT, SqlType.BIGINT, SqlType.VARCHAR, new SqlType.Decimal(15, 2), SqlType.BIGINT,
            SqlType.BIGINT, SqlType.BIGINT, SqlType.DOUBLE);
    private static final List<SortKey> KEYS = List.of(new SortKey(0, false, false), new SortKey(1, false, false), new SortKey(2, false, false));

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        assertEquals(0, SPACE.used());
        allocator.close();
    }

    @AfterAll
    static void noFileIsLeft() {
        SPACE.close();
    }

    @Test
    void functionsOverRandomFrames() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            int rows = List.of(1, 20, 300, 3_000).get(seed % 4);
            int partitions = List.of(1, 3, 40, 700).get(seed / 4 % 4);
            List<List<Object>> input = rows(random, rows, partitions);
            List<WindowCall> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(call(random));
            }
            check(input, calls, 1 + seed % 3, seed, seed % 2 == 0 ? 1 : 0);
        }
    }

    @Test
    void aHugePartitionBetweenSmallOnes() {
        Random random = new Random(7);
        List<List<Object>> input = new ArrayList<>(rows(random, 40_000, 1));
        for (int i = 0; i < 2_000; i++) {
            List<Object> row = new ArrayList<>(input.get(i));
            row.set(0, (long) (i % 900) - 450);
            row.set(2, 100_000L + i);
            input.add(row);
        }
        WindowFrame wide = new WindowFrame(Unit.ROWS, new Bound(Kind.UNBOUNDED_PRECEDING, -1, -1), new Bound(Kind.CURRENT_ROW, -1, -1), Exclusion.NO_OTHERS, null);
        List<WindowCall> calls = List.of(
                aggregate("sum", 3, wide, 1, 2), aggregate("max", 4, wide, 1, 2), aggregate("count", 3, WindowFrame.PARTITION, 1, 0),
                new WindowCall(function("row_number"), List.of(), signature("row_number", List.of()), false, WindowFrame.PARTITION, 1, 2));
        List<List<Object>> rows = run(input, new PhysicalPlan.Window(values(), KEYS, 1, calls, null), 2, 1);
        assertEquals(input.size(), rows.size());
        for (List<Object> row : rows) {
            if (row.get(2).equals(40_000L)) {
                assertTrue((Long) row.get(13) >= 1 && (Long) row.get(12) <= 40_000);
            }
        }
    }

    @Test
    void keepsFirstRows() {
        for (WindowFunction.Kind kind : List.of(WindowFunction.Kind.ROW_NUMBER, WindowFunction.Kind.RANK, WindowFunction.Kind.DENSE_RANK)) {
            Random random = new Random(11);
            List<List<Object>> input = rows(random, 30_000, 50);
            List<SortKey> keys = kind == WindowFunction.Kind.ROW_NUMBER ? KEYS : KEYS.subList(0, 2);
            String name = kind.name().toLowerCase(Locale.ROOT);
            WindowCall call = new WindowCall(function(name), List.of(), signature(name, List.of()), false, WindowFrame.PARTITION, 1, keys.size() - 1);
            List<List<Object>> all = run(input, new PhysicalPlan.Window(values(), keys, 1, List.of(call), null), 2, 2);
            all.removeIf(row -> (Long) row.getLast() > 3);
            List<List<Object>> first = run(input, new PhysicalPlan.Window(values(), keys, 1, List.of(call), new PhysicalPlan.Window.Top(kind, 3)), 2, 2);
            assertEquals(sorted(all), sorted(first));
        }
    }

    /// Enough rows that a thread drops some before it has seen all.
    @Test
    void rowsAreDroppedOnTheWay() {
        for (int partitions : List.of(1, 100, 200_000)) {
            Random random = new Random(13);
            PhysicalPlan.Values input = new PhysicalPlan.Values(List.of(SqlType.BIGINT, SqlType.BIGINT), List.of());
            List<SortKey> keys = List.of(new SortKey(0, false, false), new SortKey(1, true, false));
            PhysicalPlan.Window plan = new PhysicalPlan.Window(input, keys, partitions == 1 ? 0 : 1, List.of(), new PhysicalPlan.Window.Top(WindowFunction.Kind.ROW_NUMBER, 2));
            Map<Long, TreeSet<Long>> largest = new HashMap<>();
            long most = 0;
            long[] found = new long[2];
            try (WindowBuffer buffer = new WindowBuffer(plan, OperatorRuns.context(allocator, 2))) {
                try (Sink sink = buffer.create()) {
                    for (int b = 0; b < 100; b++) {
                        try (ColumnBuilder keysOf = new ColumnBuilder(SqlType.BIGINT, allocator); ColumnBuilder values = new ColumnBuilder(SqlType.BIGINT, allocator)) {
                            for (int i = 0; i < 8_000; i++) {
                                long key = partitions == 1 ? 0 : random.nextInt(partitions);
                                long value = random.nextLong();
                                keysOf.append(partitions == 1 ? value : (Object) key);
                                values.append(value);
                                TreeSet<Long> set = largest.computeIfAbsent(key, _ -> new TreeSet<>());
                                set.add(partitions == 1 ? -value : value);
                                if (set.size() > 2) {
                                    set.pollFirst();
                                }
                            }
                            sink.advance();
                            sink.addInput(new Batch(List.of(keysOf.build(), values.build()), 8_000));
                        }
                        most = Math.max(most, allocator.getAllocatedMemory());
                    }
                    sink.finish();
                }
                buffer.complete();
                OperatorRuns.drain(buffer.results().create(), batch -> {
                    for (int r = 0; r < batch.rows(); r++) {
                        long value = (Long) batch.column(1).value(r);
                        found[0]++;
                        found[1] += value;
                    }
                });
            }
            long count = 0;
            long sum = 0;
            for (TreeSet<Long> set : largest.values()) {
                for (long value : set) {
                    count++;
                    sum += partitions == 1 ? -value : value;
                }
            }
            assertEquals(count, found[0]);
            assertEquals(sum, found[1]);
            assertTrue(partitions == 200_000 || most < 24 << 20, "held " + most);
        }
    }

    @Test
    void negativeOffsetsFail() {
        List<List<Object>> input = rows(new Random(1), 10, 1);
        input.forEach(row -> row.set(6, -1L));
        WindowFrame frame = new WindowFrame(Unit.ROWS, new Bound(Kind.PRECEDING, 6, -1), new Bound(Kind.CURRENT_ROW, -1, -1), Exclusion.NO_OTHERS, null);
        PhysicalPlan.Window plan = new PhysicalPlan.Window(values(), KEYS, 1, List.of(aggregate("sum", 3, frame, 1, 2)), null);
        assertThrows(QueryException.class, () -> run(input, plan, 1, 1));
    }

    @Test
    void closingEarlyFreesEverything() {
        List<List<Object>> input = rows(new Random(1), 5_000, 30);
        PhysicalPlan.Window plan = new PhysicalPlan.Window(values(), KEYS, 1, List.of(aggregate("sum", 3, WindowFrame.PARTITION, 1, 2)), null);
        WindowBuffer buffer = new WindowBuffer(plan, OperatorRuns.context(allocator, 2));
        try (Sink sink = buffer.create()) {
            sink.advance();
            sink.addInput(batch(input));
            sink.finish();
        }
        try (Sink unfinished = buffer.create()) {
            unfinished.addInput(batch(input));
        }
        buffer.complete();
        try (Source source = buffer.results().create()) {
            while (source.advance() != Progress.HAVE_OUTPUT) {
                // Until there is something to leave behind.
            }
        }
        buffer.close();
    }

    private void check(List<List<Object>> input, List<WindowCall> calls, int threads, int seed, int partitionKeys) {
        List<List<Object>> expected = PlainFrames.results(input, calls);
        TaskContext plain = OperatorRuns.context(allocator, threads);
        for (TaskContext context : List.of(plain, plain.with(TaskMemory.spilling(allocator, SPACE, 1 + seed % 3)))) {
            PhysicalPlan.Window plan = new PhysicalPlan.Window(values(), KEYS, partitionKeys, calls, null);
            List<List<Object>> actual = run(input, plan, context, 1 + seed % 5);
            actual.sort(Comparator.comparing(row -> (Long) row.get(2)));
            assertEquals(expected.size(), actual.size());
            for (int r = 0; r < expected.size(); r++) {
                for (int c = 0; c < calls.size(); c++) {
                    Object wanted = expected.get(r).get(c);
                    Object got = actual.get(r).get(TYPES.size() + c);
                    boolean same = wanted instanceof Double a && got instanceof Double b ? Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a))
                            : wanted instanceof BigDecimal a && got instanceof BigDecimal b ? a.compareTo(b) == 0 : Objects.equals(wanted, got);
                    assertTrue(same, "seed " + seed + " row " + actual.get(r) + " call " + calls.get(c) + ": " + wanted + ", not " + got);
                }
            }
        }
    }

    private static List<String> sorted(List<List<Object>> rows) {
        return rows.stream().map(Object::toString).sorted().toList();
    }

    private static PhysicalPlan values() {
        return new PhysicalPlan.Values(TYPES, List.of());
    }

    private static List<List<Object>> rows(Random random, int count, int partitions) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Object> row = new ArrayList<>();
            Long order = random.nextInt(8) == 0 ? null : Long.valueOf(random.nextInt(30));
            row.add(random.nextInt(12) == 0 && partitions > 1 ? null : (Object) (long) random.nextInt(partitions));
            row.add(order);
            row.add(i + 1L);
            row.add(random.nextInt(5) == 0 ? null : (Object) (random.nextInt(50) == 0 ? Long.MAX_VALUE / 100_000 : (long) random.nextInt(100) - 50));
            row.add(random.nextInt(5) == 0 ? null : "word that is not inline " + random.nextInt(40));
            row.add(random.nextInt(5) == 0 ? null : BigDecimal.valueOf(random.nextInt(1000) - 500, 2));
            row.add((long) random.nextInt(5));
            row.add(order == null ? null : (Object) (order - 2));
            row.add(order == null ? null : (Object) (order + 1));
            row.add(random.nextInt(5) == 0 ? null : (Object) (random.nextInt(400) / 4.0));
            rows.add(row);
        }
        return rows;
    }

    private static WindowCall call(Random random) {
        int orderKeys = random.nextInt(3);
        String[] names = {"row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "lag", "lead", "first_value", "last_value", "nth_value",
            "sum", "sum", "count", "min", "max", "avg", "avg", "stddev"};
        String name = names[random.nextInt(names.length)];
        int value = List.of(3, 4, 5, 9).get(random.nextInt(4));
        boolean ignoreNulls = random.nextInt(3) == 0;
        WindowFrame frame = frame(random);
        // A distance is measured along the only key.
        int framed = frame.key() != null ? 1 : 2;
        return switch (name) {
            case "row_number", "rank", "dense_rank", "percent_rank", "cume_dist" ->
                    new WindowCall(function(name), List.of(), signature(name, List.of()), false, WindowFrame.PARTITION, 1, name.equals("row_number") ? 2 : orderKeys);
            case "lag", "lead" -> {
                List<Integer> arguments = random.nextBoolean() ? List.of(value, 6) : random.nextBoolean() ? List.of(value) : List.of(3, 6, 2);
                List<SqlType> types = arguments.stream().map(TYPES::get).toList();
                yield new WindowCall(function(name), arguments, signature(name, types), ignoreNulls, WindowFrame.PARTITION, 1, 2);
            }
            case "first_value", "last_value" -> new WindowCall(function(name), List.of(value), signature(name, List.of(TYPES.get(value))), ignoreNulls, frame, 1, framed);
            case "nth_value" -> new WindowCall(function(name), List.of(value, 2), signature(name, List.of(TYPES.get(value), SqlType.BIGINT)), ignoreNulls, frame, 1, framed);
            case "sum" -> aggregate(name, random.nextBoolean() ? 3 : 5, frame, 1, framed);
            case "avg" -> aggregate(name, random.nextBoolean() ? 9 : 5, frame, 1, framed);
            case "stddev" -> aggregate(name, 9, frame, 1, framed);
            default -> aggregate(name, value, frame, 1, framed);
        };
    }

    /// Frames over the sort keys order, id: peers are single rows, or over order alone.
    private static WindowFrame frame(Random random) {
        Exclusion exclusion = random.nextInt(3) == 0 ? Exclusion.values()[random.nextInt(4)] : Exclusion.NO_OTHERS;
        if (random.nextInt(3) == 0) {
            SortKey key = new SortKey(1, false, false);
            Bound start = random.nextBoolean() ? new Bound(Kind.PRECEDING, -1, 7) : new Bound(Kind.UNBOUNDED_PRECEDING, -1, -1);
            Bound end = start.limit() < 0 || random.nextBoolean() ? new Bound(Kind.FOLLOWING, -1, 8) : new Bound(Kind.CURRENT_ROW, -1, -1);
            return new WindowFrame(Unit.RANGE, start, end, exclusion, key);
        }
        Unit unit = Unit.values()[random.nextInt(3)];
        Kind start = Kind.values()[random.nextInt(4)];
        Kind end = Kind.values()[Math.max(1, start.ordinal() + random.nextInt(5 - start.ordinal()))];
        if (unit == Unit.RANGE) {
            start = start.hasOffset() ? Kind.CURRENT_ROW : start;
            end = end.hasOffset() || end.compareTo(start) < 0 ? Kind.UNBOUNDED_FOLLOWING : end;
        }
        return new WindowFrame(unit, new Bound(start, start.hasOffset() ? 6 : -1, -1), new Bound(end, end.hasOffset() ? 6 : -1, -1), exclusion, null);
    }

    private static WindowCall aggregate(String name, int argument, WindowFrame frame, int partitionKeys, int orderKeys) {
        WindowFunction function = WindowFunction.of(FunctionRegistry.aggregate(name).orElseThrow());
        return new WindowCall(function, List.of(argument), function.resolver().resolve(List.of(TYPES.get(argument))).orElseThrow(), false, frame, partitionKeys, orderKeys);
    }

    private static WindowFunction function(String name) {
        return FunctionRegistry.window(name).orElseThrow();
    }

    private static WindowFunction.Signature signature(String name, List<SqlType> types) {
        return function(name).resolver().resolve(types).orElseThrow();
    }

    private List<List<Object>> run(List<List<Object>> input, PhysicalPlan.Window plan, int threads, int sinks) {
        return run(input, plan, OperatorRuns.context(allocator, threads), sinks);
    }

    private List<List<Object>> run(List<List<Object>> input, PhysicalPlan.Window plan, TaskContext context, int sinks) {
        List<List<Object>> rows = new ArrayList<>();
        try (WindowBuffer buffer = new WindowBuffer(plan, context)) {
            for (int s = 0; s < sinks; s++) {
                try (Sink sink = buffer.create()) {
                    int from = (int) ((long) input.size() * s / sinks);
                    int to = (int) ((long) input.size() * (s + 1) / sinks);
                    for (int at = from; at < to; at += 1000) {
                        assertEquals(Progress.NEED_INPUT, sink.advance());
                        sink.addInput(batch(input.subList(at, Math.min(to, at + 1000))));
                    }
                    sink.finish();
                }
            }
            buffer.complete();
            OperatorRuns.drain(buffer.results().create(), batch -> {
                for (int r = 0; r < batch.rows(); r++) {
                    List<Object> row = new ArrayList<>();
                    for (Column column : batch.columns()) {
                        row.add(column.value(r));
                    }
                    rows.add(row);
                }
            });
        }
        return rows;
    }

    private Batch batch(List<List<Object>> rows) {
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < TYPES.size(); c++) {
            try (ColumnBuilder builder = new ColumnBuilder(TYPES.get(c), allocator)) {
                for (List<Object> row : rows) {
                    builder.append(row.get(c));
                }
                columns.add(builder.build());
            }
        }
        return new Batch(columns, rows.size());
    }
}
