package dev.weir.planner.optimize.statistics;

import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.catalog.ColumnStatistics;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Estimates logical nodes bottom-up and remembers each by identity. One instance serves one plan and its rewritings.
public final class PlanEstimator {
    private final Map<LogicalPlan, PlanEstimate> known = new IdentityHashMap<>();
    private final Map<Integer, LogicalPlan> definitions = new HashMap<>();

    public PlanEstimate estimate(LogicalPlan plan) {
        PlanEstimate estimate = known.get(plan);
        if (estimate == null) {
            estimate = compute(plan);
            known.put(plan, estimate);
        }
        return estimate;
    }

    public double bytes(LogicalPlan plan) {
        return estimate(plan).bytes(plan.columns());
    }

    /// The domain that holds most of what the plan reads; null when it reads no table.
    public String home(LogicalPlan plan) {
        Map<String, Double> bytes = new LinkedHashMap<>();
        weigh(plan, bytes);
        String most = null;
        for (Map.Entry<String, Double> entry : bytes.entrySet()) {
            most = most == null || entry.getValue() > bytes.get(most) ? entry.getKey() : most;
        }
        return most;
    }

    private void weigh(LogicalPlan plan, Map<String, Double> bytes) {
        if (plan instanceof LogicalPlan.Scan scan) {
            bytes.merge(scan.table().name().domain(), bytes(scan), Double::sum);
        }
        plan.children().forEach(child -> weigh(child, bytes));
    }

    private PlanEstimate compute(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Scan scan -> scan(scan);
            case LogicalPlan.Values values -> values(values);
            case LogicalPlan.Filter filter -> Selectivity.filter(estimate(filter.input()), filter.predicate());
            case LogicalPlan.Project project -> {
                PlanEstimate input = estimate(project.input());
                Map<Integer, ColumnEstimate> columns = new HashMap<>();
                for (int i = 0; i < project.columns().size(); i++) {
                    columns.put(project.columns().get(i).id(), ExpressionEstimate.of(project.expressions().get(i), input));
                }
                yield new PlanEstimate(input.rows(), columns);
            }
            case LogicalPlan.Aggregate aggregate -> aggregate(aggregate);
            case LogicalPlan.Join join -> JoinEstimate.of(join, estimate(join.left()), estimate(join.right()));
            case LogicalPlan.SetOperation operation -> setOperation(operation);
            case LogicalPlan.Sort sort -> estimate(sort.input());
            case LogicalPlan.Window window -> window(window);
            case LogicalPlan.Limit limit -> {
                PlanEstimate input = estimate(limit.input());
                double rows = Math.max(0, input.rows() - limit.offset());
                yield input.scaled(limit.count() == Long.MAX_VALUE ? rows : Math.min(rows, limit.count()));
            }
            case LogicalPlan.AssertSingleRow single -> new PlanEstimate(1, estimate(single.input()).scaled(1).columns());
            case LogicalPlan.With with -> {
                for (LogicalPlan.With.Definition definition : with.definitions()) {
                    definitions.put(definition.id(), definition.plan());
                }
                yield estimate(with.body());
            }
            case LogicalPlan.SharedRef reference -> {
                LogicalPlan definition = definitions.get(reference.id());
                yield definition == null ? unknown(reference.columns()) : renamed(estimate(definition), reference.sources(), reference.columns());
            }
            case LogicalPlan.Output output -> estimate(output.input());
        };
    }

    private static PlanEstimate scan(LogicalPlan.Scan scan) {
        TableDescription table = scan.table();
        double rows = table.rows() < 0 ? Defaults.TABLE_ROWS : Math.max(1, table.rows());
        Map<Integer, ColumnEstimate> columns = new HashMap<>();
        for (int i = 0; i < scan.columns().size(); i++) {
            TableDescription.ColumnDescription description = table.columns().get(scan.sources().get(i));
            columns.put(scan.columns().get(i).id(), column(description.statistics(), description.type(), description.nullable(), rows));
        }
        PlanEstimate all = new PlanEstimate(rows, columns);
        return scan.filter() == null ? all : Selectivity.filter(all, scan.filter());
    }

    private static ColumnEstimate column(ColumnStatistics statistics, SqlType type, boolean nullable, double rows) {
        double min = ColumnEstimate.onAxis(statistics.min());
        double max = ColumnEstimate.onAxis(statistics.max());
        boolean whole = type instanceof SqlType.Integral || type instanceof SqlType.Date;
        double distinct = statistics.distinct();
        if (Double.isNaN(distinct) || distinct < 1) {
            distinct = whole && !Double.isNaN(min) && !Double.isNaN(max) ? Math.min(rows, max - min + 1) : PlanEstimate.unknown(rows, 0).distinct();
        } else if (whole && !Double.isNaN(min) && !Double.isNaN(max)) {
            distinct = Math.min(distinct, max - min + 1);
        }
        double nulls = Double.isNaN(statistics.nullFraction()) ? nullable ? Defaults.NULLS : 0 : statistics.nullFraction();
        double bytes = Double.isNaN(statistics.averageBytes()) || !(type.isString() || type instanceof SqlType.Varbinary)
                ? Defaults.bytes(type) : statistics.averageBytes() + 4;
        return new ColumnEstimate(Math.max(1, Math.min(distinct, rows)), nulls, min, max, bytes, rows);
    }

    private static PlanEstimate values(LogicalPlan.Values values) {
        double rows = values.rows().size();
        Map<Integer, ColumnEstimate> columns = new HashMap<>();
        for (LogicalColumn column : values.columns()) {
            columns.put(column.id(), new ColumnEstimate(Math.max(1, rows), 0, Double.NaN, Double.NaN, Defaults.bytes(column.type()), rows));
        }
        return new PlanEstimate(rows, columns);
    }

    private PlanEstimate aggregate(LogicalPlan.Aggregate aggregate) {
        PlanEstimate input = estimate(aggregate.input());
        double groups = 1;
        for (LogicalColumn key : aggregate.keys()) {
            groups *= input.column(key.id()).distinct();
        }
        double rows = aggregate.keys().isEmpty() ? 1 : Math.max(Math.min(1, input.rows()), Math.min(groups, input.rows()));
        Map<Integer, ColumnEstimate> columns = new HashMap<>();
        for (LogicalColumn key : aggregate.keys()) {
            ColumnEstimate column = input.column(key.id());
            columns.put(key.id(), column.withDistinct(Math.min(column.distinct(), rows)));
        }
        for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
            columns.put(call.output().id(),
                    new ColumnEstimate(Math.max(1, rows), 0, Double.NaN, Double.NaN, Defaults.bytes(call.output().type()), rows, moments(call, input, rows)));
        }
        return new PlanEstimate(rows, columns);
    }

    /// What is thought of a count, or of a sum of values whose range is known; null of other calls.
    private static Moments moments(LogicalPlan.Aggregate.Call call, PlanEstimate input, double groups) {
        boolean sum = call.function() == AggregateFunctions.SUM;
        if (call.distinct() || call.filter() != null || input.rows() < 1 || groups < 1 || !sum && call.function() != AggregateFunctions.COUNT) {
            return null;
        }
        double count = input.rows() / groups;
        if (call.arguments().isEmpty()) {
            return new Moments(1, Double.MIN_NORMAL).sum(count);
        }
        ColumnEstimate argument = ExpressionEstimate.of(call.arguments().getFirst(), input);
        count = Math.max(count * (1 - argument.nullFraction()), Double.MIN_NORMAL);
        if (!sum) {
            return new Moments(1, Double.MIN_NORMAL).sum(count);
        }
        return argument.hasRange() ? Moments.ofRange(argument.min(), argument.max()).sum(count) : null;
    }

    private PlanEstimate window(LogicalPlan.Window window) {
        PlanEstimate input = estimate(window.input());
        double partitions = 1;
        for (LogicalColumn key : window.partitionBy()) {
            partitions *= input.column(key.id()).distinct();
        }
        double rows = window.top() == null ? input.rows() : Math.min(input.rows(), partitions * window.top().count());
        Map<Integer, ColumnEstimate> columns = new HashMap<>(input.scaled(rows).columns());
        for (LogicalPlan.Window.Call call : window.calls()) {
            columns.put(call.output().id(),
                    new ColumnEstimate(Math.max(1, rows), 0, Double.NaN, Double.NaN, Defaults.bytes(call.output().type()), rows));
        }
        return new PlanEstimate(rows, columns);
    }

    private PlanEstimate setOperation(LogicalPlan.SetOperation operation) {
        PlanEstimate first = estimate(operation.inputs().getFirst());
        double sum = 0;
        double least = first.rows();
        for (LogicalPlan input : operation.inputs()) {
            double rows = estimate(input).rows();
            sum += rows;
            least = Math.min(least, rows);
        }
        double rows = switch (operation.kind()) {
            case UNION -> operation.all() ? sum : sum * 0.75;
            case INTERSECT -> least * 0.5;
            case EXCEPT -> first.rows() * 0.5;
        };
        return new PlanEstimate(rows, renamed(first, operation.inputs().getFirst().columns(), operation.columns()).columns());
    }

    private static PlanEstimate renamed(PlanEstimate estimate, List<LogicalColumn> from, List<LogicalColumn> to) {
        Map<Integer, ColumnEstimate> columns = new HashMap<>();
        for (int i = 0; i < from.size(); i++) {
            columns.put(to.get(i).id(), estimate.column(from.get(i).id()));
        }
        return new PlanEstimate(estimate.rows(), columns);
    }

    private static PlanEstimate unknown(List<LogicalColumn> columns) {
        Map<Integer, ColumnEstimate> unknown = new HashMap<>();
        for (LogicalColumn column : columns) {
            unknown.put(column.id(), PlanEstimate.unknown(Defaults.ROWS, Defaults.bytes(column.type())));
        }
        return new PlanEstimate(Defaults.ROWS, unknown);
    }
}
