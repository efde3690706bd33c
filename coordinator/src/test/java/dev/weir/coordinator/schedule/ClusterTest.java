package dev.weir.coordinator.schedule;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.catalog.CatalogSnapshot;
import dev.weir.coordinator.catalog.DomainState;
import dev.weir.coordinator.cluster.ClusterSettings;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.coordinator.schedule.InProcessCluster.TestWorker;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.Columns;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import dev.weir.proto.v1.SessionMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Queries over real connections, and what becomes of them when something breaks.
@Timeout(300)
class ClusterTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private InProcessCluster cluster;
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        folder = leaks.folder();
        cluster = new InProcessCluster(
                new ClusterSettings(Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofMillis(300)), folder.resolve("kept"));
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private void write(Path file, long from, int rows, int groupRows) throws IOException {
        Files.createDirectories(file.getParent());
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            ids.add(from + i);
        }
        List<FileColumn> columns = List.of(new FileColumn("id", new FileType.Int(64), true));
        try (ParquetWriter writer = ParquetWriter.create(file, columns, WriteOptions.defaults().withRows(groupRows, groupRows), leaks.allocator());
                DecodedColumn id = Columns.flat(Physical.INT64, ids, leaks.allocator())) {
            writer.write(rows, List.of(id));
            writer.finish();
        }
    }

    private static List<Long> numbers(int rows) {
        return LongStream.range(0, rows).boxed().toList();
    }

    private DistributedPlan scanAt(Site root) {
        String snapshot = cluster.catalog.snapshot().table(Plans.ORDERS).orElseThrow().snapshot();
        return Plans.gather(snapshot, root);
    }

    private static void awaitIdle(TestWorker worker) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!worker.server.tasks().idle()) {
            assertTrue(System.nanoTime() - end < 0, () -> "still running " + worker.server.tasks().queries());
            Thread.sleep(2);
        }
    }

    @Test
    void rowsTravelThroughThreeStages() throws Exception {
        cluster.worker("sales", folder("a"));
        cluster.worker("geo", folder("b"));
        cluster.worker("geo", folder("c"));
        RunningQuery query = cluster.start(Plans.relay(20_000, "sales", "geo", new Site.Domain("sales")));
        assertEquals(numbers(20_000), InProcessCluster.read(query));
        query.outcome().get(60, TimeUnit.SECONDS);
        query.released().get(60, TimeUnit.SECONDS);
        for (TaskProgress task : query.tasks()) {
            assertEquals(TaskState.FINISHED, task.state());
            assertFalse(task.metrics().operators().isEmpty());
        }
        assertEquals(20_000, query.tasks().getFirst().sentRows());
    }

    @Test
    void replicasOfAFolderShareAScan() throws Exception {
        Path shared = folder("shared");
        write(shared.resolve("shop/orders/a.parquet"), 0, 5_000, 500);
        write(shared.resolve("shop/orders/b.parquet"), 5_000, 5_000, 500);
        for (int i = 0; i < 3; i++) {
            cluster.worker("sales", shared);
        }
        RunningQuery query = cluster.start(scanAt(new Site.Domain("sales")));
        assertEquals(numbers(10_000), InProcessCluster.read(query));
        assertEquals(3, query.placement().stages().get(0).size());
    }

    @Test
    void partsOfATableAreScannedWhereTheyLie() throws Exception {
        write(folder("a").resolve("shop/orders/a.parquet"), 0, 300, 100);
        write(folder("b").resolve("shop/orders/b.parquet"), 300, 200, 100);
        cluster.worker("sales", folder("a"));
        cluster.worker("sales", folder("b"));
        assertEquals(500, cluster.catalog.snapshot().table(Plans.ORDERS).orElseThrow().rows());
        assertEquals(numbers(500), InProcessCluster.read(cluster.start(scanAt(new Site.Domain("sales")))));
    }

    @Test
    void onePathWithTwoContentsIsRefused() throws Exception {
        write(folder("a").resolve("shop/orders.parquet"), 0, 300, 100);
        write(folder("b").resolve("shop/orders.parquet"), 0, 301, 100);
        TestWorker first = cluster.worker("sales", folder("a"));
        ExecutionException refused = assertThrows(ExecutionException.class, () -> cluster.worker("sales", folder("b")));
        QueryException conflict = (QueryException) refused.getCause();
        assertEquals(ErrorCode.FILE_CONFLICT, conflict.code());
        assertTrue(conflict.detail().contains(first.server.host() + ":" + first.server.port()), conflict.detail());
    }

    @Test
    void newFilesAreSeen() throws Exception {
        write(folder("a").resolve("shop/orders/a.parquet"), 0, 300, 100);
        cluster.worker("sales", folder("a"));
        assertEquals(300, InProcessCluster.read(cluster.start(scanAt(new Site.Domain("sales")))).size());
        write(folder("a").resolve("shop/orders/b.parquet"), 300, 10, 100);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (cluster.catalog.snapshot().table(Plans.ORDERS).orElseThrow().rows() != 310) {
            assertTrue(System.nanoTime() - end < 0);
            Thread.sleep(10);
        }
        assertEquals(numbers(310), InProcessCluster.read(cluster.start(scanAt(new Site.Domain("sales")))));
    }

    @Test
    void aChangedFileIsNoticed() throws Exception {
        Path file = folder("a").resolve("shop/orders/a.parquet");
        write(file, 0, 300, 100);
        cluster.worker("sales", folder("a"));
        DistributedPlan plan = scanAt(new Site.Domain("sales"));
        CatalogSnapshot before = cluster.catalog.snapshot();
        write(file, 0, 299, 100);
        Files.setLastModifiedTime(file, FileTime.fromMillis(12_345));
        RunningQuery query = cluster.scheduler.start(
                "q_20261120_changed", plan, before, SessionMessage.newBuilder().setUser("ann").build(), 0);
        QueryException failure = assertThrows(QueryException.class, () -> InProcessCluster.read(query));
        assertEquals(ErrorCode.FILE_CHANGED, failure.code());
        query.released().get(60, TimeUnit.SECONDS);
    }

    @Test
    void cancelEndsAllTasks() throws Exception {
        TestWorker a = cluster.worker("sales", folder("a"));
        TestWorker b = cluster.worker("geo", folder("b"));
        RunningQuery query = cluster.start(endless());
        try (ResultStream result = query.result()) {
            result.next().close();
            assertFalse(a.server.tasks().idle());
            long start = System.nanoTime();
            query.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "Query was cancelled by ann"));
            QueryException failure = assertThrows(QueryException.class, () -> drain(result));
            assertEquals("Query was cancelled by ann", failure.detail());
            query.released().get(60, TimeUnit.SECONDS);
            awaitIdle(a);
            awaitIdle(b);
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30));
        }
    }

    @Test
    void aReaderThatLeavesEndsTheQuery() throws Exception {
        TestWorker a = cluster.worker("sales", folder("a"));
        TestWorker b = cluster.worker("geo", folder("b"));
        RunningQuery query = cluster.start(endless());
        try (ResultStream result = query.result()) {
            result.next().close();
        }
        query.released().get(60, TimeUnit.SECONDS);
        awaitIdle(a);
        awaitIdle(b);
    }

    @Test
    void aFailingTaskEndsTheQueryWithItsOwnError() throws Exception {
        TestWorker a = cluster.worker("sales", folder("a"));
        TestWorker b = cluster.worker("geo", folder("b"));
        RunningQuery query = cluster.start(failing());
        QueryException failure = assertThrows(QueryException.class, () -> InProcessCluster.read(query));
        assertEquals(ErrorCode.DIVISION_BY_ZERO, failure.code());
        assertTrue(failure.getMessage().contains("stage 0 of domain sales"), failure.getMessage());
        query.released().get(60, TimeUnit.SECONDS);
        awaitIdle(a);
        awaitIdle(b);
    }

    @Test
    void aKilledWorkerEndsItsQueriesWithinASecond() throws Exception {
        TestWorker a = cluster.worker("sales", folder("a"));
        TestWorker b = cluster.worker("geo", folder("b"));
        RunningQuery query = cluster.start(endless());
        try (ResultStream result = query.result()) {
            result.next().close();
            long start = System.nanoTime();
            CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> assertDoesNotThrow(b::kill));
            QueryException failure = assertThrows(QueryException.class, () -> drain(result));
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30));
            killed.get(60, TimeUnit.SECONDS);
            assertEquals(ErrorCode.WORKER_LOST, failure.code());
            assertTrue(failure.getMessage().contains("stage 1 of domain geo"), failure.getMessage());
        }
        query.released().get(60, TimeUnit.SECONDS);
        awaitIdle(a);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (cluster.catalog.snapshot().workers("geo") > 0) {
            assertTrue(System.nanoTime() - end < 0);
            Thread.sleep(5);
        }
        QueryException unavailable = assertThrows(QueryException.class, () -> cluster.start(endless()));
        assertEquals(ErrorCode.DOMAIN_UNAVAILABLE, unavailable.code());
    }

    @Test
    void aDeadCoordinatorLeavesNothingBehind() throws Exception {
        TestWorker a = cluster.worker("sales", folder("a"));
        TestWorker b = cluster.worker("geo", folder("b"));
        RunningQuery query = cluster.start(endless());
        try (ResultStream result = query.result()) {
            result.next().close();
            cluster.killCoordinator();
            awaitIdle(a);
            awaitIdle(b);
        }
    }

    @Test
    void aDeadDomainKeepsItsTables() throws Exception {
        write(folder("a").resolve("shop/orders.parquet"), 0, 300, 100);
        TestWorker worker = cluster.worker("sales", folder("a"));
        worker.close();
        assertEquals(DomainState.UNREACHABLE, cluster.catalog.snapshot().state("sales").orElseThrow());
        assertEquals(300, cluster.catalog.snapshot().table(Plans.ORDERS).orElseThrow().rows());
        try (InProcessCluster next = new InProcessCluster(ClusterSettings.DEFAULT, folder.resolve("kept"))) {
            assertEquals(DomainState.UNREACHABLE, next.catalog.snapshot().state("sales").orElseThrow());
            assertEquals(300, next.catalog.snapshot().table(Plans.ORDERS).orElseThrow().rows());
            assertEquals(0, next.catalog.snapshot().workers("sales"));
        }
    }

    @Test
    void plansThatReachBeyondTheDomainAreRefused() throws Exception {
        write(folder("a").resolve("shop/orders.parquet"), 0, 300, 100);
        TestWorker a = cluster.worker("sales", folder("a"));
        cluster.worker("geo", folder("b"));
        String snapshot = cluster.catalog.snapshot().table(Plans.ORDERS).orElseThrow().snapshot();
        PhysicalPlan.Scan scan = Plans.scan(1, snapshot);
        PhysicalPlan.Scan foreign = new PhysicalPlan.Scan(
                1, new TableName("geo", "shop", "orders"), snapshot, scan.columns(), null, scan.access(), List.of(), 1);
        PhysicalPlan.Scan unknown = new PhysicalPlan.Scan(
                1, Plans.ORDERS, snapshot, List.of(new PhysicalPlan.Scan.ScanColumn("secret", SqlType.BIGINT)), null, scan.access(), List.of(), 1);
        for (PhysicalPlan.Scan refused : List.of(foreign, unknown)) {
            Fragment only = new Fragment(0, new PhysicalPlan.ClientOutput(refused, List.of("id")), new Site.Domain("sales"), false, List.of());
            RunningQuery query = cluster.start(new DistributedPlan(List.of(only), List.of("id"), List.of(SqlType.BIGINT)));
            ExecutionException failure = assertThrows(ExecutionException.class, () -> query.outcome().get(60, TimeUnit.SECONDS));
            assertEquals(ErrorCode.PLAN_NOT_PERMITTED, ((QueryException) failure.getCause()).code());
        }
        awaitIdle(a);
    }

    private static void drain(ResultStream result) {
        while (true) {
            try (ResultBatch root = result.next()) {
                if (root == null) {
                    return;
                }
            }
        }
    }

    /// A billion rows on their way from sales through geo.
    private static DistributedPlan endless() {
        List<SqlType> types = List.of(SqlType.BIGINT);
        PhysicalPlan rows = Plans.pairs(1000);
        for (int i = 0; i < 2; i++) {
            rows = new PhysicalPlan.HashJoin(
                    JoinKind.INNER, rows, Plans.pairs(1000), List.of(1), List.of(1), List.of(false), null, false, List.of(0, 1), List.of(), 1e9);
        }
        rows = new PhysicalPlan.Project(rows, List.of(new Expression.Column(0, SqlType.BIGINT)));
        Fragment leaf = new Fragment(0, new PhysicalPlan.ExchangeSink(rows, new Partitioning.RoundRobin()), new Site.Domain("sales"), false, List.of());
        Fragment between = new Fragment(
                1, new PhysicalPlan.ExchangeSink(new PhysicalPlan.ExchangeSource(0, types, List.of()), new Partitioning.Single()),
                new Site.Domain("geo"), true, List.of(0));
        return new DistributedPlan(
                List.of(leaf, between, Plans.output(2, new PhysicalPlan.ExchangeSource(1, types, List.of()), new Site.Domain("sales"))), List.of("id"), types);
    }

    private static DistributedPlan failing() {
        List<SqlType> types = List.of(SqlType.BIGINT);
        Fragment leaf = new Fragment(
                0, new PhysicalPlan.ExchangeSink(Plans.failing(Plans.values(100)), new Partitioning.Single()), new Site.Domain("sales"), false, List.of());
        return new DistributedPlan(
                List.of(leaf, Plans.output(1, new PhysicalPlan.ExchangeSource(0, types, List.of()), new Site.Domain("geo"))), List.of("id"), types);
    }
}
