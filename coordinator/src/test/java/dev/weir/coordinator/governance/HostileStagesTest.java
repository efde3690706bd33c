package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.wire.PlanCodec;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.ExchangeInput;
import dev.weir.proto.v1.ExchangeTicket;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.GrantRequest;
import dev.weir.proto.v1.NodeMetricsMessage;
import dev.weir.proto.v1.PlanScansRequest;
import dev.weir.proto.v1.PlanScansResponse;
import dev.weir.proto.v1.SessionMessage;
import dev.weir.proto.v1.TableNameMessage;
import dev.weir.proto.v1.TaskIdMessage;
import dev.weir.proto.v1.TaskLocation;
import dev.weir.proto.v1.TaskMessage;
import dev.weir.proto.v1.TaskStatusMessage;
import dev.weir.worker.control.WorkerServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Orders of several stages, other people's streams, filters, versions and figures, sent straight to workers.
@Timeout(300)
class HostileStagesTest extends HostileOrders {
    private static final String DO_GET = "arrow.flight.protocol.FlightService/DoGet";
    private static final String EXECUTE = "weir.v1.WorkerControl/ExecuteTasks";

    @TempDir
    Path other;

    private PhysicalPlan people() {
        return scan(1, "people", new ScanAccess.Open(), null, columns());
    }

    private ExecuteTasksRequest.Builder ordered(PhysicalPlan plan) {
        return order(fragment(plan, true), List.of(split("people")));
    }

    /// The first stage on the worker of sales, and a second one that reads it.
    private TaskMessage second(ExecuteTasksRequest first, PhysicalPlan plan, String domain) {
        List<String> names = new ArrayList<>();
        plan.types().forEach(_ -> names.add("c" + names.size()));
        TaskIdMessage producer = first.getTasks(0).getId();
        WorkerServer server = worker.server();
        return TaskMessage.newBuilder().setId(producer.toBuilder().setStage(1)).setConsumers(1)
                .setFragment(PlanCodec.encode(new Fragment(1, new PhysicalPlan.ClientOutput(plan, names), new Site.Domain(domain), false, List.of(0))))
                .addInputs(ExchangeInput.newBuilder().setStage(0).addTasks(TaskLocation.newBuilder()
                        .setId(producer).setHost(server.host()).setPort(server.port()).setDomain("sales").setWorker(server.identity().getId())))
                .build();
    }

    private static PhysicalPlan received(SqlType... types) {
        return new PhysicalPlan.ExchangeSource(0, List.of(types), List.of());
    }

    private static PhysicalPlan names(PhysicalPlan people) {
        return new PhysicalPlan.Project(people, List.of(new Expression.Column(1, SqlType.VARCHAR)));
    }

    /// All that the control call says of an order whose first task is read meanwhile.
    private static String told(RawClient from, ExecuteTasksRequest order) throws Exception {
        byte[] ticket = ExchangeTicket.newBuilder().setTask(order.getTasks(0).getId()).setCredits(Long.MAX_VALUE / 2).setKey(order.getExchangeKey()).build().toByteArray();
        RawClient.Pending control = from.start(EXECUTE, order.toByteArray());
        from.start(DO_GET, RawClient.ticket(ticket));
        RawClient.Answer answer = control.await(5000);
        StringBuilder told = new StringBuilder(String.valueOf(answer.status()));
        for (byte[] message : answer.messages()) {
            TaskStatusMessage status = TaskStatusMessage.parseFrom(message);
            told.append('\n').append(status.getError().getCode()).append(' ').append(status.getError().getMessage()).append(": ").append(status.getError().getValue());
        }
        return told.toString();
    }

    @Test
    void aStageThatReadsAnotherAsOtherTypesIsRefused() throws Exception {
        List<SqlType> wrong = List.of(new SqlType.Decimal(38, 0), SqlType.BIGINT, SqlType.VARBINARY, SqlType.BOOLEAN, SqlType.UUID);
        for (SqlType type : wrong) {
            ExecuteTasksRequest.Builder order = order(fragment(names(people()), false), List.of(split("people")));
            order.addTasks(0, second(order.build(), received(type), "sales"));
            String told = told(client, order.build());
            assertTrue(told.contains("PLAN_NOT_PERMITTED"), type + ": " + told);
        }
        // Sixteen bytes that somebody chose are no string.
        PhysicalPlan numbers = new PhysicalPlan.Project(people(), List.of(new Literal(new java.math.BigDecimal("79228162514264337593543950337"), new SqlType.Decimal(38, 0))));
        ExecuteTasksRequest.Builder order = order(fragment(numbers, false), List.of(split("people")));
        order.addTasks(0, second(order.build(), received(SqlType.VARCHAR), "sales"));
        assertTrue(told(client, order.build()).contains("PLAN_NOT_PERMITTED"));
        ExecuteTasksRequest.Builder more = order(fragment(names(people()), false), List.of(split("people")));
        more.addTasks(0, second(more.build(), received(SqlType.VARCHAR, SqlType.VARCHAR), "sales"));
        assertTrue(told(client, more.build()).contains("PLAN_NOT_PERMITTED"));
        ExecuteTasksRequest.Builder right = order(fragment(names(people()), false), List.of(split("people")));
        right.addTasks(0, second(right.build(), received(SqlType.VARCHAR), "sales"));
        assertTrue(send(right.build()) > 1000);
    }

    /// What another domain's worker makes of the rows it was sent, it cannot make more of.
    @Test
    void aSecondDomainHandsOnWhatItWasGiven() throws Exception {
        Files.createDirectories(other.resolve("p"));
        int port = cluster.addWorker("geo", other).server().port();
        RawClient sales = client;
        try (RawClient geo = new RawClient(port)) {
            for (boolean failing : List.of(false, true)) {
                ExecuteTasksRequest.Builder first = order(fragment(names(people()), false), List.of(split("people")));
                PhysicalPlan plan = received(SqlType.VARCHAR);
                if (failing) {
                    plan = new PhysicalPlan.Project(plan, List.of(new Expression.Cast(new Expression.Column(0, SqlType.VARCHAR), SqlType.INTEGER)));
                }
                TaskMessage task = second(first.build(), plan, "geo");
                ExecuteTasksRequest second = first.build().toBuilder().clearTasks().addTasks(task).build();
                RawClient.Pending producing = sales.start(EXECUTE, first.build().toByteArray());
                if (failing) {
                    String told = told(geo, second);
                    assertTrue(told.contains("INVALID_CAST") && !told.contains("name"), told);
                } else {
                    client = geo;
                    assertTrue(send(second) > 1000);
                    client = sales;
                }
                producing.await(1000);
            }
            assertEquals(-1, People.canary(geo.everything()));
        } finally {
            client = sales;
        }
    }

    @Test
    void streamsOfSomebodyElseAreNotRead() throws Exception {
        try (RawClient eves = new RawClient(worker.server().port())) {
            ByteString hers = ByteString.copyFromUtf8("a key that nobody else knows");
            ExecuteTasksRequest.Builder eve = order(fragment(scan(1, "locked", new ScanAccess.Open(), null, columns()), false), List.of(split("locked"))).setExchangeKey(hers);
            eve.getSessionBuilder().setUser("eve");
            TaskIdMessage task = eve.getTasks(0).getId();
            RawClient.Pending control = eves.start(EXECUTE, eve.build().toByteArray());
            for (ByteString key : List.of(ByteString.EMPTY, KEY, hers.substring(1), hers.concat(hers), ByteString.copyFrom(new byte[hers.size()]))) {
                for (int partition : List.of(0, -1, 1)) {
                    ExchangeTicket ticket = ExchangeTicket.newBuilder().setTask(task).setPartition(partition).setCredits(Long.MAX_VALUE / 2).setKey(key).build();
                    assertEquals(List.of(), client.start(DO_GET, RawClient.ticket(ticket.toByteArray())).await(2000).messages());
                    client.call("weir.v1.WorkerControl/Grant", GrantRequest.newBuilder().setTask(task).setPartition(partition).setCredits(1L << 40).setKey(key).build().toByteArray());
                }
                // An order that calls itself a part of her query, in her name or in ann's.
                for (String user : List.of("ann", "eve")) {
                    ExecuteTasksRequest.Builder mine = order(fragment(people(), false), List.of(split("people"))).setQuery(task.getQuery()).setExchangeKey(key);
                    mine.getTasksBuilder(0).setId(task);
                    TaskMessage reading = second(mine.build(), new PhysicalPlan.ExchangeSource(0, TYPES, List.of()), "sales");
                    mine.clearTasks().addTasks(reading).getSessionBuilder().setUser(user);
                    String told = told(client, mine.build());
                    assertTrue(told.contains("PLAN_NOT_PERMITTED"), told);
                }
            }
            byte[] ticket = ExchangeTicket.newBuilder().setTask(task).setCredits(Long.MAX_VALUE / 2).setKey(hers).build().toByteArray();
            assertTrue(eves.start(DO_GET, RawClient.ticket(ticket)).await(3000).messages().size() > 1, "her own stream was disturbed");
            control.await(1000);
        }
    }

    /// Filters made of guesses, on columns that ann sees masked: they meet the mask.
    @Test
    void runtimeFiltersMeetTheMask() throws Exception {
        List<List<Literal>> guesses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            guesses.add(List.of(Literal.ofString("CANARY" + i)));
        }
        assertEquals(0, filtered(3, SqlType.VARCHAR, guesses));
        assertTrue(filtered(3, SqlType.VARCHAR, List.of(List.of(Literal.ofString("hidden")))) > 500);
        List<List<Literal>> numbers = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            numbers.add(List.of(Literal.ofLong(People.NUMBER + i)));
        }
        assertEquals(0, filtered(4, SqlType.BIGINT, numbers));
    }

    /// The rows that a filter on one column of people leaves, whatever the join says.
    private long filtered(int column, SqlType type, List<List<Literal>> values) throws Exception {
        PhysicalPlan.Scan scan = (PhysicalPlan.Scan) people();
        PhysicalPlan probe = new PhysicalPlan.Scan(
                1, scan.table(), scan.snapshot(), scan.columns(), null, scan.access(), List.of(new RuntimeFilter(9, column)), 1);
        PhysicalPlan join = new PhysicalPlan.HashJoin(
                JoinKind.PROBE_SEMI, probe, new PhysicalPlan.Values(List.of(type), values), List.of(column), List.of(0), List.of(false), null, false,
                List.of(0, 1, 2, 3, 5), List.of(new RuntimeFilter(9, 0)), 1);
        ExecuteTasksRequest order = ordered(join).build();
        byte[] ticket = ExchangeTicket.newBuilder().setTask(order.getTasks(0).getId()).setCredits(Long.MAX_VALUE / 2).setKey(KEY).build().toByteArray();
        RawClient.Pending control = client.start(EXECUTE, order.toByteArray());
        client.start(DO_GET, RawClient.ticket(ticket));
        long rows = -1;
        for (byte[] message : control.await(5000).messages()) {
            TaskStatusMessage status = TaskStatusMessage.parseFrom(message);
            assertFalse(status.hasError(), status::toString);
            rows = Math.max(rows, status.getMetrics().getSentRows());
        }
        return rows;
    }

    @Test
    void anOrderForAnotherPolicyIsNotRun() throws Exception {
        String told = told(client, ordered(people()).setPolicyDigest("another").build());
        assertTrue(told.contains("POLICY_VERSION_MISMATCH"), told);
        assertFalse(catalog.getPolicyDigest().isEmpty());
        assertTrue(send(ordered(people()).setPolicyDigest(catalog.getPolicyDigest()).build()) > 1000);
    }

    @Test
    void contractsTellNamesAndKinds() throws Exception {
        PlanScansRequest.Builder request = PlanScansRequest.newBuilder().setSession(SessionMessage.newBuilder().setUser("ann").putSettings("roles", "dpo"));
        for (TableName table : List.of(new TableName("sales", "p", "people"), new TableName("sales", "p", "locked"), new TableName("sales", "p", "open"),
                new TableName("geo", "p", "people"), new TableName("", "", ""))) {
            request.addScans(PlanScansRequest.Scan.newBuilder().addColumns("SECRET").addColumns("nosuch")
                    .setTable(TableNameMessage.newBuilder().setDomain(table.domain()).setProduct(table.product()).setTable(table.table())));
        }
        byte[] answer = client.call("weir.v1.WorkerControl/PlanScans", request.build().toByteArray()).messages().getFirst();
        PlanScansResponse told = PlanScansResponse.parseFrom(answer);
        assertEquals(List.of("own", "secrets", "salaries"), told.getContracts(0).getPoliciesList());
        assertEquals(List.of("secret mask-to-fixed-value"), told.getContracts(0).getMasksList().stream().map(mask -> mask.getColumn() + " " + mask.getKind()).toList());
        assertEquals("ACCESS_DENIED", told.getContracts(1).getRefused().getCode());
        assertFalse(told.getContracts(2).getGoverned());
        assertEquals("PLAN_NOT_PERMITTED", told.getContracts(3).getRefused().getCode());
        String text = told.toString();
        assertFalse(text.contains("principal") || text.contains("north") || text.contains("dpo"), text);
    }

    /// Of a governed scan the figures are the rows that left it.
    @Test
    void figuresTellOfVisibleRowsOnly() throws Exception {
        long visible = People.rows(7, 4000).stream().filter(People::visible).count();
        for (PhysicalPlan plan : List.of(people(), new PhysicalPlan.Limit(people(), 0, 0), scan(1, "people", new ScanAccess.Open(), null, List.of()), names(people()))) {
            ExecuteTasksRequest order = ordered(plan).build();
            byte[] ticket = ExchangeTicket.newBuilder().setTask(order.getTasks(0).getId()).setCredits(Long.MAX_VALUE / 2).setKey(KEY).build().toByteArray();
            RawClient.Pending control = client.start(EXECUTE, order.toByteArray());
            client.start(DO_GET, RawClient.ticket(ticket));
            int seen = 0;
            for (byte[] message : control.await(5000).messages()) {
                TaskStatusMessage status = TaskStatusMessage.parseFrom(message);
                assertEquals(0, status.getMetrics().getWallNanos() + status.getMetrics().getCpuNanos() + status.getMetrics().getPeakMemory() + status.getMetrics().getSentBytes());
                for (NodeMetricsMessage operator : status.getMetrics().getOperatorsList()) {
                    if (operator.getName().equals("Scan")) {
                        seen++;
                        assertTrue(operator.getRowsOut() <= visible, operator::toString);
                        assertEquals(0, operator.getRowsIn() + operator.getBytesIn() + operator.getBytesOut() + operator.getBatchesOut() + operator.getWallNanos() + operator.getPeakMemory());
                        operator.getExtrasMap().keySet().forEach(name -> assertTrue(name.startsWith("governed: ") || name.startsWith("masked: "), name));
                    }
                }
            }
            assertTrue(seen > 0 || plan instanceof PhysicalPlan.Limit, "no figures of the scan");
        }
    }
}
