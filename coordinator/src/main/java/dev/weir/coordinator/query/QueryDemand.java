package dev.weir.coordinator.query;

import dev.weir.coordinator.admission.Demand;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.planner.PlannedQuery;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.physical.Estimates;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Estimates from a plan what a query needs: what its hash tables, sorts and shared results will hold, by the planner's rows.
final class QueryDemand {
    /// A query is small when it reads at most so many values and no operator makes more rows than that.
    private static final double SMALL_VALUES = 1_000_000;
    private static final double SMALL_BYTES = 32 << 20;
    private static final double SCAN_BYTES = 8 << 20;
    private static final double COLUMN_BYTES = 1 << 20;
    private static final double STAGE_BYTES = 1 << 20;
    private static final double MOST_PARTIAL_BYTES = 32 << 20;
    /// Beside the values: hash, link and directory entry of a row in a table.
    private static final double ENTRY_BYTES = 24;

    private final PlannedQuery query;
    private final Catalog catalog;
    private double values;
    private double mostRows;
    private boolean scans;

    private QueryDemand(PlannedQuery query, Catalog catalog) {
        this.query = query;
        this.catalog = catalog;
    }

    /// @param pool the pool of memory that a domain's stages take from
    static Demand of(PlannedQuery query, Catalog catalog, UnaryOperator<String> pool, String user, String sql) {
        return new QueryDemand(query, catalog).demand(pool, user, sql);
    }

    private Demand demand(UnaryOperator<String> pool, String user, String sql) {
        Map<String, Long> memory = new HashMap<>();
        double all = 0;
        for (Fragment fragment : query.plan().fragments()) {
            String domain = fragment.site() instanceof Site.Domain in ? in.name() : SystemTable.DOMAIN;
            int parts = fragment.parallel() ? Math.max(1, catalog.workers(domain)) : 1;
            double bytes = STAGE_BYTES + bytes(fragment.root(), parts);
            all += bytes;
            memory.merge(pool.apply(domain), (long) Math.min(Long.MAX_VALUE / 4, bytes), Long::sum);
        }
        return new Demand(user, sql, size(all), memory);
    }

    private Demand.Size size(double bytes) {
        if (values > SMALL_VALUES || mostRows > SMALL_VALUES || bytes > SMALL_BYTES + SCAN_BYTES * query.plan().fragments().size()) {
            return Demand.Size.LARGE;
        }
        return scans ? Demand.Size.SMALL : Demand.Size.NOTHING;
    }

    /// @param parts tasks that share the rows
    private double bytes(PhysicalPlan plan, int parts) {
        double bytes = held(plan, parts);
        mostRows = Math.max(mostRows, query.estimates().of(plan).rows());
        for (PhysicalPlan child : plan.children()) {
            bytes += bytes(child, parts);
        }
        return bytes;
    }

    private double held(PhysicalPlan plan, int parts) {
        return switch (plan) {
            case PhysicalPlan.Scan scan -> {
                if (scan.table().domain().equals(SystemTable.DOMAIN)) {
                    yield 0;
                }
                scans = true;
                values += catalog.table(scan.table()).map(TableDescription::rows).filter(rows -> rows >= 0).map(Long::doubleValue)
                        .orElse(scan.estimatedRows()) * Math.max(1, scan.columns().size());
                yield SCAN_BYTES + COLUMN_BYTES * scan.columns().size();
            }
            case PhysicalPlan.HashJoin join -> table(join.build()) / parts;
            case PhysicalPlan.NestedLoopJoin join -> table(join.build());
            case PhysicalPlan.Aggregate aggregate -> {
                double table = Math.max(1, aggregate.estimatedGroups()) * (Estimates.rowBytes(aggregate.types()) + ENTRY_BYTES);
                yield aggregate.step() == PhysicalPlan.Aggregate.Step.PARTIAL ? Math.min(table, MOST_PARTIAL_BYTES) : table / parts;
            }
            case PhysicalPlan.Sort sort -> table(sort.input()) / parts;
            case PhysicalPlan.Window window -> table(window.input()) / parts;
            case PhysicalPlan.TopN top -> Math.min(table(top.input()), ((double) top.count() + top.offset()) * (Estimates.rowBytes(top.types()) + ENTRY_BYTES));
            case PhysicalPlan.With with -> {
                double shared = 0;
                for (PhysicalPlan.With.Definition definition : with.definitions()) {
                    shared += table(definition.plan());
                }
                yield shared / parts;
            }
            case PhysicalPlan.Values _, PhysicalPlan.ExchangeSource _, PhysicalPlan.Filter _, PhysicalPlan.Project _, PhysicalPlan.Limit _,
                    PhysicalPlan.Union _, PhysicalPlan.AssertSingleRow _, PhysicalPlan.Repeat _, PhysicalPlan.SharedRef _,
                    PhysicalPlan.ExchangeSink _, PhysicalPlan.ClientOutput _ -> 0;
        };
    }

    private double table(PhysicalPlan rows) {
        Estimates.Estimate estimate = query.estimates().of(rows);
        return estimate.rows() * (estimate.rowBytes() + ENTRY_BYTES);
    }
}
