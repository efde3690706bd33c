package dev.weir.planner.optimize.property;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.expression.NullRejection;
import java.util.HashSet;
import java.util.Set;

/// Proves that columns and expressions are never NULL.
public final class Nullability {
    private Nullability() {}

    /// The ids of the output columns that are never NULL.
    public static Set<Integer> nonNull(LogicalPlan plan) {
        Set<Integer> known = new HashSet<>();
        switch (plan) {
            case LogicalPlan.Scan scan -> {
                for (int i = 0; i < scan.columns().size(); i++) {
                    int id = scan.columns().get(i).id();
                    if (!scan.table().columns().get(scan.sources().get(i)).nullable()
                            || scan.filter() != null && NullRejection.rejects(scan.filter(), Set.of(id))) {
                        known.add(id);
                    }
                }
            }
            case LogicalPlan.Filter filter -> {
                known.addAll(nonNull(filter.input()));
                for (LogicalColumn column : filter.columns()) {
                    if (!known.contains(column.id()) && NullRejection.rejects(filter.predicate(), Set.of(column.id()))) {
                        known.add(column.id());
                    }
                }
            }
            case LogicalPlan.Project project -> {
                Set<Integer> below = nonNull(project.input());
                for (int i = 0; i < project.columns().size(); i++) {
                    if (never(project.expressions().get(i), below)) {
                        known.add(project.columns().get(i).id());
                    }
                }
            }
            case LogicalPlan.Aggregate aggregate -> {
                Set<Integer> below = nonNull(aggregate.input());
                aggregate.keys().stream().filter(key -> below.contains(key.id())).forEach(key -> known.add(key.id()));
                for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                    boolean some = !aggregate.keys().isEmpty() && call.filter() == null && !call.arguments().isEmpty()
                            && call.arguments().stream().allMatch(argument -> never(argument, below)) && oneValueIsEnough(call.function());
                    if (call.function().onEmpty() == AggregateFunction.OnEmpty.ZERO || some) {
                        known.add(call.output().id());
                    }
                }
            }
            case LogicalPlan.Join join -> {
                boolean left = join.kind() != LogicalPlan.Join.Kind.RIGHT && join.kind() != LogicalPlan.Join.Kind.FULL;
                boolean right = join.kind() == LogicalPlan.Join.Kind.INNER || join.kind() == LogicalPlan.Join.Kind.RIGHT;
                if (left) {
                    known.addAll(nonNull(join.left()));
                }
                if (right) {
                    known.addAll(nonNull(join.right()));
                }
                if (join.kind() == LogicalPlan.Join.Kind.INNER && join.condition() != null) {
                    for (Expression term : Conjuncts.of(join.condition())) {
                        for (int id : ColumnUses.of(term)) {
                            if (NullRejection.rejects(term, Set.of(id))) {
                                known.add(id);
                            }
                        }
                    }
                }
                if (join.mark() != null && !join.nullAware()) {
                    known.add(join.mark().id());
                }
            }
            case LogicalPlan.Sort sort -> known.addAll(nonNull(sort.input()));
            case LogicalPlan.Window window -> {
                known.addAll(nonNull(window.input()));
                window.calls().stream().filter(call -> call.function().kind().numbers()).forEach(call -> known.add(call.output().id()));
            }
            case LogicalPlan.Limit limit -> known.addAll(nonNull(limit.input()));
            case LogicalPlan.With with -> known.addAll(nonNull(with.body()));
            case LogicalPlan.Output output -> known.addAll(nonNull(output.input()));
            case LogicalPlan.SetOperation operation -> {
                for (int i = 0; i < operation.columns().size(); i++) {
                    int at = i;
                    if (operation.inputs().stream().allMatch(input -> nonNull(input).contains(input.columns().get(at).id()))) {
                        known.add(operation.columns().get(i).id());
                    }
                }
            }
            case LogicalPlan.Values _, LogicalPlan.AssertSingleRow _, LogicalPlan.SharedRef _ -> { }
        }
        return known;
    }

    /// Whether the expression is never NULL, given columns that never are.
    public static boolean never(Expression expression, Set<Integer> nonNull) {
        return switch (expression) {
            case Expression.Column column -> nonNull.contains(column.index());
            case Expression.Literal literal -> !literal.isNull();
            case Expression.IsNull _ -> true;
            case Expression.Comparison comparison when comparison.operator() == Expression.Comparison.Operator.DISTINCT
                    || comparison.operator() == Expression.Comparison.Operator.NOT_DISTINCT -> true;
            case Expression.Coalesce coalesce -> coalesce.operands().stream().anyMatch(operand -> never(operand, nonNull));
            case Expression.Cast cast -> !cast.orNull() && never(cast.value(), nonNull);
            case Expression.InList in -> never(in.value(), nonNull) && in.list().stream().noneMatch(Expression.Literal::isNull);
            case Expression.Arithmetic _, Expression.Negate _, Expression.Comparison _, Expression.And _, Expression.Or _, Expression.Not _,
                 Expression.Like _ -> expression.children().stream().allMatch(child -> never(child, nonNull));
            case Expression.Case _, Expression.Call _, Expression.Parameter _ -> false;
        };
    }

    private static boolean oneValueIsEnough(AggregateFunction function) {
        return switch (function.accumulator()) {
            case COUNT, COUNT_IF, SUM, AVG, MIN, MAX, ANY_VALUE, BOOL_AND, BOOL_OR, VARIANCE_POPULATION, STDDEV_POPULATION -> true;
            case VARIANCE_SAMPLE, STDDEV_SAMPLE -> false;
        };
    }
}
