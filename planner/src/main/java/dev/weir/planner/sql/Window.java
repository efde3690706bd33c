package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;
import java.util.Optional;

/// Is a window's definition: the parentheses after OVER or in a WINDOW clause.
public record Window(
        Optional<Identifier> base,
        List<SqlExpression> partitionBy,
        List<SortItem> orderBy,
        Optional<WindowFrame> frame,
        Position position)
        implements Node, WindowReference {
    public Window {
        partitionBy = List.copyOf(partitionBy);
        orderBy = List.copyOf(orderBy);
    }
}
