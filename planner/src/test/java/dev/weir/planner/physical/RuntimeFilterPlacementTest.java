package dev.weir.planner.physical;

import static dev.weir.planner.testing.PlanBuilder.compare;
import static dev.weir.planner.testing.PlanBuilder.equal;
import static dev.weir.planner.testing.PlanBuilder.filter;
import static dev.weir.planner.testing.PlanBuilder.join;
import static dev.weir.planner.testing.PlanBuilder.number;
import static dev.weir.planner.testing.PlanBuilder.output;
import static dev.weir.planner.testing.PlanBuilder.ref;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join.Kind;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import dev.weir.planner.testing.PlanBuilder;
import dev.weir.planner.testing.TpchCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Which scans runtime filters reach: straight down, and from there over equal keys.
class RuntimeFilterPlacementTest {
    private final PlanBuilder b = new PlanBuilder(TpchCatalog.single());

    /// The build sides' tables whose filters narrow a scan, by table and column of the scan.
    private static Map<String, List<String>> narrowed(LogicalPlan.Output plan) {
        PhysicalPlan root = PhysicalPlanner.plan(plan, new PlanEstimator()).root();
        Map<Integer, String> makers = new TreeMap<>();
        makers(root, makers);
        Map<String, List<String>> narrowed = new TreeMap<>();
        scans(root, makers, narrowed);
        return narrowed;
    }

    private static void makers(PhysicalPlan plan, Map<Integer, String> makers) {
        if (plan instanceof PhysicalPlan.HashJoin join) {
            join.filters().forEach(filter -> makers.put(filter.id(), table(join.build())));
        }
        plan.children().forEach(child -> makers(child, makers));
    }

    private static String table(PhysicalPlan plan) {
        return plan instanceof PhysicalPlan.Scan scan ? scan.table().table() : table(plan.children().getFirst());
    }

    private static void scans(PhysicalPlan plan, Map<Integer, String> makers, Map<String, List<String>> narrowed) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            for (RuntimeFilter filter : scan.runtimeFilters()) {
                narrowed.computeIfAbsent(scan.columns().get(filter.column()).name(), _ -> new ArrayList<>()).add(makers.get(filter.id()));
            }
        }
        plan.children().forEach(child -> scans(child, makers, narrowed));
    }

    private LogicalPlan customersOfFewNations(LogicalPlan nations) {
        LogicalPlan customers = b.scan("customer");
        LogicalPlan few = filter(nations, compare(ref(nations, "n_regionkey"), "<", number(2)));
        return join(Kind.INNER, customers, few, equal(ref(customers, "c_nationkey"), ref(nations, "n_nationkey")));
    }

    @Test
    void aFilterGoesOnOverAnEqualKeyToTheBuildSide() {
        LogicalPlan nations = b.scan("nation");
        LogicalPlan customers = customersOfFewNations(nations);
        LogicalPlan suppliers = b.scan("supplier");
        LogicalPlan pairs = join(Kind.INNER, customers, suppliers, equal(ref(nations, "n_nationkey"), ref(suppliers, "s_nationkey")));
        assertEquals(Map.of("c_nationkey", List.of("supplier", "nation"), "s_nationkey", List.of("nation")), narrowed(output(pairs, "c_custkey", "s_suppkey")));
    }

    @Test
    void rowsThatAreGivenOutWithoutAPartnerAreNotNarrowed() {
        LogicalPlan nations = b.scan("nation");
        LogicalPlan customers = customersOfFewNations(nations);
        LogicalPlan suppliers = b.scan("supplier");
        LogicalPlan pairs = join(Kind.LEFT, suppliers, customers, equal(ref(nations, "n_nationkey"), ref(suppliers, "s_nationkey")));
        assertEquals(Map.of("c_nationkey", List.of("supplier", "nation")), narrowed(output(pairs, "c_custkey", "s_suppkey")));
    }

    @Test
    void aKeyThatNullMeetsIsNotNarrowed() {
        LogicalPlan nations = b.scan("nation");
        LogicalPlan customers = customersOfFewNations(nations);
        LogicalPlan suppliers = b.scan("supplier");
        LogicalPlan pairs = join(Kind.INNER, customers, suppliers,
                compare(ref(nations, "n_nationkey"), "IS NOT DISTINCT FROM", ref(suppliers, "s_nationkey")));
        assertEquals(Map.of("c_nationkey", List.of("nation")), narrowed(output(pairs, "c_custkey", "s_suppkey")));
    }

    @Test
    void noTwoScansWaitForOneAnother() {
        LogicalPlan lines = b.scan("lineitem");
        LogicalPlan offers = b.scan("partsupp");
        LogicalPlan suppliers = b.scan("supplier");
        LogicalPlan fewOffers = filter(offers, compare(ref(offers, "ps_partkey"), "<", number(10)));
        LogicalPlan fewSuppliers = filter(suppliers, compare(ref(suppliers, "s_nationkey"), "<", number(1)));
        LogicalPlan sold = join(Kind.INNER, lines, fewOffers, equal(ref(lines, "l_suppkey"), ref(offers, "ps_suppkey")));
        LogicalPlan pairs = join(Kind.INNER, sold, fewSuppliers, equal(ref(offers, "ps_suppkey"), ref(suppliers, "s_suppkey")));
        assertEquals(Map.of("l_suppkey", List.of("supplier", "partsupp"), "ps_suppkey", List.of("supplier")), narrowed(output(pairs, "l_orderkey")));
    }
}
