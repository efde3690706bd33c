package dev.weir.planner.logical;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;

/// A column that a node makes, known by its id everywhere above. The name is for people only.
public record LogicalColumn(int id, String name, SqlType type) {
    public Expression.Column reference() {
        return new Expression.Column(id, type);
    }

    @Override
    public String toString() {
        return name + "#" + id;
    }
}
