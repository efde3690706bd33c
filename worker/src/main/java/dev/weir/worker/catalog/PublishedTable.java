package dev.weir.worker.catalog;

import dev.weir.exec.plan.TableName;
import java.util.List;
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
