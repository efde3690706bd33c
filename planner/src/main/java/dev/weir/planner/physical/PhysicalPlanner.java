package dev.weir.planner.physical;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.statistics.PlanEstimate;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Builds the physical plan top-down: each node is asked for the columns that its consumer needs, and gives no others
/// where dropping them is cheap.
public final class PhysicalPlanner {
    private final PlanEstimator estimator;
    private final Estimates estimates = new Estimates();
    private final JoinPlanner joins = new JoinPlanner(this);
    private final WindowPlanner windows = new WindowPlanner(this);
    private final SetOperationPlanner setOperations = new SetOperationPlanner(this);
    private final Map<Integer, SharedRows> shared = new HashMap<>();
    private int scans;
    private int sharedResults;

    /// What a definition became; one that is built twice is two shared results.
    private record SharedRows(int id, Built built) {}

    private PhysicalPlanner(PlanEstimator estimator) {
        this.estimator = estimator;
    }

    public static PhysicalQuery plan(LogicalPlan.Output output, PlanEstimator estimator) {
        return plan(output, estimator, true);
    }

    /// @param runtimeFilters whether joins are to narrow scans while the query runs
    public static PhysicalQuery plan(LogicalPlan.Output output, PlanEstimator estimator, boolean runtimeFilters) {
        PhysicalPlanner planner = new PhysicalPlanner(estimator);
        Built input = planner.build(output.input(), ColumnUses.ids(output.columns()));
        PhysicalPlan ordered = planner.inOrder(input, output.columns());
        PhysicalPlan filtered = runtimeFilters ? new RuntimeFilterPlacement(planner.estimates).place(ordered) : ordered;
        return new PhysicalQuery(filtered, output.names(), planner.estimates);
    }

    Estimates estimates() {
        return estimates;
    }

    PlanEstimate estimate(LogicalPlan plan) {
        return estimator.estimate(plan);
    }

    String home(LogicalPlan plan) {
        return estimator.home(plan);
    }

    /// Builds a node so that it gives at least the `required` columns.
    Built build(LogicalPlan plan, Set<Integer> required) {
        return switch (plan) {
            case LogicalPlan.Scan scan -> scan(scan, required);
            case LogicalPlan.Values values -> values(values);
            case LogicalPlan.Filter filter -> {
                Set<Integer> needed = new LinkedHashSet<>(required);
                ColumnUses.collect(filter.predicate(), needed);
                Built input = build(filter.input(), needed);
                Expression predicate = PredicateOrder.of(filter.predicate(), estimate(filter.input()));
                PhysicalPlan filtered = predicate == null ? input.plan() : new PhysicalPlan.Filter(input.plan(), input.resolve(predicate));
                yield trim(new Built(noted(filtered, plan, input, filter.columns()), input.positions()), required);
            }
            case LogicalPlan.Project project -> project(project, required);
            case LogicalPlan.Aggregate aggregate -> aggregate(aggregate);
            case LogicalPlan.Join join -> joins.build(join, required);
            case LogicalPlan.SetOperation operation -> setOperations.build(operation);
            case LogicalPlan.Sort sort -> {
                Built input = build(sort.input(), with(required, sort));
                yield new Built(noted(new PhysicalPlan.Sort(input.plan(), keys(sort, input)), plan, input, plan.columns()), input.positions());
            }
            case LogicalPlan.Window window -> windows.build(window, required);
            case LogicalPlan.Limit limit -> limit(limit, required);
            case LogicalPlan.AssertSingleRow single -> {
                Built input = build(single.input(), required);
                yield new Built(noted(new PhysicalPlan.AssertSingleRow(input.plan(), single.origin()), plan, input, plan.columns()), input.positions());
            }
            case LogicalPlan.With with -> with(with, required);
            case LogicalPlan.SharedRef reference -> sharedRef(reference);
            case LogicalPlan.Output _ -> throw new QueryException(ErrorCode.INTERNAL, "Output below the root");
        };
    }

    /// Keeps only the required columns, by a projection when there are others.
    Built trim(Built built, Set<Integer> required) {
        Map<Integer, Integer> kept = new LinkedHashMap<>();
        Map<Integer, Integer> positions = new HashMap<>();
        for (int id : required) {
            Integer position = built.positions().get(id);
            if (position != null) {
                kept.putIfAbsent(position, kept.size());
                positions.put(id, kept.get(position));
            }
        }
        List<SqlType> types = built.plan().types();
        if (kept.size() == types.size()) {
            return built;
        }
        List<Expression> expressions = new ArrayList<>();
        for (int position : kept.keySet()) {
            expressions.add(new Expression.Column(position, types.get(position)));
        }
        double rows = estimates.of(built.plan()).rows();
        return new Built(estimates.put(new PhysicalPlan.Project(built.plan(), expressions), rows), positions);
    }

    /// The plan with exactly these columns in this order.
    PhysicalPlan inOrder(Built built, List<LogicalColumn> columns) {
        List<Expression> expressions = new ArrayList<>();
        boolean same = built.plan().types().size() == columns.size();
        for (int i = 0; i < columns.size(); i++) {
            int position = built.position(columns.get(i).id());
            same &= position == i;
            expressions.add(new Expression.Column(position, built.plan().types().get(position)));
        }
        return same ? built.plan() : estimates.put(new PhysicalPlan.Project(built.plan(), expressions), estimates.of(built.plan()).rows());
    }

    /// Adds computed columns behind those of the plan; a bare column is not added again.
    ///
    /// @param added receives the position of each expression
    Built extend(Built built, List<Expression> wanted, List<Integer> added) {
        List<SqlType> types = built.plan().types();
        List<Expression> all = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            all.add(new Expression.Column(i, types.get(i)));
        }
        for (Expression expression : wanted) {
            Expression resolved = built.resolve(expression);
            int position = all.indexOf(resolved);
            if (position < 0) {
                position = all.size();
                all.add(resolved);
            }
            added.add(position);
        }
        if (all.size() == types.size()) {
            return built;
        }
        return new Built(estimates.put(new PhysicalPlan.Project(built.plan(), all), estimates.of(built.plan()).rows()), built.positions());
    }

    private Built scan(LogicalPlan.Scan scan, Set<Integer> required) {
        Set<Integer> needed = new LinkedHashSet<>(required);
        ColumnUses.collect(scan.filter(), needed);
        List<LogicalColumn> columns = new ArrayList<>();
        List<PhysicalPlan.Scan.ScanColumn> read = new ArrayList<>();
        for (int i = 0; i < scan.columns().size(); i++) {
            if (needed.contains(scan.columns().get(i).id())) {
                columns.add(scan.columns().get(i));
                read.add(new PhysicalPlan.Scan.ScanColumn(scan.table().columns().get(scan.sources().get(i)).name(), scan.columns().get(i).type()));
            }
        }
        LogicalPlan.Scan unfiltered = new LogicalPlan.Scan(scan.table(), scan.columns(), scan.sources(), null);
        Expression filter = scan.filter() == null ? null : PredicateOrder.of(scan.filter(), estimate(unfiltered));
        PlanEstimate estimate = estimate(scan);
        Built unresolved = Built.of(null, columns);
        PhysicalPlan plan = new PhysicalPlan.Scan(scans++, scan.table().name(), scan.table().snapshot(), read, unresolved.resolve(filter),
                new ScanAccess.Unresolved(), List.of(), estimate.rows());
        estimates.put(plan, new Estimates.Estimate(estimate.rows(), estimate.rowBytes(columns)));
        return trim(new Built(plan, unresolved.positions()), required);
    }

    private Built values(LogicalPlan.Values values) {
        List<SqlType> types = new ArrayList<>();
        for (LogicalColumn column : values.columns()) {
            types.add(column.type());
        }
        List<List<Expression.Literal>> rows = new ArrayList<>();
        List<PhysicalPlan> computed = new ArrayList<>();
        for (List<Expression> row : values.rows()) {
            List<Expression.Literal> literals = new ArrayList<>();
            for (Expression value : row) {
                if (value instanceof Expression.Literal literal) {
                    literals.add(literal);
                }
            }
            if (literals.size() == row.size()) {
                rows.add(literals);
            } else {
                computed.add(estimates.put(new PhysicalPlan.Project(new PhysicalPlan.Values(List.of(), List.of(List.of())), row), 1));
            }
        }
        PhysicalPlan constants = estimates.put(new PhysicalPlan.Values(types, rows), rows.size());
        if (computed.isEmpty()) {
            return Built.of(constants, values.columns());
        }
        if (!rows.isEmpty()) {
            computed.addFirst(constants);
        }
        return Built.of(computed.size() == 1 ? computed.getFirst() : estimates.put(new PhysicalPlan.Union(computed), values.rows().size()), values.columns());
    }

    private Built project(LogicalPlan.Project project, Set<Integer> required) {
        Map<LogicalColumn, Expression> kept = new LinkedHashMap<>();
        Set<Integer> needed = new LinkedHashSet<>();
        boolean bare = true;
        for (int i = 0; i < project.columns().size(); i++) {
            if (required.contains(project.columns().get(i).id())) {
                kept.put(project.columns().get(i), project.expressions().get(i));
                ColumnUses.collect(project.expressions().get(i), needed);
                bare &= project.expressions().get(i) instanceof Expression.Column;
            }
        }
        Built input = build(project.input(), needed);
        if (bare) {
            Map<Integer, Integer> positions = new HashMap<>();
            kept.forEach((column, expression) -> positions.put(column.id(), input.position(((Expression.Column) expression).index())));
            return new Built(input.plan(), positions);
        }
        List<Expression> expressions = new ArrayList<>();
        kept.values().forEach(expression -> expressions.add(input.resolve(expression)));
        List<LogicalColumn> columns = new ArrayList<>(kept.keySet());
        return Built.of(noted(projected(input.plan(), expressions), project, null, columns), columns);
    }

    private Built aggregate(LogicalPlan.Aggregate aggregate) {
        Set<Integer> needed = new LinkedHashSet<>();
        for (Expression expression : ColumnUses.expressions(aggregate)) {
            ColumnUses.collect(expression, needed);
        }
        Built input = build(aggregate.input(), needed);
        List<Expression> wanted = new ArrayList<>();
        for (LogicalColumn key : aggregate.keys()) {
            wanted.add(key.reference());
        }
        for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
            wanted.addAll(call.arguments());
            if (call.filter() != null) {
                wanted.add(call.filter());
            }
        }
        List<Integer> positions = new ArrayList<>();
        PhysicalPlan source = arguments(input, wanted, positions);
        int next = 0;
        List<Integer> keys = new ArrayList<>();
        while (next < aggregate.keys().size()) {
            keys.add(positions.get(next++));
        }
        List<AggregateCall> calls = new ArrayList<>();
        for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
            List<Integer> arguments = new ArrayList<>();
            for (int i = 0; i < call.arguments().size(); i++) {
                arguments.add(positions.get(next++));
            }
            int filter = call.filter() == null ? -1 : positions.get(next++);
            calls.add(new AggregateCall(call.function(), arguments, call.distinct(), filter, call.signature(), call.origin()));
        }
        double groups = estimate(aggregate).rows();
        PhysicalPlan plan = new PhysicalPlan.Aggregate(source, keys, calls, PhysicalPlan.Aggregate.Step.SINGLE, groups);
        return Built.of(noted(plan, aggregate, null, aggregate.columns()), aggregate.columns());
    }

    /// The input itself when all that is wanted are its columns, else a projection to just what is wanted.
    private PhysicalPlan arguments(Built input, List<Expression> wanted, List<Integer> positions) {
        boolean bare = true;
        for (Expression expression : wanted) {
            bare &= expression instanceof Expression.Column;
        }
        List<Expression> distinct = new ArrayList<>();
        for (Expression expression : wanted) {
            Expression resolved = input.resolve(expression);
            if (bare) {
                positions.add(((Expression.Column) resolved).index());
            } else {
                int position = distinct.indexOf(resolved);
                if (position < 0) {
                    position = distinct.size();
                    distinct.add(resolved);
                }
                positions.add(position);
            }
        }
        return bare ? input.plan() : estimates.put(projected(input.plan(), distinct), estimates.of(input.plan()).rows());
    }

    /// A projection; one below that only picks columns is passed over.
    private static PhysicalPlan projected(PhysicalPlan input, List<Expression> expressions) {
        if (!(input instanceof PhysicalPlan.Project below) || !below.expressions().stream().allMatch(expression -> expression instanceof Expression.Column)) {
            return new PhysicalPlan.Project(input, expressions);
        }
        List<Expression> through = new ArrayList<>();
        for (Expression expression : expressions) {
            through.add(expression.transformUp(part -> part instanceof Expression.Column column ? below.expressions().get(column.index()) : part));
        }
        return new PhysicalPlan.Project(below.input(), through);
    }

    private Built limit(LogicalPlan.Limit limit, Set<Integer> required) {
        if (limit.input() instanceof LogicalPlan.Sort sort && limit.count() != Long.MAX_VALUE) {
            Built input = build(sort.input(), with(required, sort));
            PhysicalPlan plan = new PhysicalPlan.TopN(input.plan(), keys(sort, input), limit.count(), limit.offset());
            return new Built(noted(plan, limit, input, limit.columns()), input.positions());
        }
        Built input = build(limit.input(), required);
        return new Built(noted(new PhysicalPlan.Limit(input.plan(), limit.count(), limit.offset()), limit, input, limit.columns()), input.positions());
    }

    private Built with(LogicalPlan.With with, Set<Integer> required) {
        estimator.estimate(with);
        Map<Integer, Set<Integer>> read = new HashMap<>();
        read(with, read);
        List<PhysicalPlan.With.Definition> definitions = new ArrayList<>();
        for (LogicalPlan.With.Definition definition : with.definitions()) {
            // rows without columns cannot be kept
            Set<Integer> wanted = read.containsKey(definition.id()) ? read.get(definition.id()) : new LinkedHashSet<>();
            if (wanted.isEmpty() && !definition.plan().columns().isEmpty()) {
                wanted.add(definition.plan().columns().getFirst().id());
            }
            Built built = trim(build(definition.plan(), wanted), wanted);
            SharedRows rows = new SharedRows(sharedResults++, built);
            shared.put(definition.id(), rows);
            definitions.add(new PhysicalPlan.With.Definition(rows.id(), built.plan()));
        }
        Built body = build(with.body(), required);
        return new Built(estimates.put(new PhysicalPlan.With(definitions, body.plan()), estimates.of(body.plan())), body.positions());
    }

    /// By shared result, the columns that its uses read.
    private static void read(LogicalPlan plan, Map<Integer, Set<Integer>> read) {
        if (plan instanceof LogicalPlan.SharedRef reference) {
            read.computeIfAbsent(reference.id(), _ -> new LinkedHashSet<>()).addAll(ColumnUses.ids(reference.sources()));
        }
        plan.children().forEach(child -> read(child, read));
    }

    private Built sharedRef(LogicalPlan.SharedRef reference) {
        SharedRows rows = shared.get(reference.id());
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < reference.columns().size(); i++) {
            positions.put(reference.columns().get(i).id(), rows.built().positions().get(reference.sources().get(i).id()));
        }
        PhysicalPlan plan = new PhysicalPlan.SharedRef(rows.id(), rows.built().plan().types());
        return new Built(estimates.put(plan, estimate(reference).rows()), positions);
    }

    private PhysicalPlan noted(PhysicalPlan plan, LogicalPlan logical, Built input, List<LogicalColumn> columns) {
        PlanEstimate estimate = estimate(logical);
        double rowBytes = input != null ? estimates.of(input.plan()).rowBytes() : estimate.rowBytes(columns);
        return estimates.put(plan, new Estimates.Estimate(estimate.rows(), rowBytes));
    }

    private static Set<Integer> with(Set<Integer> required, LogicalPlan.Sort sort) {
        Set<Integer> needed = new LinkedHashSet<>(required);
        for (LogicalPlan.Sort.Key key : sort.keys()) {
            needed.add(key.column().id());
        }
        return needed;
    }

    private static List<SortKey> keys(LogicalPlan.Sort sort, Built input) {
        List<SortKey> keys = new ArrayList<>();
        for (LogicalPlan.Sort.Key key : sort.keys()) {
            keys.add(new SortKey(input.position(key.column().id()), key.descending(), key.nullsFirst()));
        }
        return keys;
    }
}
