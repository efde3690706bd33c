package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;
import java.util.Optional;

/// Is a whole query expression: a body with what surrounds it.
///
/// `limit` comes from LIMIT or from FETCH FIRST; LIMIT ALL leaves it empty. `withTies` is FETCH .. WITH TIES.
public record Query(
        Optional<With> with,
        QueryBody body,
        List<SortItem> orderBy,
        Optional<SqlExpression> offset,
        Optional<SqlExpression> limit,
        boolean withTies,
        Position position)
        implements Node {
    public Query {
        orderBy = List.copyOf(orderBy);
    }
}
