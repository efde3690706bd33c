package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;
import java.util.Optional;

/// Is one item of a select list.
public sealed interface SelectItem extends Node {
    record Single(SqlExpression value, Optional<Identifier> alias, Position position) implements SelectItem {}

    /// Is `*` or `t.*`, less the excluded columns and with some computed anew.
    record Star(
            Optional<QualifiedName> qualifier, List<Identifier> exclude, List<Replacement> replace, Position position)
            implements SelectItem {
        public Star {
            exclude = List.copyOf(exclude);
            replace = List.copyOf(replace);
        }
    }

    /// Is `value AS column` of a REPLACE list.
    record Replacement(SqlExpression value, Identifier column, Position position) implements Node {}
}
