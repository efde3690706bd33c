package dev.weir.planner.optimize.rule;

import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import java.util.ArrayList;
import java.util.List;

/// Drops sorts whose order nobody sees: below joins, groups, set operations and other sorts, unless a limit needs them.
public final class RemoveSorts {
    private RemoveSorts() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return remove(plan, true);
    }

    private static LogicalPlan remove(LogicalPlan plan, boolean ordered) {
        return switch (plan) {
            case LogicalPlan.Sort sort -> {
                LogicalPlan input = remove(sort.input(), false);
                yield ordered && !sort.keys().isEmpty() ? sort.withChildren(List.of(input)) : input;
            }
            case LogicalPlan.Limit limit -> limit.withChildren(List.of(remove(limit.input(), true)));
            case LogicalPlan.Filter _, LogicalPlan.Project _, LogicalPlan.Output _ -> plan.withChildren(List.of(remove(plan.children().getFirst(), ordered)));
            case LogicalPlan.With with -> {
                List<LogicalPlan> children = new ArrayList<>();
                with.definitions().forEach(definition -> children.add(remove(definition.plan(), false)));
                children.add(remove(with.body(), ordered));
                yield with.withChildren(children);
            }
            case LogicalPlan.Aggregate _, LogicalPlan.Join _, LogicalPlan.SetOperation _, LogicalPlan.AssertSingleRow _,
                 LogicalPlan.Window _ -> {
                List<LogicalPlan> children = new ArrayList<>();
                plan.children().forEach(child -> children.add(remove(child, false)));
                yield plan.withChildren(children);
            }
            case LogicalPlan.Scan _, LogicalPlan.Values _, LogicalPlan.SharedRef _ -> plan;
        };
    }
}
