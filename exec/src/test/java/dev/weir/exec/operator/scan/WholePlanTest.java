package dev.weir.exec.operator.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison.Operator;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Aggregate.Step;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.Split;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.testing.CollectingSink;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.Tasks;
import dev.weir.exec.type.SqlType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A plan with most kinds of operators, run well, cancelled at random times and starved of memory.
final class WholePlanTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private ScannedTable table;

    @BeforeEach
    void write() throws IOException {
        table = new ScannedTable(leaks);
    }

    private static AggregateCall call(AggregateFunction function, SqlType type, Integer... arguments) {
        List<SqlType> types = arguments.length == 0 ? List.of() : List.of(type);
        return new AggregateCall(function, Arrays.asList(arguments), false, -1, function.resolver().resolve(types).orElseThrow());
    }

    /// Numbers below 500 with how many rows of days below 300 have them, joined to the rows of days below 300 by number, counted by name,
    /// ordered by name.
    private static PhysicalPlan plan() {
        PhysicalPlan small = new PhysicalPlan.Aggregate(
                new PhysicalPlan.Aggregate(
                        ScannedTable.scan(
                                List.of(ScannedTable.NUMBER), ScannedTable.compare(Operator.LESS, new Expression.Column(0, SqlType.INTEGER), 500L), new ScanAccess.Open()),
                        List.of(0), List.of(call(AggregateFunctions.COUNT, null)), Step.PARTIAL, 500),
                List.of(0), List.of(call(AggregateFunctions.COUNT, SqlType.BIGINT, 1)), Step.FINAL, 500);
        PhysicalPlan.Scan rows = ScannedTable.scan(
                List.of(ScannedTable.NUMBER, ScannedTable.NAME, ScannedTable.DAY), ScannedTable.compare(Operator.LESS, new Expression.Column(2, SqlType.DATE), 300L),
                new ScanAccess.Open(), new RuntimeFilter(9, 0));
        PhysicalPlan join = new PhysicalPlan.HashJoin(
                JoinKind.INNER, rows, new PhysicalPlan.SharedRef(1, small.types()), List.of(0), List.of(0), List.of(false), null, false, List.of(1, 4),
                List.of(new RuntimeFilter(9, 0)), 1000);
        PhysicalPlan grouped = new PhysicalPlan.Aggregate(
                new PhysicalPlan.Filter(join, new Expression.Comparison(Operator.GREATER, new Expression.Column(1, SqlType.BIGINT), Literal.ofLong(0))),
                List.of(0), List.of(call(AggregateFunctions.COUNT, null), call(AggregateFunctions.SUM, SqlType.BIGINT, 1)), Step.SINGLE, 30);
        PhysicalPlan total = new PhysicalPlan.Aggregate(
                new PhysicalPlan.SharedRef(1, small.types()), List.of(), List.of(call(AggregateFunctions.COUNT, null)), Step.SINGLE, 1);
        PhysicalPlan crossed = new PhysicalPlan.NestedLoopJoin(JoinKind.INNER, grouped, new PhysicalPlan.AssertSingleRow(total), null, List.of(0, 1, 2, 3));
        return new PhysicalPlan.With(
                List.of(new PhysicalPlan.With.Definition(1, small)),
                new PhysicalPlan.Limit(new PhysicalPlan.Sort(crossed, List.of(new SortKey(0, false, false))), 1000, 1));
    }

    private List<List<Object>> expected() {
        TreeMap<Long, Long> counts = new TreeMap<>();
        for (List<Object> row : table.rows) {
            if (row.get(1) instanceof Long number && number < 500) {
                counts.merge(number, 1L, Long::sum);
            }
        }
        TreeMap<String, long[]> groups = new TreeMap<>();
        for (List<Object> row : table.rows) {
            if (row.get(1) instanceof Long number && number < 500 && (Long) row.get(4) < 300) {
                long[] group = groups.computeIfAbsent(row.get(2) == null ? "~" : (String) row.get(2), _ -> new long[2]);
                group[0]++;
                group[1] += counts.get(number);
            }
        }
        return groups.entrySet().stream().skip(1)
                .map(e -> Arrays.<Object>asList(e.getKey().equals("~") ? null : e.getKey(), e.getValue()[0], e.getValue()[1], (long) counts.size())).toList();
    }

    private TaskContext context(BufferAllocator allocator, int threads, List<Split> splits) {
        TaskContext plain = table.context(threads, splits, new RuntimeFilters());
        EvaluationContext evaluation = new EvaluationContext(allocator, plain.evaluation().zone(), 0);
        return new TaskContext(
                allocator, evaluation, plain.tables(), plain.splits(), plain.exchanges(), null, threads, plain.filters());
    }

    @Test
    void givesTheRightRows() {
        for (int threads : new int[] {1, 2, 4}) {
            assertEquals(expected(), table.run(plan(), threads, table.splits(), new RuntimeFilters()), "threads " + threads);
        }
    }

    @Test
    void cancelledAtAnyTimeItLeavesNothing() throws Exception {
        WorkerPool pool = leaks.pool(2);
        List<Split> splits = table.splits();
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            TaskExecution task = leaks.start(plan(), new CollectingSink(), context(leaks.allocator(), 2, splits), pool);
            Thread.sleep(0, 0);
            long wait = System.nanoTime() + random.nextInt(20_000_000);
            while (System.nanoTime() < wait && !task.done().isDone()) {
                Thread.sleep(0, 200_000);
            }
            task.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "enough"));
            QueryException failure = Tasks.failure(task);
            assertTrue(failure == null || failure.code() == ErrorCode.QUERY_CANCELLED, () -> "" + failure);
            assertEquals(0, leaks.allocator().getAllocatedMemory(), "run " + i);
        }
    }

    @Test
    void starvedOfMemoryItSaysSoAndLeavesNothing() {
        WorkerPool pool = leaks.pool(2);
        List<Split> splits = table.splits();
        Random random = new Random(2);
        List<List<Object>> expected = expected();
        int exceeded = 0;
        for (int i = 0; i < 60; i++) {
            try (BufferAllocator starved = leaks.allocator().newChildAllocator("task", 0, random.nextInt(3_000_000))) {
                CollectingSink sink = new CollectingSink();
                QueryException failure = Tasks.failure(leaks.start(plan(), sink, context(starved, 1 + i % 3, splits), pool));
                if (failure == null) {
                    assertEquals(expected, sink.rows());
                } else {
                    assertEquals(ErrorCode.MEMORY_EXCEEDED, failure.code(), failure::getMessage);
                    exceeded++;
                }
                assertEquals(0, starved.getAllocatedMemory(), () -> "leaked with a limit of " + starved.getLimit() + ", first failure " + stack(failure));
            }
        }
        assertTrue(exceeded > 15, "runs that were starved: " + exceeded);
    }

    private static String stack(Throwable failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        if (failure != null) {
            failure.printStackTrace(new java.io.PrintWriter(text));
        }
        return text.toString();
    }
}
