package dev.weir.worker.catalog;

import java.util.List;

/// A file of a table with its identity: path, length, modification time and footer hash.
///
/// @param path relative to the domain's folder, with slashes
public record DataFile(String path, long length, long modifiedMillis, String footerHash, List<RowGroup> rowGroups) {
    public DataFile {
        rowGroups = List.copyOf(rowGroups);
    }

    public record RowGroup(long rows, long bytes) {}

    public long rows() {
        long sum = 0;
        for (RowGroup group : rowGroups) {
            sum += group.rows();
        }
        return sum;
    }
}
