package dev.weir.planner.bind;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is grouped, partitioned or ordered by, as columns.
final class KeyColumns {
    private KeyColumns() {}

    /// The input with a column for every key, computing those that are none.
    ///
    /// @param keys in order; their columns are set here
    static LogicalPlan added(LogicalPlan input, Map<Expression, LogicalColumn> keys, BindContext context) {
        Map<Integer, LogicalColumn> columns = new HashMap<>();
        for (LogicalColumn column : input.columns()) {
            columns.put(column.id(), column);
        }
        List<LogicalColumn> all = new ArrayList<>(input.columns());
        List<Expression> expressions = new ArrayList<>();
        for (LogicalColumn column : all) {
            expressions.add(column.reference());
        }
        for (Map.Entry<Expression, LogicalColumn> entry : keys.entrySet()) {
            LogicalColumn column = entry.getKey() instanceof Expression.Column(int id, SqlType _) ? columns.get(id) : null;
            if (column == null) {
                column = context.column("key", entry.getKey().type());
                all.add(column);
                expressions.add(entry.getKey());
            }
            entry.setValue(column);
        }
        return all.size() == input.columns().size() ? input : new LogicalPlan.Project(input, all, expressions);
    }
}
