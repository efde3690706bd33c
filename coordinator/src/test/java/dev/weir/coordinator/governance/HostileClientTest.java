package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.ProductMessage;
import dev.weir.proto.v1.TableMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests sent straight to a worker's port: whatever they say of access, columns, files and expressions, no byte that
/// comes back holds a canary.
@Timeout(300)
class HostileClientTest extends HostileOrders {
    /// Who may see everything gets canaries, or the search would prove nothing.
    @Test
    void theSearchFindsWhatIsThere() {
        try (RawClient eves = new RawClient(worker.server().port())) {
            RawClient anns = client;
            client = eves;
            ExecuteTasksRequest.Builder order = order(fragment(scan(1, "locked", new ScanAccess.Open(), null, columns()), false), List.of(split("locked")));
            order.getSessionBuilder().setUser("eve");
            assertTrue(send(order.build()) > 1000);
            client = anns;
            assertTrue(People.canary(eves.everything()) >= 0);
        }
    }

    /// Whatever a fragment says of its access, in the form for clients and in that for other workers.
    @Test
    void theAccessThatAFragmentCarriesMeansNothing() {
        ScanAccess all = new ScanAccess.Governed(columns(), Literal.of(true), List.of(new ScanAccess.ColumnMask("id", new Expression.Column(4, SqlType.BIGINT), "none")), List.of());
        for (String table : List.of("people", "plain")) {
            for (ScanAccess access : List.of(new ScanAccess.Open(), new ScanAccess.Unresolved(), all)) {
                for (boolean forClient : List.of(true, false)) {
                    assertTrue(send(order(fragment(scan(1, table, access, null, columns()), forClient), List.of(split(table))).build()) > 1000);
                }
            }
        }
    }

    @Test
    void columnsThatPoliciesHideStayHiddenUnderOtherNamesAndTypes() {
        List<List<ScanColumn>> lists = List.of(
                List.of(new ScanColumn("SECRET", SqlType.VARCHAR)), List.of(new ScanColumn("secret", SqlType.VARBINARY)), List.of(new ScanColumn("Secret ", SqlType.VARCHAR)),
                List.of(new ScanColumn("salary", SqlType.VARCHAR)), List.of(new ScanColumn("salary", new SqlType.Decimal(38, 0))), List.of(new ScanColumn("salary", SqlType.DOUBLE)),
                List.of(new ScanColumn("secret", new SqlType.Char(10))), List.of(new ScanColumn("secret", new SqlType.Varchar(3))), List.of(new ScanColumn("y", SqlType.BIGINT)),
                List.of(new ScanColumn("secret", SqlType.VARCHAR), new ScanColumn("secret", SqlType.VARCHAR)), List.of(new ScanColumn("nosuch", SqlType.UNKNOWN)));
        for (List<ScanColumn> list : lists) {
            send(order(fragment(scan(1, "people", new ScanAccess.Open(), null, list), true), List.of(split("people"))).build());
        }
        // Two types of one column, one of them wider than the policy's.
        Expression filter = new Expression.IsNull(new Expression.Column(0, SqlType.VARCHAR));
        send(order(fragment(scan(1, "people", new ScanAccess.Open(), new Expression.Not(filter), List.of(new ScanColumn("name", SqlType.VARCHAR), new ScanColumn("y", SqlType.BIGINT))), true),
                List.of(split("people"))).build());
    }

    @Test
    void filesOfAnotherTableAreNotRead() {
        Split secret = split("people");
        List<Split> splits = new ArrayList<>(List.of(secret, split("locked")));
        for (String path : List.of("../" + folder.getFileName() + "/p/people.parquet", "p/../p/people.parquet", folder.resolve("p/people.parquet").toString(), "./p/people.parquet",
                "p//people.parquet", "P/PEOPLE.PARQUET", "p/people.parquet/", "p/people.parquet\0", "p/link.parquet", "p\\people.parquet", "policies.yaml", "file:p/people.parquet", "%2e%2e/p")) {
            splits.add(new Split(path, secret.length(), secret.modifiedMillis(), secret.footerHash(), 0, 1, 1));
        }
        for (Split split : splits) {
            assertEquals(0, send(order(fragment(scan(1, "open", new ScanAccess.Open(), null, columns()), true), List.of(split)).build()), split.path());
        }
        assertEquals(0, send(order(fragment(scan(1, "link", new ScanAccess.Open(), null, columns()), true), List.of(secret)).build()));
        assertEquals(0, send(order(fragment(scan(1, "locked", new ScanAccess.Open(), null, columns()), true), List.of(split("locked"))).build()));
        for (String table : List.of("People", "PEOPLE", "people ", "people.parquet", "")) {
            assertEquals(0, send(order(fragment(scan(1, table, new ScanAccess.Open(), null, columns()), true), List.of(secret)).build()), table);
        }
        PhysicalPlan.Scan other = scan(1, "people", new ScanAccess.Open(), null, columns());
        for (TableName name : List.of(new TableName("geo", "p", "people"), new TableName("", "p", "people"), new TableName("system", "p", "people"), new TableName("SALES", "p", "people"))) {
            PhysicalPlan.Scan moved = new PhysicalPlan.Scan(1, name, "s", other.columns(), null, other.access(), List.of(), 1);
            assertEquals(0, send(order(fragment(moved, true), List.of(secret)).build()), name.toString());
        }
        // Scans within shared definitions are scans.
        PhysicalPlan with = new PhysicalPlan.With(List.of(new PhysicalPlan.With.Definition(1, other)), new PhysicalPlan.SharedRef(1, TYPES));
        assertTrue(send(order(fragment(with, true), List.of(secret)).build()) > 1000);
    }

    /// Conditions whose errors would tell of rows that ann may not see; and what other expressions say when they fail.
    @Test
    void errorsTellNothing() {
        Expression secret = new Expression.Column(3, SqlType.VARCHAR);
        Expression y = new Expression.Column(5, SqlType.INTEGER);
        Expression zero = new Literal(0L, SqlType.INTEGER);
        Expression apart = new Expression.Arithmetic(Expression.Arithmetic.Operator.SUBTRACT, y, new Literal(20L, SqlType.INTEGER), SqlType.INTEGER);
        Expression quotient = new Expression.Arithmetic(Expression.Arithmetic.Operator.DIVIDE, new Literal(100L, SqlType.INTEGER), apart, SqlType.INTEGER);
        List<Expression> safe = List.of(
                new Expression.Comparison(Expression.Comparison.Operator.GREATER_OR_EQUAL, quotient, zero),
                new Expression.Comparison(Expression.Comparison.Operator.GREATER_OR_EQUAL, new Expression.Cast(new Expression.Column(0, SqlType.BIGINT), SqlType.SMALLINT), new Literal(0L, SqlType.SMALLINT)));
        for (Expression condition : safe) {
            assertTrue(send(order(fragment(scan(1, "people", new ScanAccess.Open(), condition, columns()), true), List.of(split("people"))).build()) > 1000, condition.toString());
        }
        for (Expression value : List.of(secret, new Expression.Column(1, SqlType.VARCHAR), new Expression.Column(2, SqlType.VARCHAR))) {
            for (SqlType type : List.of(SqlType.INTEGER, SqlType.DATE, SqlType.BOOLEAN, SqlType.UUID)) {
                Expression condition = new Expression.Not(new Expression.IsNull(new Expression.Cast(value, type)));
                send(order(fragment(scan(1, "people", new ScanAccess.Open(), condition, columns()), true), List.of(split("people"))).build());
                send(order(fragment(new PhysicalPlan.Filter(scan(1, "people", new ScanAccess.Open(), null, columns()), condition), true), List.of(split("people"))).build());
            }
        }
    }

    /// Random plans over both tables, dictionaries and not, in both forms of output.
    @Test
    void randomPlansShowNoCanary() {
        Random random = new Random(11);
        int answered = 0;
        for (int i = 0; i < 120; i++) {
            boolean join = random.nextBoolean();
            PhysicalPlan plan = scan(1, "people", new ScanAccess.Open(), condition(random), columns());
            if (join) {
                int key = List.of(1, 3, 4, 5).get(random.nextInt(4));
                plan = new PhysicalPlan.HashJoin(
                        List.of(JoinKind.INNER, JoinKind.PROBE_OUTER, JoinKind.FULL, JoinKind.PROBE_SEMI, JoinKind.PROBE_ANTI).get(random.nextInt(5)), plan,
                        new PhysicalPlan.Limit(scan(2, "plain", new ScanAccess.Open(), condition(random), columns()), 40, 0), List.of(key), List.of(key), List.of(random.nextBoolean()), null, false,
                        List.of(0, 1, 2, 3, 4, 5, 6), List.of(), 1);
            }
            plan = switch (random.nextInt(4)) {
                case 0 -> new PhysicalPlan.TopN(plan, List.of(new SortKey(random.nextInt(7), random.nextBoolean(), random.nextBoolean())), 5 + random.nextInt(200), 0);
                case 1 -> new PhysicalPlan.Aggregate(plan, List.of(random.nextInt(7), 3), List.of(), PhysicalPlan.Aggregate.Step.SINGLE, 1);
                case 2 -> new PhysicalPlan.Project(plan, List.of(new Expression.Column(3, SqlType.VARCHAR), call("upper", 3), call("upper", 1), call("length", 2), new Expression.Column(4, SqlType.BIGINT)));
                default -> new PhysicalPlan.Limit(plan, 1 + random.nextInt(300), random.nextInt(3));
            };
            List<Split> splits = join ? List.of(split("people"), split("plain")) : List.of(split("people"));
            answered += send(order(fragment(plan, random.nextBoolean()), splits).build()) > 0 ? 1 : 0;
        }
        assertTrue(answered > 100, "only " + answered + " plans were answered");
    }

    private static Expression call(String function, int column) {
        return FunctionRegistry.scalar(function).map(known -> {
            SqlType result = known.resolver().resolve(List.of(TYPES.get(column))).orElseThrow().result();
            return (Expression) new Expression.Call(known, List.of(new Expression.Column(column, TYPES.get(column))), result);
        }).orElseThrow();
    }

    private static Expression condition(Random random) {
        int column = random.nextInt(4);
        return switch (random.nextInt(5)) {
            case 0 -> new Expression.IsNull(new Expression.Column(column, TYPES.get(column)));
            case 1 -> new Expression.Not(new Expression.IsNull(new Expression.Column(column, TYPES.get(column))));
            case 2 -> new Expression.Comparison(Expression.Comparison.Operator.GREATER, new Expression.Column(4, SqlType.BIGINT), Literal.ofLong(0));
            case 3 -> new Expression.Like(new Expression.Column(2, SqlType.VARCHAR), Literal.ofString("C%"), null, false);
            default -> null;
        };
    }

    /// Damaged orders: each answer is a refusal or what ann may see.
    @Test
    void damagedBytesShowNoCanary() {
        Random random = new Random(5);
        byte[] good = order(fragment(scan(1, "people", new ScanAccess.Open(), condition(random), columns()), true), List.of(split("people"))).build().toByteArray();
        for (int i = 0; i < 30; i++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                send(ExecuteTasksRequest.parseFrom(bytes), 200);
            } catch (com.google.protobuf.InvalidProtocolBufferException | IndexOutOfBoundsException garbage) {
                client.start("weir.v1.WorkerControl/ExecuteTasks", bytes).await(200);
            }
            client.start("arrow.flight.protocol.FlightService/DoGet", bytes).await(50);
        }
    }

    /// What the domain announces, and what its user is told of the table elsewhere.
    @Test
    void announcementsAndSystemTablesHoldNoData() {
        for (ProductMessage product : catalog.getProductsList()) {
            for (TableMessage table : product.getTablesList()) {
                assertEquals(!table.getName().equals("open"), table.getGoverned(), table.getName());
                table.getColumnsList().forEach(column -> assertFalse(table.getGoverned() && (column.hasMin() || column.hasMax() || !column.getNullable()), table.getName()));
            }
        }
        EngineRows rows = new EngineRows(cluster.coordinator().queries());
        for (String text : List.of(
                "SELECT * FROM system.mesh.datasets", "SELECT * FROM system.runtime.tasks", "SHOW COLUMNS FROM sales.p.people", "SELECT * FROM information_schema.columns",
                "EXPLAIN SELECT * FROM sales.p.people WHERE secret > 'A'", "EXPLAIN ANALYZE SELECT secret, count(*) FROM sales.p.people GROUP BY secret",
                "SELECT count(*), min(secret), max(salary), min(id) FROM sales.p.people", "SELECT * FROM sales.p.locked", "SELECT CAST(secret AS integer) FROM sales.p.people",
                "SELECT * FROM '" + folder + "/p/people.parquet'", "SELECT error FROM system.runtime.queries")) {
            EngineRows.Outcome outcome = rows.run("ann", text);
            assertFalse(People.canary(outcome.seen()), outcome::seen);
        }
        assertEquals("ACCESS_DENIED", rows.run("ann", "SELECT * FROM sales.p.locked").comparable());
        assertEquals("ACCESS_DENIED", rows.run("nobody", "SELECT count(*) FROM sales.p.people").comparable());
        assertTrue(rows.run("ann", "SELECT * FROM '" + folder + "/p/people.parquet'").failure() != null);
    }
}
