package dev.weir.worker.catalog;

import dev.weir.exec.plan.KeyRange;
import java.util.List;
import java.util.Map;

/// A file of a table with its identity: path, length, modification time and footer hash.
///
/// @param path      relative to the domain's folder, with slashes
/// @param keyRanges of columns by which the table's row groups follow one another: their values in each row group
public record DataFile(
        String path, long length, long modifiedMillis, String footerHash, List<RowGroup> rowGroups, Map<String, List<KeyRange>> keyRanges) {
    public DataFile {
        rowGroups = List.copyOf(rowGroups);
        keyRanges = Map.copyOf(keyRanges);
    }

    public record RowGroup(long rows, long bytes) {}

    public long rows() {
        long sum = 0;
        for (RowGroup group : rowGroups) {
            sum += group.rows();
        }
        return sum;
    }

    DataFile with(Map<String, List<KeyRange>> ranges) {
        return new DataFile(path, length, modifiedMillis, footerHash, rowGroups, ranges);
    }
}
