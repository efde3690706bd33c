package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;

/// Is one element of a GROUP BY; the clause's grouping sets are the cross product of its elements'.
public sealed interface GroupingElement extends Node {
    /// Is an expression, an ordinal or the alias of a select item.
    record Single(SqlExpression value, Position position) implements GroupingElement {}

    /// Is `(a, b)` or `()`.
    record Set(List<SqlExpression> values, Position position) implements GroupingElement {
        public Set {
            values = List.copyOf(values);
        }
    }

    record Rollup(List<GroupingElement> elements, Position position) implements GroupingElement {
        public Rollup {
            elements = List.copyOf(elements);
        }
    }

    record Cube(List<GroupingElement> elements, Position position) implements GroupingElement {
        public Cube {
            elements = List.copyOf(elements);
        }
    }

    record Sets(List<GroupingElement> elements, Position position) implements GroupingElement {
        public Sets {
            elements = List.copyOf(elements);
        }
    }
}
