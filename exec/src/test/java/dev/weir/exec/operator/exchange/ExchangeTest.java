package dev.weir.exec.operator.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.output.ClientOutputFactory;
import dev.weir.exec.operator.sort.RowOrder;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.testing.OperatorRuns;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static final List<SqlType> TYPES = List.of(SqlType.BIGINT, SqlType.VARCHAR, new SqlType.Decimal(25, 4));

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void equalKeysMeet() {
        try (LocalExchange exchange = new LocalExchange(2, 3, 1 << 30)) {
            List<List<Object>> sent = produce(exchange, new Partitioning.Hash(List.of(0, 1)), 2, 20, 1);
            Map<Object, Integer> homes = new HashMap<>();
            List<List<Object>> received = new ArrayList<>();
            for (int consumer = 0; consumer < 3; consumer++) {
                for (List<Object> row : consume(exchange, consumer, List.of(), 2)) {
                    Integer home = homes.put(key(row), consumer);
                    assertTrue(home == null || home == consumer);
                    received.add(row);
                }
            }
            assertSameRows(sent, received);
        }
    }

    @Test
    void everyConsumerGetsABroadcast() {
        try (LocalExchange exchange = new LocalExchange(1, 3, 1 << 30)) {
            List<List<Object>> sent = produce(exchange, new Partitioning.Broadcast(), 1, 5, 2);
            for (int consumer = 0; consumer < 3; consumer++) {
                assertSameRows(sent, consume(exchange, consumer, List.of(), 1));
            }
        }
    }

    @Test
    void roundRobinAndSingleLoseNothing() {
        try (LocalExchange exchange = new LocalExchange(2, 2, 1 << 30)) {
            List<List<Object>> sent = produce(exchange, new Partitioning.RoundRobin(), 2, 9, 3);
            List<List<Object>> received = consume(exchange, 0, List.of(), 3);
            assertTrue(!received.isEmpty() && received.size() < sent.size());
            received.addAll(consume(exchange, 1, List.of(), 1));
            assertSameRows(sent, received);
        }
        try (LocalExchange exchange = new LocalExchange(3, 1, 1 << 30)) {
            assertSameRows(produce(exchange, new Partitioning.Single(), 3, 9, 4), consume(exchange, 0, List.of(), 2));
        }
    }

    @Test
    void sortedStreamsAreMerged() {
        for (int round = 0; round < 20; round++) {
            List<SortKey> keys = List.of(new SortKey(1, round % 2 == 0, round % 3 == 0), new SortKey(0, false, true), new SortKey(2, true, false));
            RowOrder order = new RowOrder(keys, TYPES);
            Random random = new Random(round);
            int producers = 1 + random.nextInt(4);
            try (LocalExchange exchange = new LocalExchange(producers, 1, 1 << 30)) {
                List<List<Object>> sent = new ArrayList<>();
                for (int p = 0; p < producers; p++) {
                    List<List<Object>> rows = rows(random, random.nextInt(5000));
                    rows.sort(order);
                    sent.addAll(rows);
                    for (int at = 0; at < rows.size(); at += 700) {
                        exchange.sink(p).send(0, batch(rows.subList(at, Math.min(rows.size(), at + 700))));
                    }
                    exchange.sink(p).finish();
                }
                sent.sort(order);
                assertEquals(sent, consume(exchange, 0, keys, 1));
            }
        }
    }

    @Test
    void mergingWaitsForTheStreamThatHasNothingYet() {
        List<SortKey> keys = List.of(new SortKey(0, false, false));
        try (LocalExchange exchange = new LocalExchange(2, 1, 1 << 30)) {
            ExchangeSourceFactory factory = new ExchangeSourceFactory(new PhysicalPlan.ExchangeSource(1, TYPES, keys), OperatorRuns.context(allocator, 1, _ -> exchange.source(0), null));
            try (factory; Source source = factory.create()) {
                exchange.sink(0).send(0, batch(rows(new Random(1), 10)));
                exchange.sink(0).finish();
                assertEquals(Progress.BLOCKED, source.advance());
                assertFalse(source.blocked().isDone());
                exchange.sink(1).finish();
                assertTrue(source.blocked().isDone());
                assertEquals(Progress.HAVE_OUTPUT, source.advance());
                source.takeOutput().close();
                assertEquals(Progress.FINISHED, source.advance());
            }
        }
    }

    @Test
    void aFullExchangeStopsItsProducer() {
        try (LocalExchange exchange = new LocalExchange(1, 1, 100)) {
            ClientOutputFactory factory = new ClientOutputFactory(
                    new PhysicalPlan.ClientOutput(new PhysicalPlan.Values(TYPES, List.of()), List.of("a", "b", "c")), OperatorRuns.context(allocator, 1, null, exchange.sink(0)));
            try (factory; Sink sink = factory.create()) {
                assertEquals(Progress.NEED_INPUT, sink.advance());
                sink.addInput(batch(rows(new Random(1), 50)));
                assertEquals(Progress.BLOCKED, sink.advance());
                assertFalse(sink.blocked().isDone());
                exchange.source(0).streams().getFirst().poll().close();
                assertTrue(sink.blocked().isDone());
                assertEquals(Progress.NEED_INPUT, sink.advance());
                sink.addInput(batch(rows(new Random(1), 50)));
                exchange.source(0).close();
                assertTrue(sink.blocked().isDone());
                assertEquals(Progress.FINISHED, sink.advance());
                sink.addInput(batch(rows(new Random(1), 50)));
                sink.finish();
                factory.complete();
            }
        }
    }

    @Test
    void consumersSeeWhyAProducerFailed() {
        try (LocalExchange exchange = new LocalExchange(2, 1, 100)) {
            exchange.sink(0).send(0, batch(rows(new Random(1), 50)));
            ExchangeSource source = exchange.source(0);
            assertFalse(source.streams().get(1).available().isDone());
            CompletableFuture<?> waiting = source.streams().get(1).available();
            exchange.sink(1).fail(new QueryException(ErrorCode.DIVISION_BY_ZERO, "Division by zero"));
            assertTrue(waiting.isDone());
            QueryException seen = assertThrows(QueryException.class, () -> source.streams().get(1).poll());
            assertEquals(ErrorCode.DIVISION_BY_ZERO, seen.code());
            assertFalse(source.streams().get(1).finished());
        }
    }

    @Test
    void threadsShareAStreamWhileItIsProduced() throws InterruptedException {
        try (LocalExchange exchange = new LocalExchange(1, 1, 10_000)) {
            List<List<Object>> received = Collections.synchronizedList(new ArrayList<>());
            ExchangeSourceFactory factory = new ExchangeSourceFactory(new PhysicalPlan.ExchangeSource(1, TYPES, List.of()), OperatorRuns.context(allocator, 2, _ -> exchange.source(0), null));
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < factory.parallelism(); i++) {
                Source source = factory.create();
                threads.add(Thread.ofPlatform().start(() -> OperatorRuns.drain(source, batch -> received.addAll(RowOrder.rows(batch)))));
            }
            List<List<Object>> sent = produce(exchange, new Partitioning.Single(), 1, 200, 5);
            for (Thread thread : threads) {
                thread.join();
            }
            factory.close();
            assertSameRows(sent, received);
        }
    }

    private List<List<Object>> produce(LocalExchange exchange, Partitioning partitioning, int producers, int batches, long seed) {
        Random random = new Random(seed);
        RandomColumns columns = new RandomColumns(random, allocator);
        List<List<Object>> sent = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            ExchangeSinkFactory factory = new ExchangeSinkFactory(
                    new PhysicalPlan.ExchangeSink(new PhysicalPlan.Values(TYPES, List.of()), partitioning), OperatorRuns.context(allocator, 1, null, exchange.sink(p)));
            try (factory; Sink sink = factory.create()) {
                for (int b = 0; b < batches; b++) {
                    while (sink.advance() == Progress.BLOCKED) {
                        sink.blocked().join();
                    }
                    int rows = random.nextInt(3000);
                    List<Column> made = new ArrayList<>();
                    for (SqlType type : TYPES) {
                        made.add(columns.column(type, rows, 0.1));
                    }
                    Batch batch = new Batch(made, rows);
                    sent.addAll(RowOrder.rows(batch));
                    sink.addInput(batch);
                }
                sink.finish();
                factory.complete();
            }
        }
        return sent;
    }

    private List<List<Object>> consume(LocalExchange exchange, int consumer, List<SortKey> merge, int threads) {
        List<List<Object>> rows = new ArrayList<>();
        ExchangeSourceFactory factory = new ExchangeSourceFactory(
                new PhysicalPlan.ExchangeSource(1, TYPES, merge), OperatorRuns.context(allocator, threads, _ -> exchange.source(consumer), null));
        try (factory) {
            for (int i = 0; i < factory.parallelism(); i++) {
                OperatorRuns.drain(factory.create(), batch -> rows.addAll(RowOrder.rows(batch)));
            }
        }
        return rows;
    }

    private static List<Object> key(List<Object> row) {
        List<Object> key = new ArrayList<>(row);
        key.removeLast();
        return key;
    }

    private List<List<Object>> rows(Random random, int count) {
        RandomColumns columns = new RandomColumns(random, allocator);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Object> row = new ArrayList<>();
            for (SqlType type : TYPES) {
                row.add(random.nextInt(10) == 0 ? null : columns.value(type));
            }
            rows.add(row);
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

    private static void assertSameRows(List<List<Object>> expected, List<List<Object>> actual) {
        Map<List<Object>, Integer> counts = new HashMap<>();
        expected.forEach(row -> counts.merge(row, 1, Integer::sum));
        actual.forEach(row -> counts.merge(row, -1, Integer::sum));
        counts.values().removeIf(count -> count == 0);
        assertEquals(Map.of(), counts);
    }
}
