package dev.weir.planner.optimize.rule;

import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.With.Definition;
import dev.weir.planner.optimize.PassContext;
import java.util.ArrayList;
import java.util.List;

/// Moves each shared result down to the lowest part of the plan that has all of its uses. Whatever lies between a shared
/// result and its uses runs beside it in one task: what lies above may run in several, and at another domain where fewer
/// bytes go to. Sound once no definition is correlated.
public final class SinkWith {
    private SinkWith() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        List<LogicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(apply(child, context)));
        LogicalPlan changed = children.isEmpty() ? plan : plan.withChildren(children);
        if (!(changed instanceof LogicalPlan.With with)) {
            return changed;
        }
        // A definition reads earlier ones only: the last is placed first, and where it went is a use of those that it reads.
        LogicalPlan sunk = with.body();
        for (Definition definition : with.definitions().reversed()) {
            sunk = sink(definition, sunk);
        }
        return sunk.equals(with) ? with : sunk;
    }

    private static LogicalPlan sink(Definition definition, LogicalPlan plan) {
        List<LogicalPlan> children = new ArrayList<>(plan.children());
        int way = way(definition.id(), plan);
        if (way >= 0) {
            children.set(way, sink(definition, children.get(way)));
            return plan.withChildren(children);
        }
        List<Definition> definitions = new ArrayList<>(List.of(definition));
        if (plan instanceof LogicalPlan.With with) {
            definitions.addAll(with.definitions());
            return new LogicalPlan.With(definitions, with.body());
        }
        return new LogicalPlan.With(definitions, plan);
    }

    /// The child that has all uses; -1 when there is none.
    private static int way(int id, LogicalPlan plan) {
        int way = -1;
        List<LogicalPlan> children = plan.children();
        for (int i = 0; i < children.size(); i++) {
            if (uses(id, children.get(i))) {
                if (way >= 0) {
                    return -1;
                }
                way = i;
            }
        }
        return way;
    }

    private static boolean uses(int id, LogicalPlan plan) {
        return plan instanceof LogicalPlan.SharedRef reference && reference.id() == id || plan.children().stream().anyMatch(child -> uses(id, child));
    }
}
