package dev.weir.planner.logical;

import dev.weir.exec.type.SqlType;

/// Hands out the column ids of one statement.
public final class ColumnIds {
    private int next;

    public ColumnIds() {
        this(0);
    }

    /// Goes on where another one stopped.
    public ColumnIds(int first) {
        next = first;
    }

    public LogicalColumn create(String name, SqlType type) {
        return new LogicalColumn(next++, name, type);
    }
}
