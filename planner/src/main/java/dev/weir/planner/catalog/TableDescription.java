package dev.weir.planner.catalog;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.type.SqlType;
import java.util.List;

/// A table as its domain announced it.
///
/// @param snapshot which state of the table; changes when its files do
/// @param rows     estimate (exact for open tables)
/// @param bytes    on disk
/// @param governed whether a policy names the table, so that figures are rounded and min/max withheld
/// @param problem  why it cannot be read (an unreadable file, a format not read yet); empty when it can
public record TableDescription(
        TableName name, List<ColumnDescription> columns, String snapshot, long rows, long bytes, boolean governed, String problem, String remarks) {
    public TableDescription {
        columns = List.copyOf(columns);
    }

    /// @param statistics never null; see {@link ColumnStatistics#UNKNOWN}
    public record ColumnDescription(String name, SqlType type, boolean nullable, ColumnStatistics statistics, String remarks) {}
}
