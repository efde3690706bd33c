package dev.weir.exec.operator.spill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.function.window.WindowFunctions;
import dev.weir.exec.memory.SpillSpace;
import dev.weir.exec.memory.TaskMemory;
import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Aggregate.Step;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.exec.testing.CollectingSink;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.Tasks;
import dev.weir.exec.type.SqlType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whole plans whose breakers go to disk: by force, for want of memory, until the disk is full, and until somebody cancels.
final class SpilledPlansTest {
    private static final List<SqlType> TYPES = List.of(SqlType.BIGINT, SqlType.VARCHAR);

    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private static PhysicalPlan rows(int count, int distinct) {
        List<List<Literal>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int n = (int) (i * 7919L % distinct);
            rows.add(List.of(Literal.ofLong(n), Literal.ofString("the text that belongs to number " + n)));
        }
        return new PhysicalPlan.Values(TYPES, rows);
    }

    /// A union of the same rows, so that there are many batches and several threads.
    private static PhysicalPlan many(int times, int count, int distinct) {
        PhysicalPlan once = rows(count, distinct);
        List<PhysicalPlan> inputs = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            inputs.add(once);
        }
        return new PhysicalPlan.Union(inputs);
    }

    private static PhysicalPlan join(PhysicalPlan probe, PhysicalPlan build) {
        return new PhysicalPlan.HashJoin(JoinKind.FULL, probe, build, List.of(0), List.of(0), List.of(false), null, false, List.of(0, 3), List.of(), 1);
    }

    private static PhysicalPlan count(PhysicalPlan input) {
        AggregateCall count = new AggregateCall(AggregateFunctions.COUNT, List.of(), false, -1, AggregateFunctions.COUNT.resolver().resolve(List.of()).orElseThrow());
        return new PhysicalPlan.Aggregate(input, List.of(0, 1), List.of(count), Step.SINGLE, 1);
    }

    private static PhysicalPlan sort(PhysicalPlan input) {
        return new PhysicalPlan.Sort(input, List.of(new SortKey(0, false, false), new SortKey(1, true, false)));
    }

    private static PhysicalPlan window(PhysicalPlan input) {
        WindowCall number = new WindowCall(WindowFunctions.ROW_NUMBER, List.of(),
                WindowFunctions.ROW_NUMBER.resolver().resolve(List.of()).orElseThrow(), false, WindowFrame.PARTITION, 1, 1);
        return new PhysicalPlan.Window(input, List.of(new SortKey(0, false, false), new SortKey(1, true, false)), 0, List.of(number), null);
    }

    private static PhysicalPlan shared(PhysicalPlan input) {
        PhysicalPlan.SharedRef reference = new PhysicalPlan.SharedRef(1, input.types());
        return new PhysicalPlan.With(List.of(new PhysicalPlan.With.Definition(1, input)), new PhysicalPlan.Union(List.of(reference, reference)));
    }

    private static List<PhysicalPlan> plans(int scale) {
        PhysicalPlan probe = many(5, 2000 * scale, 1500 * scale);
        PhysicalPlan build = many(3, 1000 * scale, 3000 * scale);
        return List.of(join(probe, build), count(probe), sort(probe), window(probe), shared(build), sort(count(join(join(probe, build), shared(build)))));
    }

    private TaskContext spilling(SpillSpace space, int every) {
        TaskContext plain = leaks.context(3);
        return plain.with(TaskMemory.spilling(plain.allocator(), space, every));
    }

    private List<List<Object>> sorted(List<List<Object>> rows) {
        List<List<Object>> all = new ArrayList<>(rows);
        all.sort(Comparator.comparing(List::toString));
        return all;
    }

    @Test
    void plansAnswerTheSame() throws IOException {
        try (SpillSpace space = SpillSpace.below(leaks.folder())) {
            for (PhysicalPlan plan : plans(1)) {
                List<List<Object>> expected = sorted(leaks.rows(plan, 3));
                for (int every : new int[] {1, 4}) {
                    CollectingSink sink = new CollectingSink();
                    TaskExecution task = leaks.start(plan, sink, spilling(space, every), leaks.pool(3));
                    Tasks.join(task);
                    assertEquals(expected, sorted(sink.rows()));
                    long spilled = 0;
                    for (OperatorMetrics operator : task.metrics().operators()) {
                        spilled += operator.extras().getOrDefault("spilled bytes", 0L);
                    }
                    assertTrue(spilled > 0 || every > 1, plan::toString);
                    assertEquals(0, space.used());
                }
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void aFullDiskIsAnErrorThatLeavesNothing() throws IOException {
        for (PhysicalPlan plan : plans(1)) {
            for (long limit : new long[] {0, 5000, 20_000}) {
                try (SpillSpace space = SpillSpace.below(leaks.folder(), limit)) {
                    QueryException failure = Tasks.failure(leaks.start(plan, new CollectingSink(), spilling(space, 1), leaks.pool(3)));
                    assertEquals(ErrorCode.DISK_FULL, failure.code());
                    assertEquals(0, space.used());
                }
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void aCancelEndsSpilling() throws Exception {
        try (SpillSpace space = SpillSpace.below(leaks.folder())) {
            for (PhysicalPlan plan : plans(10)) {
                TaskExecution task = leaks.start(plan, new CollectingSink(), spilling(space, 1), leaks.pool(2));
                while (space.used() == 0 && !task.done().isDone()) {
                    Thread.sleep(1);
                }
                task.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "enough"));
                QueryException failure = Tasks.failure(task);
                if (failure != null) {
                    assertEquals("enough", failure.detail());
                }
                assertEquals(0, space.used());
            }
        }
        assertNothingIsLeft();
    }

    /// Whatever a breaker is at, a cancel is seen; the limit leaves room for a loaded machine.
    @Test
    void aCancelEndsLargeBuilds() throws Exception {
        PhysicalPlan large = many(200, 8000, 8000);
        for (PhysicalPlan plan : List.of(join(rows(10, 10), large), count(large), sort(large), shared(large))) {
            for (int delay : new int[] {30, 200, 600}) {
                TaskExecution task = leaks.start(plan, new CollectingSink(), leaks.context(2), leaks.pool(2));
                Thread.sleep(delay);
                long start = System.nanoTime();
                task.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "enough"));
                Tasks.failure(task);
                assertTrue(System.nanoTime() - start < 3_000_000_000L, plan.getClass().getSimpleName());
            }
        }
    }

    /// Limits at which the plans fit, at which they have to spill, and at which nothing helps.
    @Test
    void littleMemoryIsEnoughOrAnError() throws IOException {
        int right = 0;
        int failed = 0;
        try (SpillSpace space = SpillSpace.below(leaks.folder())) {
            for (PhysicalPlan plan : plans(4)) {
                List<List<Object>> expected = sorted(leaks.rows(plan, 2));
                for (long limit = 64 << 20; limit >= 256 << 10; limit /= 2) {
                    BufferAllocator allocator = leaks.allocator().newChildAllocator("limited", 0, limit);
                    TaskContext context = leaks.context(allocator, 2).with(TaskMemory.of(allocator, space));
                    CollectingSink sink = new CollectingSink();
                    QueryException failure = Tasks.failure(leaks.start(plan, sink, context, leaks.pool(2)));
                    if (failure == null) {
                        assertEquals(expected, sorted(sink.rows()));
                        right++;
                    } else {
                        assertEquals(ErrorCode.MEMORY_EXCEEDED, failure.code(), failure::getMessage);
                        failed++;
                    }
                    assertEquals(0, space.used());
                }
            }
        }
        assertTrue(right >= 20 && failed > 0, right + " right, " + failed + " failed");
        assertNothingIsLeft();
    }

    @Test
    void withoutNeedNothingIsWritten() throws IOException {
        try (SpillSpace space = SpillSpace.below(leaks.folder())) {
            for (PhysicalPlan plan : plans(1)) {
                TaskContext plain = leaks.context(2);
                assertNull(Tasks.failure(leaks.start(plan, new CollectingSink(), plain.with(TaskMemory.of(plain.allocator(), space)), leaks.pool(2))));
            }
            assertNothingIsLeft();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<java.nio.file.Path> left = Files.list(leaks.folder())) {
            assertEquals(List.of(), left.toList());
        }
    }
}
