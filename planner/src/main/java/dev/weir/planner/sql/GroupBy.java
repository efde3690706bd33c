package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;

/// Is a GROUP BY clause; `all` is GROUP BY ALL, which groups by every item without an aggregate.
public record GroupBy(boolean all, boolean distinct, List<GroupingElement> elements, Position position) implements Node {
    public GroupBy {
        elements = List.copyOf(elements);
    }
}
