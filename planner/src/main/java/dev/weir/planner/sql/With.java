package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;

/// Is a WITH clause; each table is seen by those after it and by the body.
public record With(boolean recursive, List<CommonTable> tables, Position position) implements Node {
    public With {
        tables = List.copyOf(tables);
    }

    /// Is `name (columns) AS (query)`; without a list the query names the columns.
    public record CommonTable(Identifier name, List<Identifier> columns, Query query, Position position) implements Node {
        public CommonTable {
            columns = List.copyOf(columns);
        }
    }
}
