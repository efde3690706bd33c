package dev.weir.planner.optimize.expression;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.List;

/// Restores the columns of an input whose positions matter.
public final class ColumnOrder {
    private ColumnOrder() {}

    public static LogicalPlan keep(LogicalPlan plan, List<LogicalColumn> columns) {
        if (plan.columns().equals(columns)) {
            return plan;
        }
        return new LogicalPlan.Project(plan, columns, columns.stream().map(column -> (Expression) column.reference()).toList());
    }
}
