package dev.weir.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The columns that an expression may name, those of the queries around it behind its own.
///
/// @param outer null at the top
record QueryScope(List<Column> columns, QueryScope outer) {
    /// A column, or any text that stands for a value once groups are made.
    record Column(String text, Kind kind) {}

    QueryScope {
        columns = List.copyOf(columns);
    }

    /// A column of a kind: of this query, or now and then of one around it.
    Optional<String> column(Kind kind, Choice choice) {
        if (outer != null && choice.oneIn(4)) {
            return outer.column(kind, choice);
        }
        List<String> fitting = new ArrayList<>();
        for (Column column : columns) {
            if (column.kind() == kind) {
                fitting.add(column.text());
            }
        }
        return fitting.isEmpty() ? Optional.empty() : Optional.of(choice.of(fitting));
    }

    boolean has(Kind kind) {
        for (Column column : columns) {
            if (column.kind() == kind) {
                return true;
            }
        }
        return false;
    }
}
