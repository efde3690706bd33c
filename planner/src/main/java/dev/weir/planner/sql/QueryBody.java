package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;
import java.util.Optional;

/// Is what produces a query's rows.
public sealed interface QueryBody extends Node {
    record Select(
            boolean distinct,
            List<SelectItem> items,
            List<Relation> from,
            Optional<SqlExpression> where,
            Optional<GroupBy> groupBy,
            Optional<SqlExpression> having,
            Optional<SqlExpression> qualify,
            List<NamedWindow> windows,
            Position position)
            implements QueryBody {
        public Select {
            items = List.copyOf(items);
            from = List.copyOf(from);
            windows = List.copyOf(windows);
        }
    }

    /// Combines two bodies; `all` keeps duplicates.
    record SetOperation(SetOperator operator, boolean all, QueryBody left, QueryBody right, Position position)
            implements QueryBody {}

    enum SetOperator {
        UNION,
        INTERSECT,
        EXCEPT
    }

    /// Is `VALUES (..), (..)`; every row has at least one expression.
    record Values(List<List<SqlExpression>> rows, Position position) implements QueryBody {
        public Values {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /// Is `TABLE name`.
    record WholeTable(QualifiedName name, Position position) implements QueryBody {}

    /// Is a query in parentheses, with an ORDER BY, LIMIT or WITH of its own.
    record Nested(Query query, Position position) implements QueryBody {}
}
