package dev.weir.planner;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.planner.bind.BindSettings;
import dev.weir.planner.bind.Binder;
import dev.weir.planner.bind.BoundStatement;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.distribute.Distributor;
import dev.weir.planner.distribute.PlacementRules;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.Optimized;
import dev.weir.planner.optimize.Optimizer;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import dev.weir.planner.physical.PhysicalCheck;
import dev.weir.planner.physical.PhysicalPlanner;
import dev.weir.planner.physical.PhysicalQuery;
import dev.weir.planner.sql.SqlParser;
import dev.weir.planner.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Plans queries, step by step. Stateless.
public final class Planner {
    private Planner() {}

    /// Parses, binds and plans a query. Statements of the session are for the caller, who binds them with {@link Binder}.
    public static PlannedQuery plan(String sql, Catalog catalog, BindSettings binding, PlanSettings settings) {
        return plan(SqlParser.parseStatement(sql), catalog, binding, settings);
    }

    public static PlannedQuery plan(Statement statement, Catalog catalog, BindSettings binding, PlanSettings settings) {
        long start = System.nanoTime();
        BoundStatement bound = Binder.bind(statement, catalog, binding);
        long nanos = System.nanoTime() - start;
        if (!(bound instanceof BoundStatement.Query query)) {
            throw new QueryException(ErrorCode.NOT_SUPPORTED, "Only queries can be planned");
        }
        PlannedQuery planned = plan(query.plan(), catalog, settings);
        List<PlannedQuery.Step> steps = new ArrayList<>(planned.steps());
        steps.addFirst(new PlannedQuery.Step("bind", nanos));
        return new PlannedQuery(planned.logical(), planned.optimized(), planned.plan(), planned.estimates(), steps);
    }

    /// Plans a bound query without parameters.
    public static PlannedQuery plan(LogicalPlan.Output bound, Catalog catalog, PlanSettings settings) {
        return plan(bound, catalog, settings, PlacementRules.EVERYWHERE);
    }

    public static PlannedQuery plan(LogicalPlan.Output bound, Catalog catalog, PlanSettings settings, PlacementRules rules) {
        long start = System.nanoTime();
        Optimized optimized = Optimizer.optimize(bound, settings);
        long afterOptimize = System.nanoTime();
        PhysicalQuery physical = PhysicalPlanner.plan(optimized.plan(), new PlanEstimator(), settings.runtimeFilters());
        if (settings.checkPlans()) {
            PhysicalCheck.check(physical.root());
        }
        long afterPhysical = System.nanoTime();
        DistributedPlan distributed = Distributor.distribute(physical, catalog, settings, rules);
        if (settings.checkPlans()) {
            PhysicalCheck.check(distributed);
        }
        long end = System.nanoTime();
        List<PlannedQuery.Step> steps = List.of(new PlannedQuery.Step("optimize", afterOptimize - start),
                new PlannedQuery.Step("physical", afterPhysical - afterOptimize), new PlannedQuery.Step("distribute", end - afterPhysical));
        return new PlannedQuery(bound, optimized, distributed, physical.estimates(), steps);
    }
}
