package dev.weir.coordinator.catalog;

import dev.weir.exec.plan.KeyRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The files of a table, and which workers have each.
public record TableFiles(List<TableFile> files) {
    /// A table with fewer row groups a worker is not cut by a key: of each part a row group or so belongs to the next, too.
    private static final int ROW_GROUPS_A_WORKER = 2;

    public TableFiles {
        files = List.copyOf(files);
    }

    /// Columns by whose values the table can be shared out to so many workers.
    Set<String> clustered(int workers) {
        Set<String> columns = new HashSet<>();
        if (files.isEmpty()) {
            return columns;
        }
        for (String column : files.getFirst().keyRanges().keySet()) {
            List<KeyRange> ranges = new ArrayList<>();
            boolean all = true;
            for (TableFile file : files) {
                List<KeyRange> known = file.keyRanges().getOrDefault(column, List.of());
                all &= file.workers().size() == workers && known.size() == file.rowGroupRows().size();
                ranges.addAll(known);
            }
            if (all && ranges.size() >= ROW_GROUPS_A_WORKER * workers && KeyRange.clustered(ranges)) {
                columns.add(column);
            }
        }
        return columns;
    }

    /// A file with its identity.
    ///
    /// @param rowGroupRows  rows by row group (rounded when the table is governed)
    /// @param rowGroupBytes bytes by row group
    /// @param keyRanges     by column, the values in each row group, none of which is NULL; of some columns of open tables
    /// @param workers       ids of the workers that have it; any of them may scan it
    public record TableFile(
            String path, long length, long modifiedMillis, String footerHash, List<Long> rowGroupRows, List<Long> rowGroupBytes,
            Map<String, List<KeyRange>> keyRanges, List<String> workers) {
        public TableFile {
            rowGroupRows = List.copyOf(rowGroupRows);
            rowGroupBytes = List.copyOf(rowGroupBytes);
            keyRanges = Map.copyOf(keyRanges);
            workers = List.copyOf(workers);
        }
    }
}
