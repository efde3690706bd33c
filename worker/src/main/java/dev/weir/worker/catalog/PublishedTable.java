package dev.weir.worker.catalog;

import dev.weir.exec.plan.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A table as this worker finds it in its folder.
///
/// @param snapshot digest of the identities of its files
/// @param bytes    of its files
/// @param governed whether a policy names it; figures that leave the domain are rounded then
/// @param problem  error code and reason why it cannot be read; empty when it can
public record PublishedTable(
        TableName name, List<PublishedColumn> columns, String snapshot, long rows, long bytes, boolean governed, String problem,
        List<DataFile> files) {
    public PublishedTable {
        columns = List.copyOf(columns);
        files = List.copyOf(files);
    }

    /// What may be told of the table outside of its domain, and to its planner: of a governed one rounded figures and no
    /// bounds, since statistics are data. The identities of files stay, or nothing could be scanned.
    public PublishedTable announced() {
        if (!governed) {
            return this;
        }
        List<PublishedColumn> withheld = new ArrayList<>(columns.size());
        for (PublishedColumn column : columns) {
            withheld.add(column.withheld());
        }
        List<DataFile> told = new ArrayList<>(files.size());
        for (DataFile file : files) {
            List<DataFile.RowGroup> groups = new ArrayList<>(file.rowGroups().size());
            for (DataFile.RowGroup group : file.rowGroups()) {
                groups.add(new DataFile.RowGroup(rounded(group.rows()), rounded(group.bytes())));
            }
            told.add(new DataFile(file.path(), file.length(), file.modifiedMillis(), file.footerHash(), groups, Map.of()));
        }
        return new PublishedTable(name, withheld, snapshot, rounded(rows), rounded(bytes), true, problem, told);
    }

    /// Two significant digits.
    private static long rounded(long figure) {
        long unit = 1;
        while (figure / unit >= 100) {
            unit *= 10;
        }
        return (figure + unit / 2) / unit * unit;
    }

    public Optional<PublishedColumn> column(String name) {
        for (PublishedColumn column : columns) {
            if (column.name().equals(name)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    public Optional<DataFile> file(String path) {
        for (DataFile file : files) {
            if (file.path().equals(path)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
