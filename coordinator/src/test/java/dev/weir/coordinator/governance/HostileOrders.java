package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.launch.DomainWorker;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.wire.PlanCodec;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.parquet.write.WriteOptions;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.DataFileMessage;
import dev.weir.proto.v1.ExchangeTicket;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.FragmentMessage;
import dev.weir.proto.v1.GetCatalogRequest;
import dev.weir.proto.v1.ProductMessage;
import dev.weir.proto.v1.ScanSplits;
import dev.weir.proto.v1.SessionMessage;
import dev.weir.proto.v1.TableMessage;
import dev.weir.proto.v1.TaskIdMessage;
import dev.weir.proto.v1.TaskMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A worker and a client that sends orders straight to its port in the name of ann, who may see the rows of `north` of
/// `people` without secret and salary. `open` is an open table beside it, `locked` nobody's. Whatever a test sends, no byte
/// that comes back may hold a canary.
abstract class HostileOrders {
    static final List<SqlType> TYPES = List.of(
            SqlType.BIGINT, SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT, SqlType.INTEGER, SqlType.DATE);
    /// Says at length that garbage is garbage.
    private static final Logger GRPC = Logger.getLogger("io.grpc.internal.SerializingExecutor");
    static final ByteString KEY = ByteString.copyFromUtf8("the key of this query");

    @TempDir
    Path folder;
    @TempDir
    Path leaks;
    LocalCluster cluster;
    DomainWorker worker;
    RawClient client;
    CatalogMessage catalog;
    private int queries;

    @BeforeEach
    void start() throws Exception {
        GRPC.setLevel(Level.OFF);
        List<List<Object>> rows = People.rows(7, 4000);
        WriteOptions options = WriteOptions.defaults().withRows(1000, 250);
        People.write(folder.resolve("p/people.parquet"), rows, options);
        People.write(folder.resolve("p/plain/a.parquet"), rows, options.withDictionaryEntries(0));
        People.write(folder.resolve("p/locked.parquet"), rows, options);
        People.write(folder.resolve("p/open.parquet"), rows.stream().filter(People::visible).map(HostileOrders::harmless).toList(), options);
        Path outside = leaks.resolve("outside.parquet");
        Files.write(outside, new byte[100]);
        // A link is a file of the table `open`; what it leads to is none.
        Files.createSymbolicLink(folder.resolve("p/link.parquet"), outside);
        Files.writeString(folder.resolve("policies.yaml"), """
                principals: {ann: {roles: [analyst], attributes: {city: north}}, eve: {roles: [dpo]}}
                rowPolicies:
                  - {name: own, table: p.people, mode: permissive, to: [role:analyst], using: "city = principal('city')"}
                  - {name: own_plain, table: p.plain, mode: permissive, to: [role:analyst], using: "city = principal('city')"}
                  - {name: all, table: p.locked, mode: permissive, to: [role:dpo], using: 'true'}
                maskPolicies:
                  - {name: secrets, column: p.people.secret, to: [all], mask: {kind: mask-to-fixed-value, value: hidden}}
                  - {name: salaries, column: p.people.salary, to: [all], mask: {kind: replace-with-null}}
                  - {name: plain_secrets, column: p.plain.secret, to: [all], mask: {kind: replace-with-null}}
                  - {name: plain_salaries, column: p.plain.salary, to: [all], mask: {kind: mask-to-fixed-value, value: '0'}}
                """);
        cluster = new LocalCluster(2, 1L << 30);
        worker = cluster.addWorker("sales", folder);
        client = new RawClient(worker.server().port());
        catalog = CatalogMessage.parseFrom(client.call("weir.v1.WorkerControl/GetCatalog", GetCatalogRequest.getDefaultInstance().toByteArray()).messages().getFirst());
    }

    private static List<Object> harmless(List<Object> row) {
        List<Object> changed = new ArrayList<>(row);
        changed.set(3, "no secret");
        changed.set(4, 1L);
        return changed;
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
        assertEquals(-1, People.canary(client.everything()), "a canary came over the wire");
    }

    Split split(String table) {
        for (ProductMessage product : catalog.getProductsList()) {
            for (TableMessage one : product.getTablesList()) {
                if (one.getName().equals(table)) {
                    DataFileMessage file = one.getFiles(0);
                    return new Split(file.getPath(), file.getLength(), file.getModifiedMillis(), file.getFooterHash(), 0, file.getRowGroupRowsCount(), 4000);
                }
            }
        }
        throw new AssertionError("no table " + table);
    }

    static PhysicalPlan.Scan scan(int id, String table, ScanAccess access, Expression filter, List<ScanColumn> columns) {
        return new PhysicalPlan.Scan(id, new TableName("sales", "p", table), "another snapshot", columns, filter, access, List.of(), 1);
    }

    static List<ScanColumn> columns() {
        List<ScanColumn> columns = new ArrayList<>();
        for (int i = 0; i < TYPES.size(); i++) {
            columns.add(new ScanColumn(People.NAMES.get(i), TYPES.get(i)));
        }
        return columns;
    }

    ExecuteTasksRequest.Builder order(FragmentMessage fragment, List<Split> splits) {
        TaskIdMessage id = TaskIdMessage.newBuilder().setQuery("q_20261120_" + queries++).build();
        TaskMessage.Builder task = TaskMessage.newBuilder().setId(id).setConsumers(1).setFragment(fragment);
        for (int scan = 0; scan < splits.size(); scan++) {
            task.addSplits(ScanSplits.newBuilder().setScan(scan + 1).addSplits(PlanCodec.encode(splits.get(scan))));
        }
        return ExecuteTasksRequest.newBuilder().setQuery(id.getQuery()).setCoordinator("c").setExchangeKey(KEY).addTasks(task)
                .setSession(SessionMessage.newBuilder().setUser("ann").setZone("UTC").putSettings("roles", "dpo").putSettings("role", "dpo").putSettings("city", "CANARYTOWN1"));
    }

    static FragmentMessage fragment(PhysicalPlan plan, boolean forClient) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < plan.types().size(); i++) {
            names.add("c" + i);
        }
        PhysicalPlan root = forClient ? new PhysicalPlan.ClientOutput(plan, names) : new PhysicalPlan.ExchangeSink(plan, new Partitioning.Single());
        return PlanCodec.encode(new Fragment(0, root, new Site.Domain("sales"), false, List.of()));
    }

    /// Sends an order, reads its stream, and answers how many bytes of rows came.
    int send(ExecuteTasksRequest order) {
        return send(order, 3000);
    }

    int send(ExecuteTasksRequest order, long patienceMillis) {
        TaskIdMessage id = order.getTasks(0).getId();
        byte[] ticket = ExchangeTicket.newBuilder().setTask(id).setCredits(Long.MAX_VALUE / 2).setKey(order.getExchangeKey()).build().toByteArray();
        RawClient.Pending control = client.start("weir.v1.WorkerControl/ExecuteTasks", order.toByteArray());
        RawClient.Pending rows = client.start("arrow.flight.protocol.FlightService/DoGet", RawClient.ticket(ticket));
        // The order's call ends when the rows were read, or when it failed and nobody will make any.
        control.await(patienceMillis);
        int bytes = 0;
        for (byte[] message : rows.await(50).messages()) {
            bytes += message.length;
        }
        return bytes;
    }
}
