package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.With.Definition;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Narrows a shared result to the rows that some use of it keeps: where every use has a condition on the same columns, the
/// definition gets them as alternatives, which then go down to its scans. The uses keep their conditions.
public final class FilterShared {
    private FilterShared() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        List<Definition> definitions = new ArrayList<>();
        collect(plan, definitions);
        LogicalPlan current = plan;
        // A definition reads earlier ones only: what narrows it may narrow those.
        for (Definition definition : definitions.reversed()) {
            List<Expression> terms = common(uses(current, definition.id()));
            if (!terms.isEmpty()) {
                current = narrowed(current, definition.id(), terms);
            }
        }
        return current;
    }

    private static void collect(LogicalPlan plan, List<Definition> definitions) {
        if (plan instanceof LogicalPlan.With with) {
            for (Definition definition : with.definitions()) {
                collect(definition.plan(), definitions);
                definitions.add(definition);
            }
            collect(with.body(), definitions);
        } else {
            plan.children().forEach(child -> collect(child, definitions));
        }
    }

    /// For each use of the definition its conditions, in the definition's columns, by the columns that they read.
    private static List<Map<Set<Integer>, Expression>> uses(LogicalPlan plan, int id) {
        List<Map<Set<Integer>, Expression>> uses = new ArrayList<>();
        collectUses(plan, id, uses);
        return uses;
    }

    private static void collectUses(LogicalPlan plan, int id, List<Map<Set<Integer>, Expression>> uses) {
        if (plan instanceof LogicalPlan.Filter filter && filter.input() instanceof LogicalPlan.SharedRef reference && reference.id() == id) {
            uses.add(conditions(filter, reference));
        } else if (plan instanceof LogicalPlan.SharedRef reference && reference.id() == id) {
            uses.add(Map.of());
        } else {
            plan.children().forEach(child -> collectUses(child, id, uses));
        }
    }

    private static Map<Set<Integer>, Expression> conditions(LogicalPlan.Filter filter, LogicalPlan.SharedRef reference) {
        Map<Integer, Expression> sources = ColumnReplacement.matching(reference.columns(), reference.sources());
        Map<Set<Integer>, Expression> conditions = new LinkedHashMap<>();
        for (Expression term : Conjuncts.of(filter.predicate())) {
            if (ExpressionFacts.deterministic(term) && ExpressionFacts.neverFails(term)) {
                Expression replaced = ColumnReplacement.replace(term, sources);
                conditions.merge(ColumnUses.of(replaced), replaced, Conjuncts::and);
            }
        }
        return conditions;
    }

    /// What holds for every row that some use keeps.
    private static List<Expression> common(List<Map<Set<Integer>, Expression>> uses) {
        List<Expression> terms = new ArrayList<>();
        if (uses.isEmpty()) {
            return terms;
        }
        for (Set<Integer> columns : uses.getFirst().keySet()) {
            if (uses.stream().allMatch(use -> use.containsKey(columns))) {
                terms.add(Conjuncts.or(uses.stream().map(use -> use.get(columns)).toList()));
            }
        }
        return terms;
    }

    private static LogicalPlan narrowed(LogicalPlan plan, int id, List<Expression> terms) {
        if (plan instanceof LogicalPlan.With with && with.definitions().stream().anyMatch(definition -> definition.id() == id)) {
            List<Definition> definitions = new ArrayList<>();
            for (Definition definition : with.definitions()) {
                definitions.add(definition.id() != id ? definition
                        : new Definition(id, definition.name(), PushFilters.push(definition.plan(), terms)));
            }
            return new LogicalPlan.With(definitions, with.body());
        }
        List<LogicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(narrowed(child, id, terms)));
        return children.isEmpty() ? plan : plan.withChildren(children);
    }
}
