package dev.weir.planner.distribute;

import static dev.weir.planner.testing.PlanBuilder.aggregate;
import static dev.weir.planner.testing.PlanBuilder.and;
import static dev.weir.planner.testing.PlanBuilder.column;
import static dev.weir.planner.testing.PlanBuilder.compare;
import static dev.weir.planner.testing.PlanBuilder.equal;
import static dev.weir.planner.testing.PlanBuilder.filter;
import static dev.weir.planner.testing.PlanBuilder.join;
import static dev.weir.planner.testing.PlanBuilder.number;
import static dev.weir.planner.testing.PlanBuilder.output;
import static dev.weir.planner.testing.PlanBuilder.ref;
import static dev.weir.planner.testing.PlanBuilder.sort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Site;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.explain.PlanMetrics;
import dev.weir.planner.explain.StageDescription;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join.Kind;
import dev.weir.planner.logical.check.PlanCheck;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import dev.weir.planner.physical.PhysicalCheck;
import dev.weir.planner.physical.PhysicalPlanner;
import dev.weir.planner.physical.PhysicalQuery;
import dev.weir.planner.testing.PlanBuilder;
import dev.weir.planner.testing.TpchCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributorTest {
    private static String stages(LogicalPlan.Output plan, Catalog catalog, PlanSettings settings) {
        PlanCheck.check(plan, "the test");
        PhysicalQuery query = PhysicalPlanner.plan(plan, new PlanEstimator());
        PhysicalCheck.check(query.root());
        DistributedPlan distributed = Distributor.distribute(query, catalog, settings, PlacementRules.EVERYWHERE);
        PhysicalCheck.check(distributed);
        return StageDescription.text(distributed, null, PlanMetrics.NONE);
    }

    private static LogicalPlan.Output ordersByPriority(PlanBuilder b) {
        LogicalPlan orders = b.scan("orders");
        LogicalPlan lines = b.scan("lineitem");
        LogicalPlan few = filter(orders, compare(ref(orders, "o_custkey"), "<", number(1000)));
        LogicalPlan joined = join(Kind.INNER, few, lines, equal(ref(orders, "o_orderkey"), ref(lines, "l_orderkey")));
        LogicalPlan grouped = aggregate(joined, List.of(column(orders, "o_orderpriority")), b.call("n", AggregateFunctions.COUNT),
                b.call("q", AggregateFunctions.AVG, ref(lines, "l_quantity")));
        return output(new LogicalPlan.Limit(sort(grouped, "-n"), 3, 1), "o_orderpriority", "n", "q");
    }

    @Test
    void oneWorkerOfOneDomainNeedsOneStage() {
        Catalog catalog = TpchCatalog.single();
        assertEquals("""
                Stage 0 at local | one task
                  Output [o_orderpriority, n, q]
                    TopN 3 offset 1 by count(*) desc
                      Aggregate single keys [o_orderpriority] | count(*) | avg(l_quantity)
                        Join inner l_orderkey = o_orderkey | makes filter 0 on o_orderkey
                          Scan local.tpch.lineitem | [l_orderkey, l_quantity] | narrowed by filter 0 on l_orderkey
                          Project [o_orderkey, o_orderpriority]
                            Filter o_custkey < 1000
                              Scan local.tpch.orders | [o_orderkey, o_custkey, o_orderpriority]
                """, stages(ordersByPriority(new PlanBuilder(catalog)), catalog, PlanSettings.DEFAULT));
    }

    @Test
    void severalWorkersReduceBesideTheirData() {
        Catalog catalog = TpchCatalog.single().workers("local", 3);
        assertEquals("""
                Stage 2 at local | one task
                  Output [o_orderpriority, n, q]
                    TopN 3 offset 1 by count(*) desc
                      Aggregate final keys [o_orderpriority] | count(*) | avg(l_quantity)
                        Receive stage 1
                Stage 1 at local | a task a worker
                  Send to one task
                    Aggregate partial keys [o_orderpriority] | count(*) | avg(l_quantity)
                      Join inner l_orderkey = o_orderkey | makes filter 0 on o_orderkey
                        Scan local.tpch.lineitem | [l_orderkey, l_quantity] | narrowed by filter 0 on l_orderkey
                        Receive stage 0
                Stage 0 at local | a task a worker
                  Send to every task
                    Project [o_orderkey, o_orderpriority]
                      Filter o_custkey < 1000
                        Scan local.tpch.orders | [o_orderkey, o_custkey, o_orderpriority]
                """, stages(ordersByPriority(new PlanBuilder(catalog)), catalog, PlanSettings.DEFAULT));
    }

    @Test
    void largeSidesArePartitionedByTheKeys() {
        Catalog catalog = TpchCatalog.single().workers("local", 3);
        String text = stages(ordersByPriority(new PlanBuilder(catalog)), catalog, PlanSettings.DEFAULT.withBroadcastBytes(1000));
        assertTrue(text.contains("Send by hash of [l_orderkey]"), text);
        assertTrue(text.contains("Send by hash of [o_orderkey]"), text);
    }

    private static Catalog clustered() {
        return TpchCatalog.single().workers("local", 3).clustered("local", "tpch", "orders", "o_orderkey").clustered("local", "tpch", "lineitem", "l_orderkey");
    }

    @Test
    void tablesOrderedByTheJoinsKeyAreReadTogether() {
        Catalog catalog = clustered();
        assertEquals("""
                Stage 1 at local | one task
                  Output [o_orderpriority, n, q]
                    TopN 3 offset 1 by count(*) desc
                      Aggregate final keys [o_orderpriority] | count(*) | avg(l_quantity)
                        Receive stage 0
                Stage 0 at local | a task a worker | a range of l_orderkey = o_orderkey each
                  Send to one task
                    Aggregate partial keys [o_orderpriority] | count(*) | avg(l_quantity)
                      Join inner l_orderkey = o_orderkey | makes filter 0 on o_orderkey
                        Scan local.tpch.lineitem | [l_orderkey, l_quantity] | narrowed by filter 0 on l_orderkey
                        Project [o_orderkey, o_orderpriority]
                          Filter o_custkey < 1000
                            Scan local.tpch.orders | [o_orderkey, o_custkey, o_orderpriority]
                """, stages(ordersByPriority(new PlanBuilder(catalog)), catalog, PlanSettings.DEFAULT));
    }

    @Test
    void groupsOfAKeyThatTheTableIsOrderedByAreWholeWhereTheyAreRead() {
        Catalog catalog = clustered();
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan lines = b.scan("lineitem");
        LogicalPlan grouped = aggregate(lines, List.of(column(lines, "l_suppkey"), column(lines, "l_orderkey")),
                b.call("q", AggregateFunctions.SUM, ref(lines, "l_quantity")));
        LogicalPlan again = aggregate(grouped, List.of(column(grouped, "l_orderkey")), b.call("n", AggregateFunctions.COUNT));
        assertEquals("""
                Stage 1 at local | one task
                  Output [l_orderkey, n]
                    Receive stage 0
                Stage 0 at local | a task a worker | a range of l_orderkey each
                  Send to one task
                    Aggregate single keys [l_orderkey] | count(*)
                      Aggregate single keys [l_suppkey, l_orderkey] | sum(l_quantity)
                        Scan local.tpch.lineitem | [l_orderkey, l_suppkey, l_quantity]
                """, stages(output(again, "l_orderkey", "n"), catalog, PlanSettings.DEFAULT));
    }

    @Test
    void aTableIsNotCutByWhatItIsFilteredBy() {
        Catalog catalog = clustered();
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan.Scan orders = b.scan("orders");
        LogicalPlan lines = b.scan("lineitem");
        LogicalPlan few = new LogicalPlan.Scan(orders.table(), orders.columns(), orders.sources(), compare(ref(orders, "o_orderkey"), "<", number(1000)));
        LogicalPlan joined = join(Kind.INNER, few, lines, equal(ref(orders, "o_orderkey"), ref(lines, "l_orderkey")));
        String text = stages(output(aggregate(joined, List.of(), b.call("n", AggregateFunctions.COUNT)), "n"), catalog, PlanSettings.DEFAULT);
        assertFalse(text.contains("a range of"), text);
    }

    @Test
    void theSmallerSideTravelsBetweenDomains() {
        Catalog catalog = TpchCatalog.mesh();
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan parts = b.scan("part");
        LogicalPlan lines = b.scan("lineitem");
        LogicalPlan joined = join(Kind.INNER, lines, filter(parts, equal(ref(parts, "p_size"), new dev.weir.exec.expression.Expression.Literal(15L,
                dev.weir.exec.type.SqlType.INTEGER))), equal(ref(parts, "p_partkey"), ref(lines, "l_partkey")));
        LogicalPlan grouped = aggregate(joined, List.of(), b.call("q", AggregateFunctions.SUM, ref(lines, "l_quantity")));
        assertEquals("""
                Stage 1 at sales | one task
                  Output [q]
                    Aggregate single keys [] | sum(l_quantity)
                      Join inner l_partkey = p_partkey | makes filter 0 on p_partkey
                        Scan sales.tpch.lineitem | [l_partkey, l_quantity] | narrowed by filter 0 on l_partkey
                        Receive stage 0
                Stage 0 at supply | one task
                  Send to one task
                    Project [p_partkey]
                      Filter p_size = 15
                        Scan supply.tpch.part | [p_partkey, p_size]
                """, stages(output(grouped, "q"), catalog, PlanSettings.DEFAULT));
    }

    @Test
    void sortsInParallelAndMerges() {
        Catalog catalog = TpchCatalog.single().workers("local", 2);
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan orders = b.scan("orders");
        assertEquals("""
                Stage 1 at local | one task
                  Output [o_orderkey]
                    Project [o_orderkey]
                      Merge stage 0 | o_totalprice desc
                Stage 0 at local | a task a worker
                  Send to one task
                    Sort o_totalprice desc
                      Scan local.tpch.orders | [o_orderkey, o_totalprice]
                """, stages(output(sort(orders, "-o_totalprice"), "o_orderkey"), catalog, PlanSettings.DEFAULT));
    }

    @Test
    void constantsRunOnTheCoordinator() {
        Catalog catalog = TpchCatalog.mesh();
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan one = b.project(new LogicalPlan.Values(List.of(), List.of(List.of())), "x", number(1));
        assertEquals("""
                Stage 0 at coordinator | one task
                  Output [x]
                    Project [1]
                      Values 1 row
                """, stages(output(one, "x"), catalog, PlanSettings.DEFAULT));
    }

    @Test
    void outerJoinsThatGiveOutTheBuildSideAreNeverBroadcast() {
        Catalog catalog = TpchCatalog.single().workers("local", 3);
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan customers = b.scan("customer");
        LogicalPlan orders = b.scan("orders");
        LogicalPlan joined = join(Kind.LEFT, customers, orders,
                and(equal(ref(customers, "c_custkey"), ref(orders, "o_custkey")), compare(ref(orders, "o_comment"), "<>", ref(customers, "c_comment"))));
        String text = stages(output(joined, "c_custkey", "o_orderkey"), catalog, PlanSettings.DEFAULT);
        assertTrue(text.contains("Join build outer o_custkey = c_custkey | also: o_comment <> c_comment"), text);
        assertTrue(text.contains("by hash of [o_custkey]") && text.contains("by hash of [c_custkey]"), text);
    }

    @Test
    void aDeadDomainIsNamed() {
        Catalog catalog = TpchCatalog.mesh().workers("geo", 0);
        PlanBuilder b = new PlanBuilder(catalog);
        QueryException failure = assertThrows(QueryException.class, () -> stages(output(b.scan("nation"), "n_name"), catalog, PlanSettings.DEFAULT));
        assertEquals(ErrorCode.DOMAIN_UNAVAILABLE, failure.code());
        assertTrue(failure.getMessage().contains("geo"), failure.getMessage());
    }

    @Test
    void exceptAllCountsAndRepeats() {
        Catalog catalog = TpchCatalog.single().workers("local", 2);
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan left = b.project(b.scan("nation"), "x", number(1));
        LogicalPlan right = b.project(b.scan("region"), "x", number(1));
        LogicalPlan except = new LogicalPlan.SetOperation(LogicalPlan.SetOperation.Kind.EXCEPT, true, List.of(left, right),
                List.of(b.ids.create("x", dev.weir.exec.type.SqlType.BIGINT)));
        String text = stages(output(except, "x"), catalog, PlanSettings.DEFAULT);
        assertTrue(text.contains("Repeat") && text.contains("Aggregate final"), text);
    }

    @Test
    void aSharedResultAndItsReadersAreOneTask() {
        Catalog catalog = TpchCatalog.single().workers("local", 2);
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan orders = b.scan("orders");
        LogicalPlan totals = aggregate(orders, List.of(column(orders, "o_custkey")), b.call("n", AggregateFunctions.COUNT));
        LogicalPlan.SharedRef first = shared(b, 1, totals);
        LogicalPlan.SharedRef second = shared(b, 1, totals);
        LogicalPlan body = join(Kind.INNER, first, aggregate(second, List.of(), b.call("m", AggregateFunctions.MAX, ref(second, "n"))), null);
        LogicalPlan with = new LogicalPlan.With(List.of(new LogicalPlan.With.Definition(1, "totals", totals)), body);
        assertEquals("""
                Stage 2 at local | one task
                  Output [o_custkey, m]
                    With shared 0
                      Receive stage 1
                      Nested loop join inner
                        SharedRef shared 0
                        Aggregate single keys [] | max(count(*))
                          SharedRef shared 0
                """, stages(output(with, "o_custkey", "m"), catalog, PlanSettings.DEFAULT).lines().limit(8).reduce("", (x, y) -> x + y + "\n"));
    }

    @Test
    void whatDoesNotReadASharedResultRunsElsewhere() {
        Catalog catalog = TpchCatalog.mesh();
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan lines = b.scan("lineitem");
        LogicalPlan counts = aggregate(lines, List.of(column(lines, "l_suppkey")), b.call("n", AggregateFunctions.COUNT));
        LogicalPlan.SharedRef counted = shared(b, 1, counts);
        LogicalPlan most = aggregate(counted, List.of(), b.call("m", AggregateFunctions.MAX, ref(counted, "n")));
        LogicalPlan.SharedRef one = shared(b, 2, most);
        LogicalPlan.SharedRef other = shared(b, 2, most);
        LogicalPlan inner = new LogicalPlan.With(List.of(new LogicalPlan.With.Definition(2, "most", most)),
                join(Kind.INNER, one, other, equal(ref(one, "m"), ref(other, "m"))));
        LogicalPlan.SharedRef again = shared(b, 1, counts);
        LogicalPlan outer = new LogicalPlan.With(List.of(new LogicalPlan.With.Definition(1, "counts", counts)),
                join(Kind.INNER, again, inner, equal(ref(again, "n"), ref(one, "m"))));
        LogicalPlan supplier = b.scan("supplier");
        LogicalPlan joined = join(Kind.INNER, supplier, outer, equal(ref(supplier, "s_suppkey"), ref(again, "l_suppkey")));
        assertEquals("""
                Stage 1 at supply | one task
                  Output [s_name]
                    Join inner s_suppkey = l_suppkey | makes filter 0 on l_suppkey
                      Scan supply.tpch.supplier | [s_suppkey, s_name] | narrowed by filter 0 on s_suppkey
                      Receive stage 0
                Stage 0 at sales | one task
                  Send to one task
                    With shared 0
                      Aggregate single keys [l_suppkey] | count(*)
                        Scan sales.tpch.lineitem | [l_suppkey]
                      Join inner count(*) = max(count(*))
                        SharedRef shared 0
                        With shared 1
                          Aggregate single keys [] | max(count(*))
                            SharedRef shared 0
                          Join inner max(count(*)) = max(count(*))
                            SharedRef shared 1
                            SharedRef shared 1
                """, stages(output(joined, "s_name"), catalog, PlanSettings.DEFAULT));
    }

    @Test
    void aSharedResultThatNobodyAsksForHoldsNothingBack() {
        Catalog catalog = TpchCatalog.single().workers("local", 2);
        PlanBuilder b = new PlanBuilder(catalog);
        LogicalPlan region = b.scan("region");
        LogicalPlan.SharedRef first = shared(b, 1, region);
        LogicalPlan.SharedRef second = shared(b, 1, region);
        LogicalPlan unused = join(Kind.INNER, first, second, null);
        LogicalPlan with = new LogicalPlan.With(
                List.of(new LogicalPlan.With.Definition(1, "region", region), new LogicalPlan.With.Definition(2, "unused", unused)), b.scan("orders"));
        assertEquals("""
                Stage 1 at local | one task
                  Output [o_orderkey]
                    Receive stage 0
                Stage 0 at local | a task a worker
                  Send to one task
                    Scan local.tpch.orders | [o_orderkey]
                """, stages(output(with, "o_orderkey"), catalog, PlanSettings.DEFAULT));
    }

    private static LogicalPlan.SharedRef shared(PlanBuilder b, int id, LogicalPlan definition) {
        return new LogicalPlan.SharedRef(id, definition.columns().stream().map(c -> b.ids.create(c.name(), c.type())).toList(), definition.columns());
    }

    @Test
    void systemTablesAreReadOnTheCoordinator() {
        Catalog catalog = TpchCatalog.mesh().table("system", "runtime", "nodes", 3,
                dev.weir.planner.testing.FakeCatalog.column("node", dev.weir.exec.type.SqlType.VARCHAR));
        PlanBuilder b = new PlanBuilder(catalog);
        PhysicalQuery query = PhysicalPlanner.plan(output(b.scan("nodes"), "node"), new PlanEstimator());
        DistributedPlan plan = Distributor.distribute(query, catalog, PlanSettings.DEFAULT, PlacementRules.EVERYWHERE);
        assertEquals(new Site.Coordinator(), plan.root().site());
        assertEquals(1, plan.fragments().size());
    }
}
