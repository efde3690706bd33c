package dev.weir.bench.oracle;

import dev.weir.formats.FileType;
import java.util.List;

/// A table of random rows.
///
/// @param rows values as {@link dev.weir.exec.batch.ColumnBuilder} appends them
record RandomTable(String name, List<Column> columns, List<List<Object>> rows) {
    record Column(String name, Kind kind, FileType type) {}

    RandomTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
