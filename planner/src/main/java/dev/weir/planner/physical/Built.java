package dev.weir.planner.physical;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.planner.logical.LogicalColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A physical plan and where the columns of the logical one are in it. Two ids may share a position.
record Built(PhysicalPlan plan, Map<Integer, Integer> positions) {
    static Built of(PhysicalPlan plan, List<LogicalColumn> columns) {
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            positions.put(columns.get(i).id(), i);
        }
        return new Built(plan, positions);
    }

    int position(int id) {
        Integer position = positions.get(id);
        if (position == null) {
            throw new QueryException(ErrorCode.INTERNAL, "Planning lost column #" + id);
        }
        return position;
    }

    /// The expression with positions in the place of ids.
    Expression resolve(Expression expression) {
        return expression == null ? null : expression.transformUp(
                part -> part instanceof Expression.Column column ? new Expression.Column(position(column.index()), column.type()) : part);
    }
}
