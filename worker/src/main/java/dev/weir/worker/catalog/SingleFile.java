package dev.weir.worker.catalog;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/// Publishes one file as a table, outside of any folder layout: what an embedded engine does with `FROM 'file.parquet'`.
public final class SingleFile {
    private SingleFile() {}

    /// Reads the file's footer; a file that cannot be opened is FILE_UNREADABLE, one that cannot be understood is the
    /// table's problem.
    ///
    /// @param root the folder that scans resolve paths against
    /// @param file absolute, below the root
    public static PublishedTable publish(TableName name, Path root, Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new QueryException(ErrorCode.FILE_UNREADABLE, "Not a file: " + file);
            }
            FolderLayout.Found found = new FolderLayout.Found(
                    root.relativize(file).toString(), file, attributes.size(), attributes.lastModifiedTime().toMillis());
            return TableScan.publish(name, List.of(found), new Footers(), false);
        } catch (IOException e) {
            throw new QueryException(ErrorCode.FILE_UNREADABLE, "There is no readable file " + file, e);
        }
    }
}
