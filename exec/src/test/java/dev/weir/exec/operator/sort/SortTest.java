package dev.weir.exec.operator.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.memory.SpillSpace;
import dev.weir.exec.memory.TaskMemory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.testing.OperatorRuns;
import dev.weir.exec.type.SqlType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SortTest {
    private static final SpillSpace SPACE = SpillSpace.below(Path.of(System.getProperty("java.io.tmpdir")));

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
    void sortsEveryTypeAsJavaDoes() {
        for (SqlType type : RandomColumns.TYPES) {
            for (int variant = 0; variant < 4; variant++) {
                SortKey key = new SortKey(0, (variant & 1) != 0, (variant & 2) != 0);
                checkSort(List.of(type, SqlType.BIGINT), List.of(key), 3, 700, 0.1, variant + 1, variant);
            }
        }
    }

    @Test
    void sortsBySeveralKeys() {
        Random random = new Random(99);
        for (int round = 0; round < 60; round++) {
            List<SqlType> types = new ArrayList<>();
            List<SortKey> keys = new ArrayList<>();
            int columns = 1 + random.nextInt(5);
            for (int c = 0; c < columns; c++) {
                types.add(RandomColumns.TYPES.get(random.nextInt(RandomColumns.TYPES.size())));
                keys.add(new SortKey(random.nextInt(c + 1), random.nextBoolean(), random.nextBoolean()));
            }
            checkSort(types, keys, 1 + random.nextInt(6), List.of(1, 30, 500, 2000).get(round % 4), round % 3 * 0.2, 1 + random.nextInt(4), round);
        }
    }

    @Test
    void sortsNothing() {
        checkSort(List.of(SqlType.VARCHAR), List.of(new SortKey(0, false, false)), 0, 0, 0, 2, 1);
    }

    @Test
    void longStringsWithOnePrefixAreCompared() {
        Random random = new Random(5);
        for (SqlType type : List.of(SqlType.VARCHAR, new SqlType.Char(40))) {
            for (boolean descending : new boolean[] {false, true}) {
                List<List<Object>> rows = new ArrayList<>();
                for (int i = 0; i < 3000; i++) {
                    rows.add(List.of("the same beginning ".substring(0, random.nextInt(20)) + random.nextInt(60) + "   ".substring(random.nextInt(3)), (long) random.nextInt(9)));
                }
                List<SqlType> types = List.of(type, SqlType.BIGINT);
                List<SortKey> keys = List.of(new SortKey(0, descending, false), new SortKey(1, !descending, false));
                PhysicalPlan.Values input = new PhysicalPlan.Values(types, List.of());
                try (SortBuffer sort = new SortBuffer(new PhysicalPlan.Sort(input, keys), OperatorRuns.context(allocator, 1))) {
                    List<List<Object>> sorted = run(sort, sort.results(), List.of(List.of(batch(types, rows))));
                    assertOrdered(rows, sorted, new RowOrder(keys, types));
                }
            }
        }
    }

    @Test
    void stringsThatAgreeInManyBytesAreSortedByPieces() {
        Random random = new Random(6);
        List<SqlType> types = List.of(SqlType.VARCHAR, SqlType.INTEGER);
        for (int round = 0; round < 8; round++) {
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < 4000; i++) {
                String text = "Customer#".repeat(random.nextInt(4) == 0 ? 1 : 1 + round * 8) + "0".repeat(random.nextInt(3) * 5) + random.nextInt(200) + "\0".repeat(random.nextInt(2));
                rows.add(List.of(text, (long) random.nextInt(5)));
            }
            List<SortKey> keys = List.of(new SortKey(0, round % 2 == 1, false), new SortKey(1, round % 3 == 1, false));
            PhysicalPlan.Values input = new PhysicalPlan.Values(types, List.of());
            try (SortBuffer sort = new SortBuffer(new PhysicalPlan.Sort(input, keys), OperatorRuns.context(allocator, 1))) {
                assertOrdered(rows, run(sort, sort.results(), List.of(List.of(batch(types, rows)))), new RowOrder(keys, types));
            }
        }
    }

    @Test
    void oneThreadMaySortSeveralRuns() {
        List<SqlType> types = List.of(SqlType.BIGINT);
        Random random = new Random(8);
        try (SortBuffer sort = new SortBuffer(
                new PhysicalPlan.Sort(new PhysicalPlan.Values(types, List.of()), List.of(new SortKey(0, false, false))), OperatorRuns.context(allocator, 1))) {
            try (Sink sink = sort.create()) {
                for (int b = 0; b < 45; b++) {
                    try (ColumnBuilder numbers = new ColumnBuilder(SqlType.BIGINT, 50_000, allocator)) {
                        for (int i = 0; i < 50_000; i++) {
                            numbers.appendLong(random.nextLong());
                        }
                        sink.addInput(new Batch(List.of(numbers.build()), 50_000));
                    }
                }
                sink.finish();
            }
            sort.complete();
            long[] last = {Long.MIN_VALUE, 0};
            OperatorRuns.drain(sort.results().create(), batch -> {
                for (int i = 0; i < batch.rows(); i++) {
                    long next = (Long) batch.column(0).value(i);
                    assertTrue(last[0] <= next);
                    last[0] = next;
                    last[1]++;
                }
            });
            assertEquals(45 * 50_000, last[1]);
        }
    }

    @Test
    void topNKeepsTheFirstRows() {
        Random random = new Random(3);
        for (int round = 0; round < 80; round++) {
            List<SqlType> types = new ArrayList<>();
            List<SortKey> keys = new ArrayList<>();
            for (int c = 0; c <= random.nextInt(3); c++) {
                types.add(RandomColumns.TYPES.get(random.nextInt(RandomColumns.TYPES.size())));
                keys.add(new SortKey(c, random.nextBoolean(), random.nextBoolean()));
            }
            int count = List.of(0, 1, 10, 700, 100_000).get(round % 5);
            int offset = round % 2 == 0 ? 0 : random.nextInt(400);
            int threads = 1 + random.nextInt(4);
            PhysicalPlan.Values input = new PhysicalPlan.Values(types, List.of());
            List<List<Batch>> batches = random(types, threads * 4, 900, 0.1, threads, round);
            List<List<Object>> expected = all(batches);
            RowOrder order = new RowOrder(keys, types);
            expected.sort(order);
            expected = expected.subList(Math.min(offset, expected.size()), Math.min(expected.size(), offset + count));
            try (TopNBuffer top = new TopNBuffer(new PhysicalPlan.TopN(input, keys, count, offset), OperatorRuns.context(allocator, threads))) {
                List<List<Object>> actual = run(top, top.results(), batches);
                assertEquals(expected.size(), actual.size());
                for (int i = 0; i < actual.size(); i++) {
                    assertEquals(0, order.compare(expected.get(i), actual.get(i)), "row " + i + " of round " + round);
                }
            }
        }
    }

    @Test
    void topNHoldsLittleOfALargeInput() {
        List<SqlType> types = List.of(SqlType.BIGINT, SqlType.VARCHAR);
        List<SortKey> keys = List.of(new SortKey(0, true, false));
        try (TopNBuffer top = new TopNBuffer(new PhysicalPlan.TopN(new PhysicalPlan.Values(types, List.of()), keys, 10, 0), OperatorRuns.context(allocator, 1))) {
            Sink sink = top.create();
            Random random = new Random(1);
            long most = 0;
            for (int b = 0; b < 200; b++) {
                try (ColumnBuilder numbers = new ColumnBuilder(SqlType.BIGINT, allocator); ColumnBuilder texts = new ColumnBuilder(SqlType.VARCHAR, allocator)) {
                    for (int i = 0; i < 2000; i++) {
                        numbers.append(random.nextLong());
                        texts.append("some text that is longer than the inline length " + i);
                    }
                    sink.addInput(new Batch(List.of(numbers.build(), texts.build()), 2000));
                }
                most = Math.max(most, allocator.getAllocatedMemory());
            }
            sink.finish();
            sink.close();
            assertTrue(most < 2 << 20, "held " + most);
        }
    }

    @Test
    void closingEarlyFreesEverything() {
        List<SqlType> types = List.of(SqlType.VARCHAR, SqlType.DATE);
        List<SortKey> keys = List.of(new SortKey(0, false, false));
        SortBuffer sort = new SortBuffer(new PhysicalPlan.Sort(new PhysicalPlan.Values(types, List.of()), keys), OperatorRuns.context(allocator, 2));
        List<List<Batch>> batches = random(types, 4, 500, 0.1, 2, 1);
        Sink first = sort.create();
        Sink second = sort.create();
        batches.getFirst().forEach(first::addInput);
        batches.getLast().forEach(second::addInput);
        first.finish();
        first.close();
        second.close();
        sort.results().create().close();
        sort.close();
    }

    private void checkSort(List<SqlType> types, List<SortKey> keys, int batchCount, int rows, double nulls, int threads, long seed) {
        PhysicalPlan.Values input = new PhysicalPlan.Values(types, List.of());
        TaskContext plain = OperatorRuns.context(allocator, threads);
        for (TaskContext context : List.of(plain, plain.with(TaskMemory.spilling(allocator, SPACE, 1 + (int) seed % 3)))) {
            List<List<Batch>> batches = random(types, batchCount, rows, nulls, threads, seed);
            List<List<Object>> expected = all(batches);
            try (SortBuffer sort = new SortBuffer(new PhysicalPlan.Sort(input, keys), context)) {
                assertOrdered(expected, run(sort, sort.results(), batches), new RowOrder(keys, types));
            }
        }
    }

    private static void assertOrdered(List<List<Object>> input, List<List<Object>> sorted, RowOrder order) {
        for (int i = 1; i < sorted.size(); i++) {
            assertTrue(order.compare(sorted.get(i - 1), sorted.get(i)) <= 0, () -> "order by " + order.keys() + " of " + order.types());
        }
        assertEquals(counted(input), counted(sorted));
    }

    private static Map<List<Object>, Integer> counted(List<List<Object>> rows) {
        Map<List<Object>, Integer> counts = new HashMap<>();
        for (List<Object> row : rows) {
            counts.merge(row, 1, Integer::sum);
        }
        return counts;
    }

    /// Feeds the batches of each thread to a sink of its own and reads the results.
    private static List<List<Object>> run(SinkFactory factory, SourceFactory results, List<List<Batch>> batches) {
        List<Thread> threads = new ArrayList<>();
        for (List<Batch> input : batches) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (Sink sink = factory.create()) {
                    for (Batch batch : input) {
                        if (sink.advance() == Progress.NEED_INPUT) {
                            sink.addInput(batch);
                        } else {
                            batch.close();
                        }
                    }
                    sink.finish();
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        factory.complete();
        List<List<Object>> rows = new ArrayList<>();
        OperatorRuns.drain(results.create(), batch -> rows.addAll(RowOrder.rows(batch)));
        return rows;
    }

    private List<List<Batch>> random(List<SqlType> types, int batchCount, int rows, double nulls, int threads, long seed) {
        Random random = new Random(seed);
        RandomColumns columns = new RandomColumns(random, allocator);
        List<List<Batch>> batches = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            batches.add(new ArrayList<>());
        }
        for (int b = 0; b < batchCount; b++) {
            List<Column> made = new ArrayList<>();
            int length = rows == 0 ? 0 : 1 + random.nextInt(rows);
            for (SqlType type : types) {
                made.add(columns.column(type, length, nulls));
            }
            batches.get(b % threads).add(new Batch(made, length));
        }
        return batches;
    }

    private Batch batch(List<SqlType> types, List<List<Object>> rows) {
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < types.size(); c++) {
            try (ColumnBuilder builder = new ColumnBuilder(types.get(c), allocator)) {
                for (List<Object> row : rows) {
                    builder.append(row.get(c));
                }
                columns.add(builder.build());
            }
        }
        return new Batch(columns, rows.size());
    }

    private static List<List<Object>> all(List<List<Batch>> batches) {
        List<List<Object>> rows = new ArrayList<>();
        for (List<Batch> thread : batches) {
            for (Batch batch : thread) {
                rows.addAll(RowOrder.rows(batch));
            }
        }
        return rows;
    }
}
