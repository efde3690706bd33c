package dev.weir.exec.operator.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.memory.SpillSpace;
import dev.weir.exec.memory.TaskMemory;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Aggregate.Step;
import dev.weir.exec.testing.Driver;
import dev.weir.exec.testing.RandomRows;
import dev.weir.exec.type.SqlType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationTest {
    private static final List<List<SqlType>> KEY_TYPES = List.of(
            List.of(), List.of(SqlType.BIGINT), List.of(SqlType.INTEGER), List.of(SqlType.TINYINT), List.of(SqlType.BOOLEAN), List.of(SqlType.DATE),
            List.of(new SqlType.Decimal(12, 2)), List.of(new SqlType.Decimal(30, 2)), List.of(SqlType.DOUBLE), List.of(SqlType.REAL), List.of(SqlType.VARCHAR),
            List.of(new SqlType.Char(4), new SqlType.Char(9)), List.of(SqlType.BIGINT, SqlType.BIGINT), List.of(SqlType.VARCHAR, SqlType.INTEGER));
    private static final List<SqlType> ARGUMENTS = List.of(
            SqlType.BIGINT, SqlType.INTEGER, new SqlType.Decimal(10, 2), new SqlType.Decimal(30, 2), SqlType.DOUBLE, SqlType.REAL, SqlType.VARCHAR,
            SqlType.BOOLEAN, SqlType.DATE, SqlType.BOOLEAN);
    private static final int FILTER = ARGUMENTS.size() - 1;

    private static final SpillSpace SPACE = SpillSpace.below(Path.of(System.getProperty("java.io.tmpdir")));

    private final BufferAllocator allocator = new RootAllocator();
    private int spillEvery;
    private int tableGroups = TableTurnover.CACHED_GROUPS;

    @AfterEach
    void nothingLeaks() {
        assertEquals(0, allocator.getAllocatedMemory());
        assertEquals(0, SPACE.used());
        allocator.close();
    }

    @AfterAll
    static void noFileIsLeft() {
        SPACE.close();
    }

    record Case(List<SqlType> keys, int rows, int distinct, double nulls, boolean sparse, int threads, boolean twoSteps, long seed) {}

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void equalsTheReference(boolean twoSteps) {
        Random random = new Random(twoSteps ? 2 : 1);
        for (List<SqlType> keys : KEY_TYPES) {
            for (int rows : new int[] {0, 1, 200, 900}) {
                for (int round = 0; round < 3; round++) {
                    check(new Case(keys, rows, new int[] {1, 10, 3000}[round], new double[] {0, 0.1, 0.5}[random.nextInt(3)], random.nextBoolean(),
                            1 + random.nextInt(3), twoSteps, random.nextLong()));
                }
            }
        }
    }

    @Test
    void manyGroupsMergeByPartition() {
        check(new Case(List.of(SqlType.BIGINT), 80000, 50000, 0.01, false, 3, false, 1));
        check(new Case(List.of(SqlType.BIGINT), 80000, 50000, 0.01, true, 3, false, 2));
        check(new Case(List.of(SqlType.VARCHAR), 70000, 50000, 0.01, true, 2, false, 3));
    }

    /// Keys in order, each thread with a part of them: most partitions are one thread's, one or two are of both.
    @Test
    void clusteredKeysOfOneThreadAreItsResult() {
        if (dev.weir.exec.kernel.Hash.CONSTANT) {
            return;
        }
        Random random = new Random(9);
        List<SqlType> types = new ArrayList<>(List.of(SqlType.BIGINT));
        types.addAll(ARGUMENTS);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            List<Object> row = new ArrayList<>();
            row.add(i % 5000 == 7 ? null : (Object) (long) (i - i % 3 / 2));
            for (SqlType argument : ARGUMENTS) {
                row.add(RandomRows.value(argument, random, 100, 0.1, false));
            }
            rows.add(row);
        }
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : calls(1, false)) {
            if (calls.size() < 12 || call.arguments().equals(List.of(1 + ARGUMENTS.indexOf(SqlType.VARCHAR)))) {
                calls.add(call);
            }
        }
        PhysicalPlan.Aggregate plan = new PhysicalPlan.Aggregate(new PhysicalPlan.Values(types, List.of()), List.of(0), calls, Step.SINGLE, 1);
        try (HashAggregation aggregation = new HashAggregation(plan, Driver.context(allocator, 2));
                Sink first = aggregation.create(); Sink second = aggregation.create()) {
            List<Batch> batches = RandomRows.batches(types, rows, random, 1000, allocator);
            for (int b = 0; b < batches.size(); b++) {
                (b < batches.size() / 2 || b == batches.size() / 2 + 3 ? first : second).addInput(batches.get(b));
            }
            first.finish();
            second.finish();
            aggregation.complete();
            List<List<Object>> actual = Driver.drain(aggregation.results(), 2);
            ReferenceAggregation.assertSame(ReferenceAggregation.aggregate(List.of(0), calls, rows), actual, 1, calls, "clustered keys");
        }
    }

    @Test
    void fullTablesArePutAside() {
        tableGroups = 256;
        check(new Case(List.of(SqlType.BIGINT), 15000, 12000, 0.01, true, 3, false, 1));
        check(new Case(List.of(SqlType.BIGINT), 15000, 1000, 0.01, true, 2, true, 2));
        check(new Case(List.of(SqlType.VARCHAR, SqlType.INTEGER), 10000, 9000, 0.01, true, 2, false, 3));
        check(new Case(List.of(SqlType.VARCHAR), 2000, 1900, 0.01, true, 1, false, 4));
    }

    @Test
    void keysThatComeAgainStayInOneTable() {
        if (dev.weir.exec.kernel.Hash.CONSTANT) {
            return;
        }
        TableTurnover turnover = new TableTurnover(256);
        PhysicalPlan.Aggregate plan = new PhysicalPlan.Aggregate(new PhysicalPlan.Values(List.of(SqlType.BIGINT), List.of()), List.of(0), List.of(), Step.SINGLE, 1);
        Random random = new Random(1);
        int aside = 0;
        Grouping groups = new Grouping(plan, allocator);
        for (int round = 0; round < 2000; round++) {
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                rows.add(List.of(random.nextInt(20_000) * 1_000_003L));
            }
            for (Batch batch : RandomRows.batches(List.of(SqlType.BIGINT), rows, random, 100, allocator)) {
                try (batch) {
                    groups.add(batch);
                }
            }
            if (turnover.isDue(groups)) {
                aside += groups.groups();
                groups.close();
                groups = new Grouping(plan, allocator);
            }
        }
        int last = groups.groups();
        groups.close();
        assertTrue(last > 19_900, last + " of 20,000 keys are in the last table");
        assertTrue(aside < 60_000, aside + " groups put aside");
    }

    /// As a scan gives them that goes from one row group to a distant one.
    @Test
    void clusteredKeysAreHandedOnBeforeTheyScatter() {
        List<List<Object>> rows = new ArrayList<>();
        for (long cluster = 0; cluster < 4; cluster++) {
            for (long i = 0; i < 20_000; i++) {
                rows.add(List.of(cluster * 1_000_000_000_000L + i / 2));
            }
        }
        PhysicalPlan.Aggregate plan = new PhysicalPlan.Aggregate(
                new PhysicalPlan.Values(List.of(SqlType.BIGINT), List.of()), List.of(0),
                List.of(new AggregateCall(AggregateFunctions.COUNT, List.of(), false, -1, AggregateFunctions.COUNT.resolver().resolve(List.of()).orElseThrow())),
                Step.PARTIAL, 1);
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += 4000) {
            batches.addAll(RandomRows.batches(List.of(SqlType.BIGINT), rows.subList(from, from + 4000), new Random(1), 4000, allocator));
        }
        List<List<Object>> groups = Driver.stream(new PartialAggregation(plan, context(1)), batches, 1);
        assertEquals(40_000, groups.size());
        for (List<Object> group : groups) {
            assertEquals(2L, group.get(1));
        }
    }

    @Test
    void partialStepPassesRowsThroughWhenTheyDoNotReduce() {
        check(new Case(List.of(SqlType.BIGINT), 100000, 1 << 30, 0.01, false, 1, true, 4));
        check(new Case(List.of(SqlType.VARCHAR), 100000, 1 << 20, 0.01, false, 2, true, 5));
    }

    @Test
    void sumsBeyondTheirTypeFail() {
        AggregateCall sum = call(AggregateFunctions.SUM, 0, SqlType.BIGINT, false, -1, List.of(0));
        List<List<Object>> rows = List.of(List.of(Long.MAX_VALUE), List.of(1L));
        QueryException failure = assertThrows(QueryException.class, () -> run(List.of(SqlType.BIGINT), List.of(), List.of(sum), Step.SINGLE, rows, 1));
        assertEquals(ErrorCode.NUMERIC_OVERFLOW, failure.code());
        List<List<Object>> back = List.of(List.of(Long.MAX_VALUE), List.of(1L), List.of(-5L));
        assertEquals(List.of(List.of(Long.MAX_VALUE - 4)), run(List.of(SqlType.BIGINT), List.of(), List.of(sum), Step.SINGLE, back, 1));
    }

    private List<List<Object>> run(List<SqlType> types, List<Integer> keys, List<AggregateCall> calls, Step step, List<List<Object>> rows, int threads) {
        PhysicalPlan.Aggregate plan = new PhysicalPlan.Aggregate(new PhysicalPlan.Values(types, List.of()), keys, calls, step, 1);
        try (HashAggregation aggregation = new HashAggregation(plan, Driver.context(allocator, threads))) {
            Driver.feed(aggregation, RandomRows.batches(types, rows, new Random(1), 1000, allocator), threads);
            return Driver.drain(aggregation.results(), threads);
        }
    }

    /// Calls without DISTINCT spill groups, the others rows.
    @Test
    void groupsAreSpilled() {
        for (int every : new int[] {1, 2, 7}) {
            for (List<SqlType> keyTypes : KEY_TYPES) {
                if (keyTypes.isEmpty()) {
                    continue;
                }
                Case c = new Case(keyTypes, 2000, 700, 0.05, every == 2, 2, false, every);
                Random random = new Random(c.seed());
                List<SqlType> types = new ArrayList<>(keyTypes);
                types.addAll(ARGUMENTS);
                List<List<Object>> rows = new ArrayList<>();
                for (int i = 0; i < c.rows(); i++) {
                    List<Object> row = new ArrayList<>();
                    for (int k = 0; k < types.size(); k++) {
                        row.add(RandomRows.value(types.get(k), random, k < keyTypes.size() ? c.distinct() : 100, c.nulls(), c.sparse()));
                    }
                    rows.add(row);
                }
                List<Integer> keys = new ArrayList<>();
                for (int k = 0; k < keyTypes.size(); k++) {
                    keys.add(k);
                }
                List<AggregateCall> calls = calls(keys.size(), true);
                spillEvery = every;
                List<List<Object>> actual = single(c, types, keys, calls, rows, random);
                ReferenceAggregation.assertSame(ReferenceAggregation.aggregate(keys, calls, rows), actual, keys.size(), calls, c + " spilling every " + every);
            }
        }
    }

    /// All calls over all arguments; in the two step test without the distinct ones.
    private static List<AggregateCall> calls(int keys, boolean twoSteps) {
        List<AggregateCall> calls = new ArrayList<>();
        calls.add(new AggregateCall(AggregateFunctions.COUNT, List.of(), false, -1, AggregateFunctions.COUNT.resolver().resolve(List.of()).orElseThrow()));
        calls.add(new AggregateCall(
                AggregateFunctions.COUNT, List.of(), false, keys + FILTER, AggregateFunctions.COUNT.resolver().resolve(List.of()).orElseThrow()));
        for (int a = 0; a < ARGUMENTS.size(); a++) {
            SqlType type = ARGUMENTS.get(a);
            for (AggregateFunction function : AggregateFunctions.ALL) {
                AggregateFunction.Signature signature = function.resolver().resolve(List.of(type)).orElse(null);
                // The binder would cast the argument; here only exact matches are run.
                if (signature == null || !signature.arguments().equals(List.of(type))) {
                    continue;
                }
                calls.add(new AggregateCall(function, List.of(keys + a), false, -1, signature));
                calls.add(new AggregateCall(function, List.of(keys + a), false, keys + FILTER, signature));
                if (!twoSteps) {
                    calls.add(new AggregateCall(function, List.of(keys + a), true, a % 2 == 0 ? -1 : keys + FILTER, signature));
                }
            }
        }
        // Calls that are written twice share their states.
        calls.addAll(List.copyOf(calls.subList(0, Math.min(calls.size(), 40))));
        return calls;
    }

    private static AggregateCall call(AggregateFunction function, int keys, SqlType type, boolean distinct, int filter, List<Integer> arguments) {
        return new AggregateCall(function, arguments, distinct, filter, function.resolver().resolve(List.of(type)).orElseThrow());
    }

    private void check(Case c) {
        if (dev.weir.exec.kernel.Hash.CONSTANT && c.rows() > 5000) {
            return;
        }
        Random random = new Random(c.seed());
        List<SqlType> types = new ArrayList<>(c.keys());
        types.addAll(ARGUMENTS);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < c.rows(); i++) {
            List<Object> row = new ArrayList<>();
            for (int k = 0; k < types.size(); k++) {
                row.add(RandomRows.value(types.get(k), random, k < c.keys().size() ? c.distinct() : 100, c.nulls(), c.sparse()));
            }
            rows.add(row);
        }
        List<Integer> keys = new ArrayList<>();
        for (int k = 0; k < c.keys().size(); k++) {
            keys.add(k);
        }
        List<AggregateCall> calls = c.rows() > 5000 ? calls(keys.size(), c.twoSteps()).subList(0, 12) : calls(keys.size(), c.twoSteps());
        for (int every : new int[] {0, 1 + (int) (c.seed() & 3)}) {
            spillEvery = every;
            List<List<Object>> actual;
            try {
                actual = c.twoSteps() ? twoSteps(c, types, keys, calls, rows, random)
                        : single(c, types, keys, calls, rows, random);
            } catch (RuntimeException e) {
                throw new IllegalStateException(c + " spilling every " + every, e);
            }
            ReferenceAggregation.assertSame(ReferenceAggregation.aggregate(keys, calls, rows), actual, keys.size(), calls, c + " spilling every " + every);
        }
    }

    private TaskContext context(int threads) {
        TaskContext plain = Driver.context(allocator, threads);
        return spillEvery == 0 ? plain : plain.with(TaskMemory.spilling(allocator, SPACE, spillEvery));
    }

    private List<List<Object>> single(Case c, List<SqlType> types, List<Integer> keys, List<AggregateCall> calls, List<List<Object>> rows, Random random) {
        PhysicalPlan.Aggregate plan = new PhysicalPlan.Aggregate(new PhysicalPlan.Values(types, List.of()), keys, calls, Step.SINGLE, 1);
        try (HashAggregation aggregation = new HashAggregation(plan, context(c.threads()), tableGroups)) {
            Driver.feed(aggregation, RandomRows.batches(types, rows, random, Math.max(20, c.rows() / 10), allocator), c.threads());
            return Driver.drain(aggregation.results(), c.threads());
        }
    }

    private List<List<Object>> twoSteps(Case c, List<SqlType> types, List<Integer> keys, List<AggregateCall> calls, List<List<Object>> rows, Random random) {
        PhysicalPlan.Aggregate partial = new PhysicalPlan.Aggregate(new PhysicalPlan.Values(types, List.of()), keys, calls, Step.PARTIAL, 1);
        List<List<Object>> between =
                Driver.stream(new PartialAggregation(partial, context(c.threads())),
                        RandomRows.batches(types, rows, random, Math.max(20, c.rows() / 10), allocator), c.threads());
        List<AggregateCall> finals = new ArrayList<>();
        int at = keys.size();
        for (AggregateCall call : calls) {
            List<Integer> arguments = new ArrayList<>();
            for (int i = 0; i < call.signature().intermediate().size(); i++) {
                arguments.add(at++);
            }
            finals.add(new AggregateCall(call.function(), arguments, false, -1, call.signature()));
        }
        List<SqlType> middle = partial.types();
        List<List<Object>> scaled = new ArrayList<>();
        for (List<Object> row : between) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(row.get(i) instanceof java.math.BigDecimal decimal
                        ? decimal.setScale(((SqlType.Decimal) middle.get(i)).scale()) : row.get(i));
            }
            scaled.add(values);
        }
        PhysicalPlan.Aggregate last = new PhysicalPlan.Aggregate(new PhysicalPlan.Values(middle, List.of()), keys, finals, Step.FINAL, 1);
        try (HashAggregation aggregation = new HashAggregation(last, context(c.threads()), tableGroups)) {
            Driver.feed(aggregation, RandomRows.batches(middle, scaled, random, Math.max(20, c.rows() / 10), allocator), c.threads());
            return Driver.drain(aggregation.results(), c.threads());
        }
    }
}
