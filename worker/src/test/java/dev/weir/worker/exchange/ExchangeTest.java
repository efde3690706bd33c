package dev.weir.worker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.plan.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two processes' worth of exchange over real connections; every test ends with both memories at zero.
@Timeout(120)
class ExchangeTest {
    private static final long WINDOW = 1 << 20;

    private ExchangeNode producer;
    private ExchangeNode consumer;

    @BeforeEach
    void start() throws Exception {
        producer = new ExchangeNode("p", WINDOW);
        consumer = new ExchangeNode("c", WINDOW);
    }

    @AfterEach
    void stop() throws Exception {
        consumer.close();
        producer.close();
    }

    private static TaskId task(int task) {
        return new TaskId("q_20261120_000001", 1, task, 0);
    }

    private ExchangeSource open(ExchangeNode reader, TaskId task, int partition) {
        return reader.exchange.open(List.of(producer.location(task)), partition, ExchangeNode.KEY, ExchangeNode.TYPES, reader.allocator);
    }

    @Test
    void rowsArriveUnchangedOverTheNetwork() throws Exception {
        OutputBuffer output = producer.output(task(0), 2, 1 << 20);
        output.send(1, producer.batch(100, 50, "a text that is longer than twelve bytes "));
        output.send(1, producer.batch(150, 5, "x"));
        output.finish();
        try (ExchangeSource source = open(consumer, task(0), 1)) {
            ExchangeSource.Stream stream = source.streams().getFirst();
            try (Batch first = ExchangeNode.next(stream)) {
                assertEquals(50, first.rows());
                assertEquals(149L, first.column(0).value(49));
                assertEquals("a text that is longer than twelve bytes 148", first.column(1).value(48));
                assertTrue(first.column(1).isNull(3));
            }
            try (Batch second = ExchangeNode.next(stream)) {
                assertEquals(5, second.rows());
                assertEquals("x150", second.column(1).value(0));
            }
            assertNull(ExchangeNode.next(stream));
            // numbers, texts, where each text ends, what is no NULL
            long values = 55 * (8 + 4) + 50 * 43 + 5 * 4;
            assertTrue(source.networkBytes() > values * 9 / 10 && source.networkBytes() < values * 11 / 10, () -> source.networkBytes() + " of about " + values);
        }
        assertFalse(output.drained().isDone());
        try (ExchangeSource empty = open(consumer, task(0), 0)) {
            assertNull(ExchangeNode.next(empty.streams().getFirst()));
        }
        output.drained().get(60, TimeUnit.SECONDS);
    }

    @Test
    void withinAProcessBatchesChangeHands() throws Exception {
        OutputBuffer output = producer.output(task(0), 1, 1 << 20);
        Batch made = producer.batch(0, 10, "v");
        output.send(0, made);
        output.finish();
        try (ExchangeSource source = open(producer, task(0), 0); Batch got = ExchangeNode.next(source.streams().getFirst())) {
            assertTrue(made == got);
            assertEquals(0, source.networkBytes());
        }
    }

    @Test
    void consumersMayComeFirst() throws Exception {
        try (ExchangeSource remote = open(consumer, task(0), 0); ExchangeSource local = open(producer, task(0), 1)) {
            Thread.sleep(50);
            OutputBuffer output = producer.output(task(0), 2, 1 << 20);
            output.send(0, producer.batch(0, 3, "r"));
            output.send(1, producer.batch(0, 4, "l"));
            output.finish();
            try (Batch first = ExchangeNode.next(remote.streams().getFirst()); Batch second = ExchangeNode.next(local.streams().getFirst())) {
                assertEquals(3, first.rows());
                assertEquals(4, second.rows());
            }
        }
    }

    @Test
    void aProducerThatNeverComesIsAnError() throws Exception {
        try (ExchangeSource remote = open(consumer, task(7), 0)) {
            QueryException failure = assertThrows(QueryException.class, () -> ExchangeNode.next(remote.streams().getFirst()));
            assertEquals(ErrorCode.WORKER_LOST, failure.code());
        }
    }

    @Test
    void theProducersErrorArrivesUnchanged() throws Exception {
        OutputBuffer output = producer.output(task(0), 2, 1 << 20);
        output.send(0, producer.batch(0, 10, "v"));
        try (ExchangeSource remote = open(consumer, task(0), 0); ExchangeSource local = open(producer, task(0), 1)) {
            try (Batch batch = ExchangeNode.next(remote.streams().getFirst())) {
                assertEquals(10, batch.rows());
            }
            output.fail(new QueryException(ErrorCode.DIVISION_BY_ZERO, "Division by zero").with("row group 3").withHint("use nullif"));
            for (ExchangeSource.Stream stream : List.of(remote.streams().getFirst(), local.streams().getFirst())) {
                QueryException failure = assertThrows(QueryException.class, () -> ExchangeNode.next(stream));
                assertEquals(ErrorCode.DIVISION_BY_ZERO, failure.code());
                assertEquals(List.of("row group 3"), failure.context());
                assertEquals("use nullif", failure.hint());
            }
        }
    }

    @Test
    void aConsumerThatHasEnoughEndsTheProducer() throws Exception {
        OutputBuffer output = producer.output(task(0), 2, 1000);
        ExchangeSource remote = open(consumer, task(0), 0);
        ExchangeSource local = open(producer, task(0), 1);
        output.send(0, producer.batch(0, 1000, "v"));
        output.send(1, producer.batch(0, 1000, "v"));
        ExchangeNode.next(remote.streams().getFirst()).close();
        assertFalse(output.writable().isDone());
        remote.close();
        local.close();
        output.writable().get(60, TimeUnit.SECONDS);
        output.drained().get(60, TimeUnit.SECONDS);
        assertTrue(output.abandoned());
        output.send(0, producer.batch(0, 10, "dropped"));
    }

    @Test
    void anUnreadStreamTakesNoMoreThanItsWindow() throws Exception {
        OutputBuffer output = producer.output(task(0), 1, 64 << 10);
        try (ExchangeSource remote = open(consumer, task(0), 0)) {
            long sent = 0;
            while (sent < 64 << 20) {
                try {
                    output.writable().get(300, TimeUnit.MILLISECONDS);
                } catch (java.util.concurrent.TimeoutException full) {
                    break;
                }
                Batch batch = producer.batch(sent, 4096, "some text that makes it longer");
                sent += batch.size();
                output.send(0, batch);
            }
            assertTrue(sent < 3 * WINDOW, () -> "back pressure came late");
            long rows = 0;
            output.finish();
            while (true) {
                try (Batch batch = ExchangeNode.next(remote.streams().getFirst())) {
                    if (batch == null) {
                        break;
                    }
                    rows += batch.rows();
                }
            }
            assertEquals(output.rows(), rows);
        }
    }

    /// A task is forgotten once its last batch is taken, which may be more than the reader had granted.
    @Test
    void aStreamEndsThoughItsTaskIsForgotten() throws Exception {
        OutputBuffer output = producer.output(task(0), 1, 1 << 20);
        output.send(0, producer.batch(0, 30_000, "a text of which thirty thousand are more than the window "));
        output.finish();
        try (ExchangeSource source = open(consumer, task(0), 0)) {
            output.drained().get(60, TimeUnit.SECONDS);
            producer.knowsTasks = false;
            try (Batch batch = ExchangeNode.next(source.streams().getFirst())) {
                assertEquals(30_000, batch.rows());
            }
            assertNull(ExchangeNode.next(source.streams().getFirst()));
        }
    }

    @Test
    void aGrantNeedsTheKeyOfItsStream() throws Exception {
        OutputBuffer output = producer.output(task(0), 1, 1 << 20);
        for (int i = 0; i < 2; i++) {
            output.send(0, producer.batch(0, 30_000, "a text of which thirty thousand are more than the window "));
        }
        try (ExchangeSource source = open(consumer, task(0), 0)) {
            source.streams().getFirst().available().get(60, TimeUnit.SECONDS);
            producer.producer.grant(task(0), 0, com.google.protobuf.ByteString.copyFromUtf8("another key"), 1 << 30);
            Thread.sleep(50);
            assertFalse(output.writable().isDone(), "the second batch waits");
        }
    }

    /// The connection between the two has one flow-control window; what nobody reads must not fill it.
    @Test
    void sixtyFourStalledProbesDoNotStarveTheBuild() throws Exception {
        List<ExchangeSource> probes = new ArrayList<>();
        List<OutputBuffer> outputs = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            OutputBuffer output = producer.output(task(i), 1, 256 << 10);
            outputs.add(output);
            probes.add(open(consumer, task(i), 0));
            while (output.bytes() < 1 << 20) {
                output.send(0, producer.batch(0, 4096, "a probe row with a longer text "));
            }
        }
        Thread.sleep(200);
        TaskId buildTask = new TaskId("q_20261120_000001", 2, 0, 0);
        OutputBuffer build = producer.output(buildTask, 1, 4 << 20);
        CompletableFuture<Void> feed = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 400; i++) {
                build.writable().join();
                build.send(0, producer.batch(i * 4096L, 4096, "b"));
            }
            build.finish();
        });
        long rows = 0;
        try (ExchangeSource source = open(consumer, buildTask, 0)) {
            while (true) {
                try (Batch batch = ExchangeNode.next(source.streams().getFirst())) {
                    if (batch == null) {
                        break;
                    }
                    rows += batch.rows();
                }
            }
        }
        feed.get(60, TimeUnit.SECONDS);
        assertEquals(400 * 4096, rows);
        probes.forEach(ExchangeSource::close);
        for (OutputBuffer output : outputs) {
            output.drained().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aDeadProducerIsNamed() throws Exception {
        producer.output(task(0), 1, 1 << 20);
        try (ExchangeSource remote = open(consumer, task(0), 0)) {
            Thread.sleep(100);
            long start = System.nanoTime();
            producer.kill();
            QueryException failure = assertThrows(QueryException.class, () -> ExchangeNode.next(remote.streams().getFirst()));
            assertEquals(ErrorCode.WORKER_LOST, failure.code());
            assertTrue(failure.getMessage().contains("stage 1 of domain sales"), failure.getMessage());
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30));
        }
    }

    @Test
    void aDroppedQueryEndsItsReaders() throws Exception {
        OutputBuffer output = producer.output(task(0), 1, 1 << 20);
        output.send(0, producer.batch(0, 10, "v"));
        producer.outputs.drop("q_20261120_000001", new QueryException(ErrorCode.QUERY_CANCELLED, "Query was cancelled"));
        try (ExchangeSource remote = open(consumer, task(0), 0)) {
            QueryException failure = assertThrows(QueryException.class, () -> ExchangeNode.next(remote.streams().getFirst()));
            assertEquals(ErrorCode.QUERY_CANCELLED, failure.code());
        }
        assertTrue(output.drained().isDone());
    }

    @Test
    void aPartitionHasOneReader() throws Exception {
        OutputBuffer output = producer.output(task(0), 1, 1 << 20);
        try (ExchangeSource first = open(consumer, task(0), 0); ExchangeSource second = open(producer, task(0), 0)) {
            output.send(0, producer.batch(0, 10, "v"));
            output.finish();
            int refused = 0;
            for (ExchangeSource source : List.of(first, second)) {
                try (Batch batch = ExchangeNode.next(source.streams().getFirst())) {
                    assertEquals(10, batch.rows());
                } catch (QueryException failure) {
                    refused++;
                }
            }
            assertEquals(1, refused);
        }
    }
}
