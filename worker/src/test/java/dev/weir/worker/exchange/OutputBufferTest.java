package dev.weir.worker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(300)
class OutputBufferTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private Batch batch(int rows) {
        try (ColumnBuilder numbers = new ColumnBuilder(SqlType.BIGINT, leaks.allocator())) {
            for (int i = 0; i < rows; i++) {
                numbers.append((long) i);
            }
            return new Batch(List.of(numbers.build()), rows);
        }
    }

    private static OutputBuffer buffer(int partitions, long limit) {
        return new OutputBuffer(partitions, limit, UnaryOperator.identity());
    }

    @Test
    void oneFullQueueHoldsTheSender() {
        OutputBuffer output = buffer(2, 1000);
        OutputQueue first = output.claim(0);
        OutputQueue second = output.claim(1);
        output.send(0, batch(200));
        assertFalse(output.writable().isDone());
        output.send(1, batch(200));
        first.poll().close();
        assertFalse(output.writable().isDone());
        second.poll().close();
        assertTrue(output.writable().isDone());
        output.finish();
        assertFalse(output.drained().isDone());
        assertTrue(first.finished() && second.finished());
        assertTrue(output.drained().isDone());
    }

    /// An empty share is consumed only when its reader has seen that it is empty.
    @Test
    void anEmptyPartitionWaitsForItsReader() {
        OutputBuffer output = buffer(1, 1000);
        output.finish();
        assertFalse(output.drained().isDone());
        assertTrue(output.claim(0).finished());
        assertTrue(output.drained().isDone());
    }

    @Test
    void anOutputThatIsClosedInTheMiddleNeverLooksComplete() {
        OutputBuffer output = buffer(1, 1000);
        OutputQueue queue = output.claim(0);
        output.send(0, batch(10));
        output.close();
        assertFalse(queue.finished());
        assertEquals(ErrorCode.QUERY_CANCELLED, assertThrows(QueryException.class, queue::poll).code());
        output.send(0, batch(10));
        assertTrue(output.abandoned());
    }

    @Test
    void whatWasFinishedSurvivesTheEndOfItsTask() {
        OutputBuffer output = buffer(1, 1000);
        OutputQueue queue = output.claim(0);
        output.send(0, batch(10));
        output.finish();
        output.close();
        output.fail(new QueryException(ErrorCode.INTERNAL, "too late"));
        queue.poll().close();
        assertTrue(queue.finished());
    }

    @Test
    void manyThreadsAndLeavingReadersLoseNothing() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int seed = 0; seed < 200; seed++) {
                int partitions = 1 + seed % 4;
                OutputBuffer output = buffer(partitions, 2000);
                long[] sent = new long[partitions];
                List<CompletableFuture<Long>> readers = new ArrayList<>();
                for (int i = 0; i < partitions; i++) {
                    OutputQueue queue = output.claim(i);
                    int leaveAfter = new Random(seed * 31L + i).nextInt(3) == 0 ? 5 : Integer.MAX_VALUE;
                    readers.add(CompletableFuture.supplyAsync(() -> read(queue, leaveAfter), threads));
                }
                Random random = new Random(seed);
                for (int i = 0; i < 100; i++) {
                    int partition = random.nextInt(partitions);
                    int rows = 1 + random.nextInt(50);
                    sent[partition] += rows;
                    output.writable().get(60, TimeUnit.SECONDS);
                    output.send(partition, batch(rows));
                }
                output.finish();
                for (int i = 0; i < partitions; i++) {
                    long got = readers.get(i).get(60, TimeUnit.SECONDS);
                    assertTrue(got == -1 || got == sent[i], "seed " + seed);
                }
                output.drained().get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdown();
            assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
        }
    }

    /// Counts rows; -1 when it left before the end.
    private static long read(OutputQueue queue, int leaveAfter) {
        long rows = 0;
        for (int taken = 0; taken < leaveAfter; ) {
            try (Batch batch = queue.poll()) {
                if (batch != null) {
                    rows += batch.rows();
                    taken++;
                    continue;
                }
            }
            if (queue.finished()) {
                return rows;
            }
            queue.available().join();
        }
        queue.abandon();
        return -1;
    }
}
