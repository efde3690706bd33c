package dev.weir.exec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.pipeline.Pipeline.Stage;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.Tasks;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TaskExecutionTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    /// A build and a probe pipeline, and one behind the probe that feeds the same sink.
    private static List<Pipeline> joinShaped(FakeParts parts, int batches, int parallelism, long limit) {
        SinkFactory build = parts.sink(Long.MAX_VALUE);
        SinkFactory output = parts.sink(limit);
        Stage<SinkFactory> end = new Stage<>(0, output);
        Pipeline first = new Pipeline(0, new Stage<>(3, parts.source(batches, 10, parallelism)), List.of(), new Stage<>(1, build), List.of(), List.of());
        Stage<OperatorFactory> shared = new Stage<>(1, parts.operator());
        Pipeline second = new Pipeline(
                1, new Stage<>(2, parts.source(batches, 10, parallelism)), List.of(new Stage<>(2, parts.operator()), shared), end, List.of(build), List.of());
        Pipeline third = new Pipeline(2, new Stage<>(2, parts.source(2, 10, 1)), List.of(shared), end, List.of(build), List.of(second));
        return List.of(third, second, first);
    }

    private QueryException run(FakeParts parts, List<Pipeline> pipelines, int threads) {
        TaskExecution task = leaks.track(TaskExecution.start(pipelines, null, leaks.context(threads), leaks.pool(threads).share()));
        QueryException failure = Tasks.failure(task);
        assertEquals(parts.opened.get(), parts.closed.get(), "closed");
        assertEquals(0, parts.closedTwice.get(), "closed twice");
        return failure;
    }

    @Test
    void runsPipelinesInTheOrderOfTheirDependencies() {
        for (int threads : new int[] {1, 2, 4}) {
            for (long seed = 0; seed < 10; seed++) {
                FakeParts parts = new FakeParts(leaks.allocator(), 0, seed);
                assertNull(run(parts, joinShaped(parts, 20, threads, Long.MAX_VALUE), threads));
                assertEquals(420, parts.rows.get());
                assertEquals(2, parts.completed.get());
            }
        }
    }

    @Test
    void aSatisfiedSinkEndsTheTask() {
        FakeParts parts = new FakeParts(leaks.allocator(), 0, 0);
        SinkFactory output = parts.sink(50);
        Pipeline only = new Pipeline(
                0, new Stage<>(0, parts.source(Integer.MAX_VALUE, 10, 2)), List.of(new Stage<>(0, parts.operator())), new Stage<>(0, output), List.of(), List.of());
        assertNull(run(parts, List.of(only), 2));
        assertTrue(parts.rows.get() >= 50 && parts.rows.get() < 100, "rows " + parts.rows);
    }

    @Test
    void aFailureAtAnyCallEndsEverythingOnce() {
        for (int threads : new int[] {1, 3}) {
            FakeParts clean = new FakeParts(leaks.allocator(), 0, 0);
            run(clean, joinShaped(clean, 3, threads, Long.MAX_VALUE), threads);
            for (int at = 1; at <= clean.calls.get(); at++) {
                FakeParts parts = new FakeParts(leaks.allocator(), at, at % 2);
                QueryException failure = run(parts, joinShaped(parts, 3, threads, Long.MAX_VALUE), threads);
                if (parts.calls.get() >= at) {
                    assertNotNull(failure, "call " + at);
                    assertEquals(ErrorCode.INTERNAL, failure.code());
                    assertTrue(failure.getMessage().contains("injected"), failure.getMessage());
                }
                assertEquals(0, leaks.allocator().getAllocatedMemory(), "after a failure at call " + at);
            }
        }
    }

    @Test
    void cancelAtAnyTimeLeavesNothing() throws Exception {
        Random random = new Random(5);
        WorkerPool pool = leaks.pool(2);
        for (int i = 0; i < 100; i++) {
            FakeParts parts = new FakeParts(leaks.allocator(), 0, i + 1);
            TaskExecution task = leaks.track(TaskExecution.start(joinShaped(parts, 1000, 2, Long.MAX_VALUE), () -> {}, leaks.context(2), pool.share()));
            if (random.nextInt(10) > 0) {
                Thread.sleep(0, random.nextInt(999_999));
            }
            task.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "enough"));
            assertEquals(ErrorCode.QUERY_CANCELLED, Tasks.failure(task).code());
            assertEquals(0, parts.closedTwice.get());
            assertEquals(0, leaks.allocator().getAllocatedMemory());
        }
    }

    @Test
    void cancelWakesWhatIsBlockedForEver() {
        FakeParts parts = new FakeParts(leaks.allocator(), 0, 0);
        CompletableFuture<Void> never = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        Pipeline only = new Pipeline(0, new Stage<>(0, new BlockedSource(never, asked)), List.of(), new Stage<>(0, parts.sink(10)), List.of(), List.of());
        TaskExecution task = leaks.track(TaskExecution.start(List.of(only), null, leaks.context(1), leaks.pool(1).share()));
        asked.orTimeout(5, TimeUnit.SECONDS).join();
        task.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "enough"));
        assertEquals(ErrorCode.QUERY_CANCELLED, Tasks.failure(task).code());
        assertEquals(parts.opened.get(), parts.closed.get());
    }

    @Test
    void aTaskEndsWhenItsPoolIsClosed() {
        FakeParts parts = new FakeParts(leaks.allocator(), 0, 3);
        WorkerPool pool = leaks.pool(2);
        TaskExecution task = leaks.track(TaskExecution.start(joinShaped(parts, 1_000_000, 2, Long.MAX_VALUE), null, leaks.context(2), pool.share()));
        while (parts.calls.get() < 100) {
            Thread.onSpinWait();
        }
        pool.close();
        assertEquals(ErrorCode.QUERY_CANCELLED, Tasks.failure(task).code());
        assertEquals(parts.opened.get(), parts.closed.get());
    }
}
