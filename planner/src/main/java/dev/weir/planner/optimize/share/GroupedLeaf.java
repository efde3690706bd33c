package dev.weir.planner.optimize.share;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A relation of a join that groups rows, below filters and projections.
///
/// @param outputs    by id of the relation's columns, the expression over those of the aggregate
/// @param conditions of its filters, over the columns of the aggregate
record GroupedLeaf(LogicalPlan.Aggregate aggregate, Map<Integer, Expression> outputs, List<Expression> conditions) {
    /// Null when the leaf is no such relation.
    static GroupedLeaf of(LogicalPlan leaf) {
        return switch (leaf) {
            case LogicalPlan.Aggregate aggregate when !aggregate.keys().isEmpty() -> {
                Map<Integer, Expression> outputs = new HashMap<>();
                aggregate.columns().forEach(column -> outputs.put(column.id(), column.reference()));
                yield new GroupedLeaf(aggregate, outputs, List.of());
            }
            case LogicalPlan.Filter filter -> {
                GroupedLeaf below = of(filter.input());
                if (below == null) {
                    yield null;
                }
                List<Expression> conditions = new ArrayList<>(below.conditions);
                conditions.addAll(Conjuncts.of(ColumnReplacement.replace(filter.predicate(), below.outputs)));
                yield new GroupedLeaf(below.aggregate, below.outputs, conditions);
            }
            case LogicalPlan.Project project -> {
                GroupedLeaf below = of(project.input());
                if (below == null) {
                    yield null;
                }
                Map<Integer, Expression> outputs = new HashMap<>();
                for (int i = 0; i < project.columns().size(); i++) {
                    outputs.put(project.columns().get(i).id(), ColumnReplacement.replace(project.expressions().get(i), below.outputs));
                }
                yield new GroupedLeaf(below.aggregate, outputs, below.conditions);
            }
            default -> null;
        };
    }
}
