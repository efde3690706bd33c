package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnOrder;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Moves the terms of filters as far down as they may go: through projections, sorts, grouping keys, set operations and
/// the sides of joins that keep their rows apart; what compares both sides of an inner join becomes its condition.
///
/// A term that can fail does not pass below a join: it would run on rows that the join removes. Guards stay before what
/// they guard, because the terms of a lower filter come before those of a higher one.
public final class PushFilters {
    private PushFilters() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return push(plan, List.of());
    }

    /// Answers the plan filtered by the terms.
    static LogicalPlan push(LogicalPlan plan, List<Expression> terms) {
        return switch (plan) {
            case LogicalPlan.Filter filter -> {
                List<Expression> all = new ArrayList<>(Conjuncts.of(filter.predicate()));
                terms.stream().filter(term -> !all.contains(term)).forEach(all::add);
                yield push(filter.input(), all);
            }
            case LogicalPlan.Project project -> project(project, terms);
            case LogicalPlan.Aggregate aggregate -> {
                Set<Integer> keys = ColumnUses.ids(aggregate.keys());
                List<Expression> below = new ArrayList<>();
                List<Expression> above = new ArrayList<>();
                for (Expression term : terms) {
                    boolean passes = !keys.isEmpty() && ColumnUses.covered(term, keys) && ExpressionFacts.deterministic(term);
                    (passes ? below : above).add(term);
                }
                yield filtered(aggregate.withChildren(List.of(push(aggregate.input(), below))), above);
            }
            case LogicalPlan.Window window -> {
                // whole partitions pass or do not
                Set<Integer> keys = ColumnUses.ids(window.partitionBy());
                List<Expression> below = new ArrayList<>();
                List<Expression> above = new ArrayList<>();
                for (Expression term : terms) {
                    boolean passes = !ColumnUses.of(term).isEmpty() && ColumnUses.covered(term, keys) && ExpressionFacts.deterministic(term);
                    (passes ? below : above).add(term);
                }
                yield filtered(window.withChildren(List.of(push(window.input(), below))), above);
            }
            case LogicalPlan.Join join -> PushFiltersIntoJoin.push(join, terms);
            case LogicalPlan.SetOperation operation -> setOperation(operation, terms);
            case LogicalPlan.Sort sort -> sort.withChildren(List.of(push(sort.input(), terms)));
            case LogicalPlan.With with -> {
                List<LogicalPlan> children = new ArrayList<>();
                with.definitions().forEach(definition -> children.add(push(definition.plan(), List.of())));
                children.add(push(with.body(), terms));
                yield with.withChildren(children);
            }
            case LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _, LogicalPlan.Output _ ->
                    filtered(plan.withChildren(List.of(push(plan.children().getFirst(), List.of()))), terms);
            case LogicalPlan.Scan _, LogicalPlan.Values _, LogicalPlan.SharedRef _ -> filtered(plan, terms);
        };
    }

    static LogicalPlan filtered(LogicalPlan plan, List<Expression> terms) {
        Expression condition = Conjuncts.and(terms);
        return condition == null ? plan : new LogicalPlan.Filter(plan, condition);
    }

    private static LogicalPlan project(LogicalPlan.Project project, List<Expression> terms) {
        Map<Integer, Expression> definitions = ColumnReplacement.definitions(project);
        List<Expression> below = new ArrayList<>();
        List<Expression> above = new ArrayList<>();
        for (Expression term : terms) {
            Expression replaced = ColumnReplacement.replace(term, definitions);
            boolean passes = ExpressionFacts.deterministic(replaced) && above.isEmpty() | ExpressionFacts.neverFails(replaced);
            if (passes) {
                below.add(replaced);
            } else {
                above.add(term);
            }
        }
        return filtered(project.withChildren(List.of(push(project.input(), below))), above);
    }

    private static LogicalPlan setOperation(LogicalPlan.SetOperation operation, List<Expression> terms) {
        List<Expression> below = new ArrayList<>();
        List<Expression> above = new ArrayList<>();
        for (Expression term : terms) {
            (ExpressionFacts.deterministic(term) && ExpressionFacts.neverFails(term) ? below : above).add(term);
        }
        List<LogicalPlan> inputs = new ArrayList<>();
        for (LogicalPlan input : operation.inputs()) {
            Map<Integer, Expression> positions = new HashMap<>();
            List<LogicalColumn> columns = input.columns();
            for (int i = 0; i < operation.columns().size(); i++) {
                positions.put(operation.columns().get(i).id(), columns.get(i).reference());
            }
            LogicalPlan pushed = push(input, ColumnReplacement.replace(below, positions));
            // a mark that became a semi join may have left its place: positions matter here
            inputs.add(ColumnOrder.keep(pushed, columns));
        }
        return filtered(operation.withChildren(inputs), above);
    }
}
