package dev.weir.coordinator.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.cluster.ClusterSettings;
import dev.weir.coordinator.schedule.InProcessCluster.TestWorker;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.FilterExchange;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Site;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.Columns;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Runtime filters between workers, over real connections: those that come, come late, come in parts, and never come.
@Timeout(300)
class TravellingFilterTest {
    private static final int ROWS = 20_000;
    private static final int KEPT = 50;
    private static final int WITHOUT_END = 600_000;
    private static final List<SqlType> TYPES = List.of(SqlType.BIGINT);

    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private InProcessCluster cluster;
    private final List<TestWorker> workers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        Path folder = leaks.folder();
        cluster = new InProcessCluster(
                new ClusterSettings(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofMillis(300)), folder.resolve("kept"));
        Path shared = Files.createDirectories(folder.resolve("shared"));
        write(shared.resolve("shop/orders/a.parquet"));
        for (int i = 0; i < 3; i++) {
            workers.add(cluster.worker("sales", shared));
        }
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        List<Object> ids = new ArrayList<>();
        for (long i = 0; i < ROWS; i++) {
            ids.add(i);
        }
        List<FileColumn> columns = List.of(new FileColumn("id", new FileType.Int(64), true));
        try (ParquetWriter writer = ParquetWriter.create(file, columns, WriteOptions.defaults().withRows(500, 500), leaks.allocator());
                DecodedColumn id = Columns.flat(Physical.INT64, ids, leaks.allocator())) {
            writer.write(ROWS, List.of(id));
            writer.finish();
        }
    }

    /// Stage 0 scans and is narrowed by what the join in stage 2 has received from stage 1.
    private DistributedPlan plan(PhysicalPlan build, boolean whole, int waitMillis) {
        String snapshot = cluster.catalog.snapshot().table(Plans.ORDERS).orElseThrow().snapshot();
        Site sales = new Site.Domain("sales");
        PhysicalPlan.Scan scan = new PhysicalPlan.Scan(
                1, Plans.ORDERS, snapshot, List.of(new PhysicalPlan.Scan.ScanColumn("id", SqlType.BIGINT)), null, new ScanAccess.Unresolved(),
                List.of(new RuntimeFilter(7, 0, waitMillis)), ROWS);
        Partitioning byKey = new Partitioning.Hash(List.of(0));
        Fragment probe = new Fragment(0, new PhysicalPlan.ExchangeSink(scan, byKey), sales, true, List.of());
        Fragment made = new Fragment(1, new PhysicalPlan.ExchangeSink(build, whole ? new Partitioning.Broadcast() : byKey), sales, false, List.of());
        PhysicalPlan join = new PhysicalPlan.HashJoin(
                JoinKind.INNER, new PhysicalPlan.ExchangeSource(0, TYPES, List.of()), new PhysicalPlan.ExchangeSource(1, TYPES, List.of()), List.of(0), List.of(0),
                List.of(false), null, false, List.of(0), List.of(new RuntimeFilter(7, 0)), KEPT);
        Fragment joined = new Fragment(2, new PhysicalPlan.ExchangeSink(join, new Partitioning.Single()), sales, true, List.of(0, 1));
        Fragment output = Plans.output(3, new PhysicalPlan.ExchangeSource(2, TYPES, List.of()), sales);
        return new DistributedPlan(List.of(probe, made, joined, output), List.of(new FilterExchange(7, 2, whole, List.of(0))), List.of("id"), TYPES);
    }

    private long scanned(RunningQuery query) throws Exception {
        query.outcome().get(60, TimeUnit.SECONDS);
        long rows = 0;
        for (TaskProgress task : query.tasks()) {
            rows += task.assignment().id().stage() == 0 ? task.sentRows() : 0;
        }
        return rows;
    }

    private void awaitIdle() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (TestWorker worker : workers) {
            while (!worker.server.tasks().idle()) {
                assertTrue(System.nanoTime() - end < 0, () -> "still running " + worker.server.tasks().queries());
                Thread.sleep(2);
            }
        }
    }

    private static List<Long> kept() {
        return LongStream.range(0, KEPT).boxed().toList();
    }

    @Test
    void partsOfAFilterFromAllTasksNarrowEveryScan() throws Exception {
        RunningQuery query = cluster.start(plan(Plans.values(KEPT), false, WITHOUT_END));
        assertEquals(kept(), InProcessCluster.read(query));
        assertEquals(KEPT, scanned(query));
        awaitIdle();
    }

    @Test
    void aWholeFilterComesFromTheNearestTask() throws Exception {
        RunningQuery query = cluster.start(plan(Plans.values(KEPT), true, WITHOUT_END));
        assertEquals(KEPT * 1L, InProcessCluster.read(query).size());
        assertEquals(KEPT, scanned(query));
        for (TaskAssignment task : query.placement().stages().get(0)) {
            FilterRoutes.Part part = task.filters().read().get(7).getFirst();
            assertEquals(task.worker(), query.placement().stages().get(2).get(part.producer().task()).worker());
        }
        awaitIdle();
    }

    @Test
    void aScanThatDoesNotWaitGivesTheSameRows() throws Exception {
        for (int wait : List.of(0, 1, 20)) {
            RunningQuery query = cluster.start(plan(Plans.values(KEPT), false, wait));
            assertEquals(kept(), InProcessCluster.read(query));
        }
        awaitIdle();
    }

    @Test
    void anEmptyBuildSideSparesTheScan() throws Exception {
        RunningQuery query = cluster.start(plan(Plans.values(0), false, WITHOUT_END));
        assertEquals(List.of(), InProcessCluster.read(query));
        assertEquals(0, scanned(query));
        awaitIdle();
    }

    @Test
    void aProducerThatFailsDoesNotKeepAScanWaiting() throws Exception {
        RunningQuery query = cluster.start(plan(Plans.failing(Plans.values(KEPT)), false, WITHOUT_END));
        QueryException failure = assertThrows(QueryException.class, () -> InProcessCluster.read(query));
        assertEquals(ErrorCode.DIVISION_BY_ZERO, failure.code());
        query.released().get(60, TimeUnit.SECONDS);
        awaitIdle();
    }

    @Test
    void aWorkerThatDiesDoesNotKeepScansWaiting() throws Exception {
        RunningQuery query = cluster.start(plan(endless(), false, WITHOUT_END));
        workers.removeFirst().kill();
        QueryException failure = assertThrows(QueryException.class, () -> InProcessCluster.read(query));
        assertEquals(ErrorCode.WORKER_LOST, failure.code());
        query.released().get(60, TimeUnit.SECONDS);
        awaitIdle();
    }

    @Test
    void aQueryThatIsCancelledWhileScansWaitEnds() throws Exception {
        RunningQuery query = cluster.start(plan(endless(), true, WITHOUT_END));
        Thread.sleep(100);
        query.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "Query was cancelled by ann"));
        QueryException failure = assertThrows(QueryException.class, () -> InProcessCluster.read(query));
        assertEquals(ErrorCode.QUERY_CANCELLED, failure.code());
        query.released().get(60, TimeUnit.SECONDS);
        awaitIdle();
    }

    @Test
    void aFilterThatIsNeverMadeEndsTheWaiting() throws Exception {
        // The task ends without its join: another producer is named than the one that has it.
        DistributedPlan plan = plan(Plans.values(KEPT), false, 200);
        RunningQuery query = cluster.start(new DistributedPlan(plan.fragments(), List.of(), plan.names(), plan.types()));
        assertEquals(kept(), InProcessCluster.read(query));
        assertEquals(ROWS, scanned(query));
        awaitIdle();
    }

    @Test
    void aFilterThatNoJoinMakesIsRefused() throws Exception {
        DistributedPlan plan = plan(Plans.values(KEPT), false, 200);
        RunningQuery query = cluster.start(new DistributedPlan(plan.fragments(), List.of(new FilterExchange(8, 2, false, List.of(0))), plan.names(), plan.types()));
        QueryException failure = assertThrows(QueryException.class, () -> InProcessCluster.read(query));
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, failure.code());
        query.released().get(60, TimeUnit.SECONDS);
        awaitIdle();
    }

    /// More rows than there is time for.
    private static PhysicalPlan endless() {
        PhysicalPlan pairs = Plans.pairs(30_000);
        PhysicalPlan many = new PhysicalPlan.HashJoin(
                JoinKind.INNER, pairs, pairs, List.of(1), List.of(1), List.of(false), null, false, List.of(0), List.of(), 9e8);
        return new PhysicalPlan.Aggregate(many, List.of(0), List.of(), PhysicalPlan.Aggregate.Step.SINGLE, 1);
    }
}
