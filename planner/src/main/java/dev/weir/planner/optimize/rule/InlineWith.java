package dev.weir.planner.optimize.rule;

import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts the definition in the place of its only use, so that filters and join order see through it. A definition that is
/// not used goes; one that is used several times stays shared.
public final class InlineWith {
    private InlineWith() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        Map<Integer, Integer> uses = new HashMap<>();
        count(plan, uses);
        return inline(plan, uses, new HashMap<>());
    }

    private static LogicalPlan inline(LogicalPlan plan, Map<Integer, Integer> uses, Map<Integer, LogicalPlan> once) {
        if (plan instanceof LogicalPlan.SharedRef reference) {
            LogicalPlan definition = once.get(reference.id());
            return definition == null ? plan : renamed(definition, reference);
        }
        if (plan instanceof LogicalPlan.With with) {
            List<LogicalPlan.With.Definition> kept = new ArrayList<>();
            for (LogicalPlan.With.Definition definition : with.definitions()) {
                LogicalPlan inlined = inline(definition.plan(), uses, once);
                int count = uses.getOrDefault(definition.id(), 0);
                if (count == 1) {
                    once.put(definition.id(), inlined);
                } else if (count > 1) {
                    kept.add(new LogicalPlan.With.Definition(definition.id(), definition.name(), inlined));
                }
            }
            LogicalPlan body = inline(with.body(), uses, once);
            return kept.isEmpty() ? body : kept.equals(with.definitions()) && body == with.body() ? with : new LogicalPlan.With(kept, body);
        }
        List<LogicalPlan> children = new ArrayList<>();
        for (LogicalPlan child : plan.children()) {
            children.add(inline(child, uses, once));
        }
        return children.isEmpty() ? plan : plan.withChildren(children);
    }

    /// The columns of a use are new names for those of the definition.
    private static LogicalPlan renamed(LogicalPlan definition, LogicalPlan.SharedRef reference) {
        return new LogicalPlan.Project(definition, reference.columns(),
                reference.sources().stream().map(column -> (dev.weir.exec.expression.Expression) column.reference()).toList());
    }

    /// Uses that can be reached from the root: what only an unused definition reads is not used.
    private static void count(LogicalPlan plan, Map<Integer, Integer> uses) {
        if (plan instanceof LogicalPlan.SharedRef reference) {
            uses.merge(reference.id(), 1, Integer::sum);
        }
        if (plan instanceof LogicalPlan.With with) {
            count(with.body(), uses);
            for (LogicalPlan.With.Definition definition : with.definitions().reversed()) {
                if (uses.getOrDefault(definition.id(), 0) > 0) {
                    count(definition.plan(), uses);
                }
            }
            return;
        }
        plan.children().forEach(child -> count(child, uses));
    }
}
