package dev.weir.exec.operator.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.output.ClientBatches;
import dev.weir.exec.operator.sort.SortBuffer;
import dev.weir.exec.operator.sort.TopNBuffer;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.testing.OperatorRuns;
import dev.weir.exec.type.ClientTypes;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Lets memory run out at every point; nothing may stay behind.
class ExhaustedMemoryTest {
    private static final List<SqlType> TYPES = List.of(SqlType.VARCHAR, SqlType.BIGINT, new SqlType.Decimal(38, 10), SqlType.BOOLEAN, new SqlType.Char(6), SqlType.UUID);
    private static final List<SortKey> KEYS = List.of(new SortKey(0, false, false), new SortKey(2, true, true));
    private static final PhysicalPlan INPUT = new PhysicalPlan.Values(TYPES, List.of());

    private final BufferAllocator root = new RootAllocator();

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, root.getAllocatedMemory());
        root.close();
    }

    @Test
    void converting() {
        everyLimit(allocator -> {
            try (Batch batch = batch(1, 300);
                    VectorSchemaRoot sent = ArrowBatches.toArrow(batch, TYPES, allocator);
                    VectorSchemaRoot client = ClientBatches.toClient(batch, ClientTypes.schema(List.of("a", "b", "c", "d", "e", "f"), TYPES), allocator)) {
                ArrowBatches.fromArrow(sent, TYPES, allocator).close();
                assertEquals(client.getRowCount(), sent.getRowCount());
            }
        });
    }

    @Test
    void sorting() {
        everyLimit(allocator -> {
            SortBuffer sort = new SortBuffer(new PhysicalPlan.Sort(INPUT, KEYS), OperatorRuns.context(allocator, 1));
            feed(sort, sort.results());
        });
    }

    @Test
    void keepingTheFirst() {
        everyLimit(allocator -> {
            TopNBuffer top = new TopNBuffer(new PhysicalPlan.TopN(INPUT, KEYS, 20, 5), OperatorRuns.context(allocator, 1));
            feed(top, top.results());
        });
    }

    @Test
    void distributingAndMerging() {
        everyLimit(allocator -> {
            try (LocalExchange exchange = new LocalExchange(1, 3, 1 << 30)) {
                feed(new ExchangeSinkFactory(new PhysicalPlan.ExchangeSink(INPUT, new Partitioning.Hash(List.of(0))),
                        OperatorRuns.context(allocator, 1, null, exchange.sink(0))), null);
                // The rows are in no order, which merging does not notice.
                try (ExchangeSourceFactory source = new ExchangeSourceFactory(
                        new PhysicalPlan.ExchangeSource(1, TYPES, KEYS), OperatorRuns.context(allocator, 1, _ -> exchange.source(0), null))) {
                    OperatorRuns.drain(source.create(), _ -> { });
                }
            }
        });
    }

    /// Runs with growing limits until one suffices.
    private void everyLimit(Consumer<BufferAllocator> work) {
        int failures = 0;
        boolean done = false;
        for (long limit = 64; !done; limit += Math.max(64, limit / 40)) {
            try (BufferAllocator allocator = root.newChildAllocator("limited", 0, limit)) {
                try {
                    work.accept(allocator);
                    done = true;
                } catch (OutOfMemoryException e) {
                    failures++;
                }
                assertEquals(0, allocator.getAllocatedMemory(), "after " + limit + " bytes");
            }
        }
        assertTrue(failures > 20);
    }

    private void feed(SinkFactory factory, SourceFactory results) {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            batches.add(batch(i, i % 2 == 0 ? 1500 : 40));
        }
        try (factory; Sink sink = factory.create()) {
            while (!batches.isEmpty()) {
                sink.addInput(batches.removeFirst());
            }
            sink.finish();
            factory.complete();
            if (results != null) {
                OperatorRuns.drain(results.create(), _ -> { });
            }
        } finally {
            batches.forEach(Batch::close);
        }
    }

    /// From memory without a limit.
    private Batch batch(long seed, int rows) {
        RandomColumns columns = new RandomColumns(new Random(seed), root);
        List<Column> made = new ArrayList<>();
        for (SqlType type : TYPES) {
            made.add(columns.column(type, rows, 0.1));
        }
        return new Batch(made, rows);
    }
}
