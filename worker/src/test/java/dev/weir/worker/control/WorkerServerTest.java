package dev.weir.worker.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.operator.scan.FileTableSource;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.plan.wire.PlanCodec;
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
import dev.weir.proto.v1.ExchangeTicket;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.NodeMetricsMessage;
import dev.weir.proto.v1.ScanSplits;
import dev.weir.proto.v1.SessionMessage;
import dev.weir.proto.v1.TaskIdMessage;
import dev.weir.proto.v1.TaskMessage;
import dev.weir.proto.v1.TaskState;
import dev.weir.proto.v1.TaskStatusMessage;
import dev.weir.proto.v1.WorkerControlGrpc;
import dev.weir.worker.catalog.CatalogCodec;
import dev.weir.worker.catalog.DataFile;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.exchange.MemoryDrain;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.exchange.Peers;
import dev.weir.worker.exchange.Streams;
import dev.weir.worker.exchange.WireErrors;
import dev.weir.worker.policy.PolicyVersion;
import dev.weir.worker.task.PublishedTables;
import dev.weir.worker.task.WorkerSettings;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a worker answers to a caller that it does not trust: the table `open` is open, of `secret` only ids below 10 may be
/// seen, and `closed` is nobody's.
@Timeout(30)
class WorkerServerTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private final BufferAllocator memory = new RootAllocator();
    private final BufferAllocator clientMemory = new RootAllocator();
    private final WorkerPool pool = new WorkerPool(2);
    private DomainCatalog catalog;
    private FileTableSource files;
    private WorkerServer server;
    private Peers peers;
    private Peers.Peer worker;
    private int queries;

    private static final PolicyVersion POLICY = new PolicyVersion() {
        @Override
        public String digest() {
            return "version 1";
        }

        @Override
        public boolean governs(TableName table) {
            return !table.table().equals("open");
        }

        @Override
        public ScanAccess access(String user, TableName table) {
            if (table.table().equals("open")) {
                return new ScanAccess.Open();
            }
            if (table.table().equals("closed") || !user.equals("ann")) {
                throw new QueryException(ErrorCode.ACCESS_DENIED, "No policy lets you read " + table);
            }
            Expression visible = new Expression.Comparison(
                    Expression.Comparison.Operator.LESS, new Expression.Column(0, SqlType.BIGINT), Literal.ofLong(10));
            return new ScanAccess.Governed(List.of(new PhysicalPlan.Scan.ScanColumn("id", SqlType.BIGINT)), visible, List.of(), List.of("small_ids"));
        }
    };

    @BeforeEach
    void start() throws IOException {
        Path folder = leaks.folder();
        for (String table : List.of("open", "secret", "closed")) {
            Path file = folder.resolve("p/" + table + ".parquet");
            Files.createDirectories(file.getParent());
            List<Object> ids = new ArrayList<>(LongStream.range(0, 1000).boxed().toList());
            List<FileColumn> columns = List.of(new FileColumn("id", new FileType.Int(64), true));
            try (ParquetWriter writer = ParquetWriter.create(file, columns, WriteOptions.defaults().withRows(100, 100), leaks.allocator());
                    DecodedColumn id = Columns.flat(Physical.INT64, ids, leaks.allocator())) {
                writer.write(ids.size(), List.of(id));
                writer.finish();
            }
        }
        catalog = new DomainCatalog("sales", folder, POLICY::governs, null);
        files = new FileTableSource(folder);
        server = new WorkerServer(
                WorkerSettings.of("w-1", "sales", 2),
                new WorkerServer.Parts(
                        files, new PublishedTables(catalog), () -> POLICY, CatalogCodec.announcing(catalog), pool, memory, new OutputRegistry(Duration.ofSeconds(20))),
                "127.0.0.1", 0);
        peers = new Peers(clientMemory);
        worker = peers.at(new Peers.Address("127.0.0.1", server.port()));
    }

    @AfterEach
    void stop() {
        peers.close();
        server.close();
        pool.close();
        files.close();
        catalog.close();
        assertTrue(server.tasks().idle());
        assertTrue(MemoryDrain.await(memory, Duration.ofSeconds(30)), memory::toVerboseString);
        memory.close();
        assertTrue(MemoryDrain.await(clientMemory, Duration.ofSeconds(30)), clientMemory::toVerboseString);
        clientMemory.close();
    }

    private Split split(String table) {
        DataFile file = catalog.current().table(new TableName("sales", "p", table)).orElseThrow().files().getFirst();
        return new Split(file.path(), file.length(), file.modifiedMillis(), file.footerHash(), 0, file.rowGroups().size(), file.rows());
    }

    private static PhysicalPlan.Scan scan(String domain, String table, String column, ScanAccess access) {
        return new PhysicalPlan.Scan(
                1, new TableName(domain, "p", table), "any", List.of(new PhysicalPlan.Scan.ScanColumn(column, SqlType.BIGINT)), null, access, List.of(), 1);
    }

    private ExecuteTasksRequest order(String user, PhysicalPlan root, Split split) {
        TaskId id = new TaskId("q_20261120_" + ++queries, 0, 0, 0);
        return ExecuteTasksRequest.newBuilder()
                .setQuery(id.query()).setCoordinator("c").setExchangeKey(ByteString.copyFromUtf8("key of " + user))
                .setSession(SessionMessage.newBuilder().setUser(user).setZone("UTC").putSettings("roles", "dpo"))
                .addTasks(TaskMessage.newBuilder().setId(Streams.encode(id)).setConsumers(1)
                        .setFragment(PlanCodec.encode(new Fragment(0, root, new Site.Domain("sales"), false, List.of())))
                        .addSplits(ScanSplits.newBuilder().setScan(1).addSplits(PlanCodec.encode(split))))
                .build();
    }

    private static PhysicalPlan output(PhysicalPlan input) {
        return new PhysicalPlan.ClientOutput(input, List.of("id"));
    }

    /// Runs an order and answers its rows; `reports` is filled with what the worker said.
    private List<Long> run(ExecuteTasksRequest order, List<TaskStatusMessage> reports) throws Exception {
        Iterator<TaskStatusMessage> statuses = WorkerControlGrpc.newBlockingStub(worker.channel()).executeTasks(order);
        List<Long> rows = new ArrayList<>();
        ExchangeTicket ticket = ExchangeTicket.newBuilder().setTask(order.getTasks(0).getId()).setCredits(Long.MAX_VALUE / 2).setKey(order.getExchangeKey()).build();
        Thread reader = Thread.ofVirtual().start(() -> {
            try (FlightStream stream = worker.flight().getStream(new Ticket(ticket.toByteArray()))) {
                while (stream.next()) {
                    BigIntVector ids = (BigIntVector) stream.getRoot().getVector(0);
                    for (int i = 0; i < ids.getValueCount(); i++) {
                        rows.add(ids.get(i));
                    }
                }
            } catch (Exception refused) {
                rows.add(-1L);
            }
        });
        statuses.forEachRemaining(reports::add);
        reader.join();
        return rows;
    }

    /// What an order is refused with; nobody reads, since there must be nothing to read.
    private QueryException refused(ExecuteTasksRequest order) {
        Iterator<TaskStatusMessage> statuses = WorkerControlGrpc.newBlockingStub(worker.channel()).executeTasks(order);
        return WireErrors.received(assertThrows(StatusRuntimeException.class, statuses::next), "worker");
    }

    @Test
    void openTablesAreReadAsTheyAre() throws Exception {
        List<TaskStatusMessage> reports = new ArrayList<>();
        List<Long> rows = run(order("bob", output(scan("sales", "open", "id", new ScanAccess.Unresolved())), split("open")), reports);
        assertEquals(1000, rows.size());
        assertEquals(TaskState.TASK_STATE_FINISHED, reports.getLast().getState());
        assertEquals(1000, reports.getLast().getMetrics().getSentRows());
    }

    @Test
    void theDomainsPolicyReplacesWhateverTheFragmentSays() throws Exception {
        ScanAccess everything = new ScanAccess.Governed(
                List.of(new PhysicalPlan.Scan.ScanColumn("id", SqlType.BIGINT)), Literal.of(true), List.of(), List.of());
        for (ScanAccess claimed : List.of(new ScanAccess.Open(), new ScanAccess.Unresolved(), everything)) {
            List<TaskStatusMessage> reports = new ArrayList<>();
            List<Long> rows = run(order("ann", output(scan("sales", "secret", "id", claimed)), split("secret")), reports);
            rows.sort(null);
            assertEquals(LongStream.range(0, 10).boxed().toList(), rows);
            for (TaskStatusMessage report : reports) {
                for (NodeMetricsMessage node : report.getMetrics().getOperatorsList()) {
                    assertTrue(node.getRowsIn() <= 10 && (!node.getName().equals("Scan") || node.getExtrasMap().equals(Map.of("governed: small_ids", 0L))), node::toString);
                }
            }
        }
    }

    @Test
    void whomNoPolicyLetsInGetsNothing() {
        assertEquals(ErrorCode.ACCESS_DENIED, refused(order("bob", output(scan("sales", "secret", "id", new ScanAccess.Open())), split("secret"))).code());
        assertEquals(ErrorCode.ACCESS_DENIED, refused(order("ann", output(scan("sales", "closed", "id", new ScanAccess.Open())), split("closed"))).code());
    }

    /// An open table with the files of a governed one would be an open door.
    @Test
    void splitsOfAnotherTableAreRefused() {
        PhysicalPlan plan = output(scan("sales", "open", "id", new ScanAccess.Open()));
        assertEquals(ErrorCode.FILE_CHANGED, refused(order("ann", plan, split("secret"))).code());
        Split known = split("secret");
        for (String path : List.of("../p/secret.parquet", "p/../p/secret.parquet", "/etc/passwd", "p//secret.parquet", "./p/secret.parquet", "p\\secret.parquet")) {
            Split moved = new Split(path, known.length(), known.modifiedMillis(), known.footerHash(), 0, 1, 1);
            assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(order("ann", plan, moved)).code(), path);
        }
    }

    /// Ids of queries are shown and can be guessed; only who has the query's key reads its streams or adds to it.
    @Test
    void streamsOfAnotherQueryAreNotReadWithoutItsKey() throws Exception {
        ExecuteTasksRequest anns = order("ann", output(scan("sales", "secret", "id", new ScanAccess.Unresolved())), split("secret"));
        Iterator<TaskStatusMessage> statuses = WorkerControlGrpc.newBlockingStub(worker.channel()).executeTasks(anns);
        TaskIdMessage task = anns.getTasks(0).getId();
        for (ByteString key : List.of(ByteString.EMPTY, ByteString.copyFromUtf8("key of bob"))) {
            ExchangeTicket forged = ExchangeTicket.newBuilder().setTask(task).setCredits(1 << 20).setKey(key).build();
            try (FlightStream stream = worker.flight().getStream(new Ticket(forged.toByteArray()))) {
                QueryException refused = WireErrors.received(assertThrows(RuntimeException.class, stream::next), "worker");
                assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused.code());
            }
        }
        ExecuteTasksRequest bobs = order("bob", output(scan("sales", "open", "id", new ScanAccess.Open())), split("open"));
        TaskMessage more = bobs.getTasks(0).toBuilder().setId(task.toBuilder().setTask(1)).build();
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(bobs.toBuilder().setQuery(anns.getQuery()).setTasks(0, more).build()).code());
        ExchangeTicket own = ExchangeTicket.newBuilder().setTask(task).setCredits(1 << 20).setKey(anns.getExchangeKey()).build();
        long rows = 0;
        try (FlightStream stream = worker.flight().getStream(new Ticket(own.toByteArray()))) {
            while (stream.next()) {
                rows += stream.getRoot().getRowCount();
            }
        }
        assertEquals(10, rows);
        statuses.forEachRemaining(_ -> {});
    }

    @Test
    void fragmentsThatNoPlannerSendsAreRefused() {
        PhysicalPlan.Scan open = scan("sales", "open", "id", new ScanAccess.Open());
        Split split = split("open");
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(order("ann", output(scan("geo", "open", "id", new ScanAccess.Open())), split)).code());
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(order("ann", output(new PhysicalPlan.ExchangeSource(3, List.of(SqlType.BIGINT), List.of())), split)).code());
        ExecuteTasksRequest good = order("ann", output(open), split);
        TaskMessage task = good.getTasks(0);
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(good.toBuilder().clearTasks().build()).code());
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(good.toBuilder().setTasks(0, task.toBuilder().setConsumers(-5)).build()).code());
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(good.toBuilder().setTasks(0, task.toBuilder().setConsumers(1 << 30)).build()).code());
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(good.toBuilder().setQuery("another").build()).code());
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused(good.toBuilder().setTasks(0, task.toBuilder().clearFragment()).build()).code());
        assertEquals(ErrorCode.INVALID_ARGUMENT, refused(good.toBuilder().setSession(SessionMessage.newBuilder().setUser("ann").setZone("Mars")).build()).code());
        assertTrue(server.tasks().idle());
    }
}
