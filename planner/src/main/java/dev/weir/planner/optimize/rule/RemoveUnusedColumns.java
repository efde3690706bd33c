package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnOrder;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.property.Uniqueness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Computes and reads only what is used above: scans read fewer columns, calls and projections disappear, and so do joins
/// of which only unchanged left rows remain. Projections that do nothing go, adjacent ones become one.
public final class RemoveUnusedColumns {
    /// By shared result, the columns that its uses read.
    private final Map<Integer, Set<Integer>> shared = new HashMap<>();

    private RemoveUnusedColumns() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return new RemoveUnusedColumns().prune(plan, ColumnUses.outputs(plan));
    }

    private LogicalPlan prune(LogicalPlan plan, Set<Integer> required) {
        return switch (plan) {
            case LogicalPlan.Scan scan -> {
                Set<Integer> needed = new HashSet<>(required);
                ColumnUses.collect(scan.filter(), needed);
                List<LogicalColumn> columns = new ArrayList<>();
                List<Integer> sources = new ArrayList<>();
                for (int i = 0; i < scan.columns().size(); i++) {
                    if (needed.contains(scan.columns().get(i).id())) {
                        columns.add(scan.columns().get(i));
                        sources.add(scan.sources().get(i));
                    }
                }
                yield columns.size() == scan.columns().size() ? scan : new LogicalPlan.Scan(scan.table(), columns, sources, scan.filter());
            }
            case LogicalPlan.Values values -> values(values, required);
            case LogicalPlan.Filter filter -> {
                LogicalPlan input = prune(filter.input(), with(required, filter));
                yield filter.withChildren(List.of(input));
            }
            case LogicalPlan.Project project -> project(project, required);
            case LogicalPlan.Aggregate aggregate -> aggregate(aggregate, required);
            case Join join -> join(join, required);
            case LogicalPlan.SetOperation operation -> setOperation(operation, required);
            case LogicalPlan.Sort sort -> sort.withChildren(List.of(prune(sort.input(), with(required, sort))));
            case LogicalPlan.Window window -> window(window, required);
            case LogicalPlan.Limit _ -> plan.withChildren(List.of(prune(plan.children().getFirst(), required)));
            case LogicalPlan.AssertSingleRow _ -> plan.withChildren(List.of(prune(plan.children().getFirst(), required)));
            case LogicalPlan.Output output -> output.withChildren(List.of(prune(output.input(), with(Set.of(), output))));
            case LogicalPlan.With with -> with(with, required);
            case LogicalPlan.SharedRef reference -> {
                List<LogicalColumn> columns = new ArrayList<>();
                List<LogicalColumn> sources = new ArrayList<>();
                Set<Integer> read = shared.computeIfAbsent(reference.id(), _ -> new HashSet<>());
                for (int i = 0; i < reference.columns().size(); i++) {
                    if (required.contains(reference.columns().get(i).id())) {
                        columns.add(reference.columns().get(i));
                        sources.add(reference.sources().get(i));
                        read.add(reference.sources().get(i).id());
                    }
                }
                yield columns.size() == reference.columns().size() ? reference : new LogicalPlan.SharedRef(reference.id(), columns, sources);
            }
        };
    }

    private static Set<Integer> with(Set<Integer> required, LogicalPlan node) {
        Set<Integer> needed = new HashSet<>(required);
        ColumnUses.expressions(node).forEach(expression -> ColumnUses.collect(expression, needed));
        return needed;
    }

    private static LogicalPlan values(LogicalPlan.Values values, Set<Integer> required) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < values.columns().size(); i++) {
            if (required.contains(values.columns().get(i).id())) {
                kept.add(i);
            }
        }
        if (kept.size() == values.columns().size()) {
            return values;
        }
        List<List<Expression>> rows = new ArrayList<>();
        values.rows().forEach(row -> rows.add(kept.stream().map(row::get).toList()));
        return new LogicalPlan.Values(kept.stream().map(values.columns()::get).toList(), rows);
    }

    private LogicalPlan project(LogicalPlan.Project project, Set<Integer> required) {
        List<LogicalColumn> columns = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        Set<Integer> needed = new HashSet<>();
        for (int i = 0; i < project.columns().size(); i++) {
            if (required.contains(project.columns().get(i).id())) {
                columns.add(project.columns().get(i));
                expressions.add(project.expressions().get(i));
                ColumnUses.collect(project.expressions().get(i), needed);
            }
        }
        LogicalPlan input = prune(project.input(), needed);
        if (input instanceof LogicalPlan.Project inner && mergeable(inner, expressions)) {
            expressions = ColumnReplacement.replace(expressions, ColumnReplacement.definitions(inner));
            input = inner.input();
        }
        if (changesNothing(columns, expressions, input)) {
            return input;
        }
        return columns.equals(project.columns()) && input == project.input() && expressions.equals(project.expressions()) ? project
                : new LogicalPlan.Project(input, columns, expressions);
    }

    private static boolean changesNothing(List<LogicalColumn> columns, List<Expression> expressions, LogicalPlan input) {
        for (int i = 0; i < columns.size(); i++) {
            if (!(expressions.get(i) instanceof Expression.Column column) || column.index() != columns.get(i).id()) {
                return false;
            }
        }
        return columns.equals(input.columns());
    }

    /// Whether nothing expensive would be computed twice.
    private static boolean mergeable(LogicalPlan.Project inner, List<Expression> outer) {
        Map<Integer, Integer> uses = new HashMap<>();
        outer.forEach(expression -> count(expression, uses));
        for (int i = 0; i < inner.columns().size(); i++) {
            boolean cheap = inner.expressions().get(i) instanceof Expression.Column || inner.expressions().get(i) instanceof Expression.Literal;
            if (!cheap && uses.getOrDefault(inner.columns().get(i).id(), 0) > 1) {
                return false;
            }
        }
        return true;
    }

    private static void count(Expression expression, Map<Integer, Integer> uses) {
        if (expression instanceof Expression.Column column) {
            uses.merge(column.index(), 1, Integer::sum);
        }
        expression.children().forEach(child -> count(child, uses));
    }

    private LogicalPlan aggregate(LogicalPlan.Aggregate aggregate, Set<Integer> required) {
        List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>();
        for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
            if (required.contains(call.output().id())) {
                calls.add(call);
            }
        }
        if (aggregate.keys().isEmpty() && calls.isEmpty()) {
            // one row whatever the input
            return new LogicalPlan.Values(List.of(), List.of(List.of()));
        }
        LogicalPlan.Aggregate kept = calls.size() == aggregate.calls().size() ? aggregate
                : new LogicalPlan.Aggregate(aggregate.input(), aggregate.keys(), calls);
        return kept.withChildren(List.of(prune(kept.input(), with(Set.of(), kept))));
    }

    private LogicalPlan window(LogicalPlan.Window window, Set<Integer> required) {
        List<LogicalPlan.Window.Call> calls = new ArrayList<>();
        for (LogicalPlan.Window.Call call : window.calls()) {
            if (required.contains(call.output().id())) {
                calls.add(call);
            }
        }
        if (calls.isEmpty() && window.top() == null) {
            return prune(window.input(), required);
        }
        LogicalPlan.Window kept = calls.size() == window.calls().size() ? window
                : new LogicalPlan.Window(window.input(), window.partitionBy(), window.orderBy(), calls, window.top());
        Set<Integer> needed = with(required, kept);
        calls.forEach(call -> needed.remove(call.output().id()));
        return kept.withChildren(List.of(prune(kept.input(), needed)));
    }

    private LogicalPlan join(Join join, Set<Integer> required) {
        boolean rightUnused = true;
        for (LogicalColumn column : join.right().columns()) {
            rightUnused &= !required.contains(column.id());
        }
        boolean droppable = switch (join.kind()) {
            case MARK -> !required.contains(join.mark().id());
            case LEFT -> rightUnused && Uniqueness.unique(join.right(), keysOfRight(join));
            case INNER, RIGHT, FULL, SEMI, ANTI, SINGLE -> false;
        };
        if (droppable) {
            return prune(join.left(), required);
        }
        Set<Integer> needed = with(required, join);
        if (join.correlated()) {
            needed.addAll(ColumnUses.free(join.right()));
        }
        return join.withChildren(List.of(prune(join.left(), only(needed, join.left())), prune(join.right(), only(needed, join.right()))));
    }

    private static Set<Integer> keysOfRight(Join join) {
        Set<Integer> keys = new HashSet<>();
        Set<Integer> left = ColumnUses.outputs(join.left());
        for (Expression term : Conjuncts.of(join.condition())) {
            if (term instanceof Expression.Comparison comparison && comparison.operator() == Expression.Comparison.Operator.EQUAL) {
                if (comparison.left() instanceof Expression.Column column && ColumnUses.covered(comparison.right(), left)) {
                    keys.add(column.index());
                } else if (comparison.right() instanceof Expression.Column column && ColumnUses.covered(comparison.left(), left)) {
                    keys.add(column.index());
                }
            }
        }
        return keys;
    }

    private static Set<Integer> only(Set<Integer> needed, LogicalPlan side) {
        Set<Integer> own = new HashSet<>(ColumnUses.outputs(side));
        own.retainAll(needed);
        return own;
    }

    private LogicalPlan setOperation(LogicalPlan.SetOperation operation, Set<Integer> required) {
        boolean positional = operation.kind() == LogicalPlan.SetOperation.Kind.UNION && operation.all();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < operation.columns().size(); i++) {
            if (!positional || required.contains(operation.columns().get(i).id())) {
                kept.add(i);
            }
        }
        List<LogicalPlan> inputs = new ArrayList<>();
        for (LogicalPlan input : operation.inputs()) {
            List<LogicalColumn> columns = kept.stream().map(input.columns()::get).toList();
            inputs.add(ColumnOrder.keep(prune(input, ColumnUses.ids(columns)), columns));
        }
        List<LogicalColumn> columns = kept.stream().map(operation.columns()::get).toList();
        return columns.size() == operation.columns().size() ? operation.withChildren(inputs)
                : new LogicalPlan.SetOperation(operation.kind(), operation.all(), inputs, columns);
    }

    /// The body first, then definitions from the last to the first: by then all uses of each are known.
    private LogicalPlan with(LogicalPlan.With with, Set<Integer> required) {
        LogicalPlan body = prune(with.body(), required);
        List<LogicalPlan.With.Definition> definitions = new ArrayList<>();
        for (LogicalPlan.With.Definition definition : with.definitions().reversed()) {
            if (shared.containsKey(definition.id())) {
                LogicalPlan pruned = prune(definition.plan(), shared.get(definition.id()));
                definitions.addFirst(new LogicalPlan.With.Definition(definition.id(), definition.name(), pruned));
            }
        }
        return definitions.isEmpty() ? body : new LogicalPlan.With(definitions, body);
    }
}
