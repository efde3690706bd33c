package dev.weir.planner.bind;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A query's plan and which of its columns are the result, by name and order.
///
/// The plan may have more columns (keys of an ORDER BY), and one column may be several of the result.
record BoundQuery(LogicalPlan plan, List<String> names, List<LogicalColumn> columns) {
    BoundQuery {
        names = List.copyOf(names);
        columns = List.copyOf(columns);
    }

    /// The plan with exactly the result's columns, each an own one, as set operations and shared definitions want it.
    BoundQuery positional(BindContext context) {
        if (plan.columns().equals(columns)) {
            return this;
        }
        List<LogicalColumn> made = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (LogicalColumn column : columns) {
            made.add(seen.add(column.id()) ? column : context.column(column.name(), column.type()));
            expressions.add(column.reference());
        }
        return new BoundQuery(new LogicalPlan.Project(plan, made, expressions), names, made);
    }
}
