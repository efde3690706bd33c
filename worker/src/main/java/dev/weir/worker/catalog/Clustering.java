package dev.weir.worker.catalog;

import dev.weir.exec.plan.KeyRange;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.PhysicalValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the columns by which a table's row groups follow one another, from what footers say of each.
final class Clustering {
    /// By column, then by file; a column that some row group says too little of is in `unknown`.
    private final Map<String, Map<String, List<KeyRange>>> ranges = new LinkedHashMap<>();
    private final Set<String> unknown = new HashSet<>();

    void add(String column, SqlType type, String path, long rows, ColumnStatistics statistics) {
        boolean whole = type instanceof SqlType.Integral || type instanceof SqlType.Date;
        if (whole && statistics.nullCount() == 0 && rows > 0
                && statistics.minimum() instanceof PhysicalValue.Whole(long least) && statistics.maximum() instanceof PhysicalValue.Whole(long greatest)
                && least <= greatest) {
            ranges.computeIfAbsent(column, _ -> new HashMap<>()).computeIfAbsent(path, _ -> new ArrayList<>()).add(new KeyRange(least, greatest));
        } else {
            unknown.add(column);
        }
    }

    /// A file lacks the column.
    void missing(String column) {
        unknown.add(column);
    }

    /// The files with the ranges of those columns.
    List<DataFile> of(List<DataFile> files) {
        Map<String, Map<String, List<KeyRange>>> told = new HashMap<>();
        ranges.forEach((column, byFile) -> {
            List<KeyRange> all = new ArrayList<>();
            byFile.values().forEach(all::addAll);
            if (!unknown.contains(column) && KeyRange.clustered(all)) {
                byFile.forEach((path, ofFile) -> told.computeIfAbsent(path, _ -> new HashMap<>()).put(column, ofFile));
            }
        });
        List<DataFile> changed = new ArrayList<>(files.size());
        for (DataFile file : files) {
            changed.add(file.with(told.getOrDefault(file.path(), Map.of())));
        }
        return changed;
    }
}
