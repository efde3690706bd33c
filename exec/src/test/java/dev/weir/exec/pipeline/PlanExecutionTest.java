package dev.weir.exec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.testing.CollectingSink;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.Tasks;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PlanExecutionTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private static PhysicalPlan.Values numbers(int from, int to) {
        List<List<Literal>> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(List.of(Literal.ofLong(i), Literal.ofString("value number " + i)));
        }
        return new PhysicalPlan.Values(List.of(SqlType.BIGINT, SqlType.VARCHAR), rows);
    }

    private static List<List<Object>> row(int... numbers) {
        List<List<Object>> rows = new ArrayList<>();
        for (int number : numbers) {
            rows.add(List.of((long) number, "value number " + number));
        }
        return rows;
    }

    @Test
    void valuesWithoutColumns() {
        assertEquals(List.of(List.of()), leaks.rows(new PhysicalPlan.Values(List.of(), List.of(List.of())), 1));
        assertEquals(List.of(), leaks.rows(new PhysicalPlan.Values(List.of(SqlType.DATE), List.of()), 1));
    }

    @Test
    void limitAndOffsetKeepTheOrder() {
        for (int threads : new int[] {1, 2, 4}) {
            assertEquals(row(8190, 8191, 8192, 8193), leaks.rows(new PhysicalPlan.Limit(numbers(0, 10_000), 4, 8190), threads));
            assertEquals(row(9999), leaks.rows(new PhysicalPlan.Limit(numbers(0, 10_000), Long.MAX_VALUE, 9999), threads));
            assertEquals(List.of(), leaks.rows(new PhysicalPlan.Limit(numbers(0, 10), 0, 0), threads));
        }
    }

    @Test
    void unionHasAllRows() {
        PhysicalPlan plan = new PhysicalPlan.Union(List.of(numbers(0, 2), numbers(5, 6), new PhysicalPlan.Limit(numbers(7, 100), 2, 0)));
        for (int threads : new int[] {1, 2, 4}) {
            List<List<Object>> rows = new ArrayList<>(leaks.rows(plan, threads));
            rows.sort(Comparator.comparing(r -> (Long) r.getFirst()));
            assertEquals(row(0, 1, 5, 7, 8), rows);
        }
    }

    @Test
    void aSingleRowIsAsserted() {
        assertEquals(row(3), leaks.rows(new PhysicalPlan.AssertSingleRow(numbers(3, 4)), 2));
        assertEquals(List.of(Arrays.asList(null, null)), leaks.rows(new PhysicalPlan.AssertSingleRow(numbers(3, 3)), 2));
        TaskExecution task = leaks.start(new PhysicalPlan.AssertSingleRow(new PhysicalPlan.Union(List.of(numbers(0, 1), numbers(0, 1)))),
                new CollectingSink(), leaks.context(2), leaks.pool(2));
        assertEquals(ErrorCode.SUBQUERY_RETURNED_MANY_ROWS, Tasks.failure(task).code());
    }

    @Test
    void rowsAreRepeated() {
        List<List<Literal>> rows = List.of(
                List.of(Literal.ofLong(2), Literal.ofString("a")), List.of(Literal.ofLong(0), Literal.ofString("b")),
                List.of(Literal.ofNull(SqlType.BIGINT), Literal.ofString("c")), List.of(Literal.ofLong(20_000), Literal.ofString("d")),
                List.of(Literal.ofLong(-5), Literal.ofString("e")));
        List<List<Object>> result = leaks.rows(
                new PhysicalPlan.Repeat(new PhysicalPlan.Values(List.of(SqlType.BIGINT, SqlType.VARCHAR), rows), 0), 2);
        assertEquals(20_002, result.size());
        assertEquals(List.of("a"), result.get(1));
        assertEquals(List.of("d"), result.get(2));
        assertEquals(List.of("d"), result.getLast());
    }

    @Test
    void sharedSubplansAreReadSeveralTimes() {
        List<SqlType> types = numbers(0, 0).types();
        PhysicalPlan.SharedRef first = new PhysicalPlan.SharedRef(7, types);
        PhysicalPlan plan = new PhysicalPlan.With(
                List.of(new PhysicalPlan.With.Definition(7, numbers(0, 10_000)),
                        new PhysicalPlan.With.Definition(8, new PhysicalPlan.Union(List.of(first, first)))),
                new PhysicalPlan.Union(List.of(new PhysicalPlan.SharedRef(8, types), first)));
        for (int threads : new int[] {1, 2, 4}) {
            assertEquals(30_000, leaks.rows(plan, threads).size());
        }
    }

    @Test
    void metricsAreByPlanNodeInPreorder() {
        PhysicalPlan plan = new PhysicalPlan.Limit(new PhysicalPlan.Union(List.of(numbers(0, 4), numbers(0, 5))), 9, 0);
        TaskExecution task = leaks.start(plan, new CollectingSink(), leaks.context(1), leaks.pool(1));
        Tasks.join(task);
        TaskMetrics metrics = task.metrics();
        assertEquals(List.of("Limit", "Union", "Values", "Values"), metrics.operators().stream().map(OperatorMetrics::name).toList());
        assertEquals(List.of(0, 1, 2, 2), metrics.operators().stream().map(OperatorMetrics::depth).toList());
        assertEquals(9, metrics.operators().get(0).rowsOut());
        assertEquals(4, metrics.operators().get(2).rowsOut());
        assertEquals(5, metrics.operators().get(3).rowsOut());
        assertTrue(metrics.wallNanos() > 0);
    }

    @Test
    void anUndefinedSharedSubplanIsAnInternalError() {
        TaskExecution task = leaks.start(new PhysicalPlan.SharedRef(1, List.of()), new CollectingSink(), leaks.context(1), leaks.pool(1));
        assertEquals(ErrorCode.INTERNAL, Tasks.failure(task).code());
    }
}
