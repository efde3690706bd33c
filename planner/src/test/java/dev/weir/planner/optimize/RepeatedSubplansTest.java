package dev.weir.planner.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.type.SqlType;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.bind.BindSettings;
import dev.weir.planner.bind.Binder;
import dev.weir.planner.bind.BoundStatement;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.explain.LogicalDescription;
import dev.weir.planner.explain.PlanText;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.SqlParser;
import dev.weir.planner.testing.FakeCatalog;
import dev.weir.planner.testing.LogicalInterpreter;
import dev.weir.planner.testing.RandomPlans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random queries that read the same rows twice, or nearly the same: what is computed once gives the rows that two
/// computations gave.
class RepeatedSubplansTest {
    private static final int QUERIES = Integer.getInteger("weir.test.plans", 2000);

    private static final FakeCatalog CATALOG = new FakeCatalog()
            .table("one", "p", "a", 10_000_000, columns("a", 10_000_000))
            .table("one", "p", "b", 5_000_000, columns("b", 5_000_000))
            .table("one", "p", "s", 4, columns("s", 4));

    private static TableDescription.ColumnDescription[] columns(String table, long rows) {
        return new TableDescription.ColumnDescription[] {
            FakeCatalog.column(table + "0", SqlType.BIGINT, rows, 0L, rows), FakeCatalog.column(table + "1", SqlType.BIGINT),
            FakeCatalog.column(table + "2", SqlType.BIGINT)};
    }

    @Test
    void oneComputationGivesTheRowsOfTwo() {
        int windows = 0;
        int shared = 0;
        for (long seed = 1; seed <= QUERIES; seed++) {
            Random random = new Random(seed);
            String sql = random.nextInt(3) > 0 ? correlated(random) : repeated(random);
            RandomPlans.Data data = data(random);
            BoundStatement.Query query = (BoundStatement.Query) Binder.bind(SqlParser.parseStatement(sql), CATALOG, BindSettings.DEFAULT);
            LogicalPlan.Output optimized;
            try {
                optimized = Optimizer.optimize(query.plan(), PlanSettings.DEFAULT.withChecks(true)).plan();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + "\n" + sql, e);
            }
            String text = PlanText.of(LogicalDescription.of(optimized, null));
            Object expected = LogicalInterpreter.comparable(query.plan(), new LogicalInterpreter(data, false).run(query.plan()));
            Object actual = LogicalInterpreter.comparable(query.plan(), new LogicalInterpreter(data, true).run(optimized));
            assertEquals(expected, actual, "seed " + seed + "\n" + sql + "\n" + text + data);
            windows += text.contains("Window") ? 1 : 0;
            shared += text.contains("SharedRef") ? 1 : 0;
        }
        assertTrue(windows > QUERIES / 20, windows + " windows of " + QUERIES);
        assertTrue(shared > QUERIES / 20, shared + " shared of " + QUERIES);
    }

    private static RandomPlans.Data data(Random random) {
        Map<String, List<List<Object>>> tables = new HashMap<>();
        for (String table : List.of("a", "b", "s")) {
            List<List<Object>> rows = new ArrayList<>();
            for (int i = random.nextInt(table.equals("s") ? 5 : 10); i > 0; i--) {
                List<Object> row = new ArrayList<>();
                row.add((long) random.nextInt(3));
                row.add(random.nextInt(5) == 0 ? null : (long) random.nextInt(4));
                row.add(random.nextInt(5) == 0 ? null : (long) random.nextInt(4));
                rows.add(row);
            }
            tables.put(table, rows);
        }
        return new RandomPlans.Data(tables);
    }

    /// Conditions over `x` of table a and `y` of table b.
    private static List<String> conditions(Random random, boolean two) {
        List<String> conditions = new ArrayList<>();
        if (two) {
            conditions.add("x.a" + random.nextInt(3) + " = y.b" + random.nextInt(3));
            if (random.nextInt(3) == 0) {
                conditions.add("x.a" + random.nextInt(3) + " <= y.b" + random.nextInt(3));
            }
        }
        if (random.nextInt(2) == 0) {
            conditions.add("x.a" + random.nextInt(3) + " = " + random.nextInt(4));
        }
        if (random.nextInt(4) == 0) {
            conditions.add("x.a" + random.nextInt(3) + " = x.a" + random.nextInt(3));
        }
        return conditions;
    }

    private static String named(List<String> conditions, String x, String y) {
        return String.join(" and ", conditions).replace("x.", x + ".").replace("y.", y + ".");
    }

    private static String column(Random random, boolean two, String x, String y) {
        return two && random.nextBoolean() ? y + ".b" + random.nextInt(3) : x + ".a" + random.nextInt(3);
    }

    /// Mostly with the conditions of the subquery in the outer query, too, and a key that meets itself.
    private static String correlated(Random random) {
        boolean two = random.nextInt(3) == 0;
        List<String> inner = conditions(random, two);
        List<String> outer = new ArrayList<>();
        inner.stream().filter(_ -> random.nextInt(12) > 0).forEach(outer::add);
        if (random.nextInt(5) == 0) {
            outer.addAll(conditions(random, two));
        }
        String key = column(random, two, "i", "j");
        String met = random.nextInt(8) == 0 ? column(random, two, "o", "q") : key.replace("i.", "o.").replace("j.", "q.");
        List<String> where = new ArrayList<>();
        if (!outer.isEmpty()) {
            where.add(named(outer, "o", "q"));
        }
        boolean extra = random.nextInt(4) > 0;
        if (extra) {
            where.add(met + " = s.s" + random.nextInt(3));
            if (random.nextInt(6) == 0) {
                where.add(column(random, two, "o", "q") + " >= s.s" + random.nextInt(3));
            }
        } else {
            where.add("o.a0 = " + random.nextInt(3));
        }
        if (random.nextInt(5) == 0) {
            where.add((random.nextBoolean() ? "" : "not ") + "exists (select 1 from s as e where e.s1 = " + (random.nextBoolean() ? met : column(random, two, "o", "q")) + ")");
        }
        String value = column(random, two, "i", "j");
        String aggregate = List.of("min", "max", "sum", "sum", "count").get(random.nextInt(5)) + "(" + value + ")";
        String operator = List.of("=", "<", ">=", "<>").get(random.nextInt(4));
        String subquery = "(select " + aggregate + (random.nextInt(3) == 0 ? " + 1" : "") + " from a as i" + (two ? ", b as j" : "") + " where "
                + (inner.isEmpty() ? "" : named(inner, "i", "j") + " and ") + key + " = " + (extra && random.nextInt(4) == 0 ? where.get(outer.isEmpty() ? 0 : 1).split(" = ")[1].split(" ")[0] : met) + ")";
        where.add((random.nextInt(3) > 0 ? value.replace("i.", "o.").replace("j.", "q.") : column(random, two, "o", "q")) + " " + operator + " " + subquery);
        return "select " + met + ", " + column(random, two, "o", "q") + " from a as o" + (two ? ", b as q" : "") + (extra ? ", s" : "") + " where "
                + String.join(" and ", where);
    }

    /// The same joins or groups twice, mostly.
    private static String repeated(Random random) {
        boolean two = random.nextInt(4) > 0;
        List<String> conditions = conditions(random, two);
        conditions.add("x.a0 = " + random.nextInt(3));
        List<String> others = new ArrayList<>();
        conditions.stream().filter(_ -> random.nextInt(12) > 0).forEach(others::add);
        String first = " from a as x" + (two ? ", b as y" : "") + " where " + named(conditions, "x", "y");
        String second = " from " + (two && random.nextBoolean() ? "b as q, a as p" : "a as p" + (two ? ", b as q" : ""))
                + (others.isEmpty() ? "" : " where " + named(others, "p", "q"));
        String value = column(random, two, "p", "q");
        return switch (random.nextInt(4)) {
            case 0 -> "select " + column(random, two, "x", "y") + " as v" + first + " union all select " + value + second;
            case 1 -> "select v, n from (select " + column(random, two, "x", "y") + " as v, count(*) as n" + first + " group by 1) as g where n > (select count("
                    + value + ") / 2" + second + ")";
            case 2 -> "select g.v, g.n, h.m from (select x.a1 as v, count(*) as n" + first + " group by 1) as g, (select p.a1 as v, max(" + value
                    + ") as m" + second + " group by 1) as h where g.v = h.v";
            default -> "select (select min(" + column(random, two, "x", "y") + ")" + first + ") as least, (select max(" + value + ")" + second + ") as most";
        };
    }
}
