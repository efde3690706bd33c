package dev.weir.coordinator.catalog;

import java.util.List;

/// The files of a table, and which workers have each.
public record TableFiles(List<TableFile> files) {
    public TableFiles {
        files = List.copyOf(files);
    }

    /// A file with its identity.
    ///
    /// @param rowGroupRows  rows by row group (rounded when the table is governed)
    /// @param rowGroupBytes bytes by row group
    /// @param workers       ids of the workers that have it; any of them may scan it
    public record TableFile(
            String path, long length, long modifiedMillis, String footerHash, List<Long> rowGroupRows, List<Long> rowGroupBytes, List<String> workers) {
        public TableFile {
            rowGroupRows = List.copyOf(rowGroupRows);
            rowGroupBytes = List.copyOf(rowGroupBytes);
            workers = List.copyOf(workers);
        }
    }
}
