package dev.weir.planner.sql;

import dev.weir.exec.error.Position;

/// Is one key of an ORDER BY.
public record SortItem(SqlExpression value, boolean descending, NullOrder nulls, Position position) implements Node {
    /// UNSPECIFIED means last, in both directions.
    public enum NullOrder {
        UNSPECIFIED,
        FIRST,
        LAST
    }
}
