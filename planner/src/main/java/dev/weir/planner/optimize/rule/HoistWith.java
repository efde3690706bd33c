package dev.weir.planner.optimize.rule;

import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import java.util.ArrayList;
import java.util.List;

/// Collects all shared results at the root, so that none stands between filters and joins that belong together. Sound once
/// no definition is correlated.
public final class HoistWith {
    private HoistWith() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        if (!(plan instanceof LogicalPlan.Output output)) {
            return plan;
        }
        if (output.input() instanceof LogicalPlan.With with && !nested(with)) {
            return plan;
        }
        List<LogicalPlan.With.Definition> definitions = new ArrayList<>();
        LogicalPlan body = hoist(output.input(), definitions);
        return definitions.isEmpty() ? plan : output.withChildren(List.of(new LogicalPlan.With(definitions, body)));
    }

    private static boolean nested(LogicalPlan.With with) {
        return with.children().stream().anyMatch(HoistWith::contains);
    }

    private static boolean contains(LogicalPlan plan) {
        return plan instanceof LogicalPlan.With || plan.children().stream().anyMatch(HoistWith::contains);
    }

    private static LogicalPlan hoist(LogicalPlan plan, List<LogicalPlan.With.Definition> definitions) {
        if (plan instanceof LogicalPlan.With with) {
            for (LogicalPlan.With.Definition definition : with.definitions()) {
                LogicalPlan hoisted = hoist(definition.plan(), definitions);
                definitions.add(new LogicalPlan.With.Definition(definition.id(), definition.name(), hoisted));
            }
            return hoist(with.body(), definitions);
        }
        List<LogicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(hoist(child, definitions)));
        return children.isEmpty() ? plan : plan.withChildren(children);
    }
}
