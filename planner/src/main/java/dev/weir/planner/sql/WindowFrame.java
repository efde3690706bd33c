package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.Optional;

/// Is `ROWS|RANGE|GROUPS BETWEEN start AND end [EXCLUDE ..]`; without BETWEEN the end is CURRENT ROW.
public record WindowFrame(Unit unit, Bound start, Bound end, Exclusion exclusion, Position position) implements Node {
    public enum Unit {
        ROWS,
        RANGE,
        GROUPS
    }

    public enum BoundKind {
        UNBOUNDED_PRECEDING,
        PRECEDING,
        CURRENT_ROW,
        FOLLOWING,
        UNBOUNDED_FOLLOWING
    }

    public enum Exclusion {
        NO_OTHERS,
        CURRENT_ROW,
        GROUP,
        TIES
    }

    /// Is a frame's end; `offset` is there for PRECEDING and FOLLOWING only.
    public record Bound(BoundKind kind, Optional<SqlExpression> offset, Position position) implements Node {}
}
