package dev.weir.formats;

import java.nio.file.Path;
import java.util.List;

/// What is in a file, from its footer alone.
///
/// Length, modification time and footer hash identify the content; a reader that finds others answers CHANGED.
///
/// @param modifiedMillis milliseconds since 1970
/// @param footerHash a 64-bit hash of the footer's bytes
public record FileMetadata(
        Path path,
        String format,
        long length,
        long modifiedMillis,
        long footerHash,
        long rows,
        List<FileColumn> columns,
        List<RowGroupMetadata> rowGroups) {
    public FileMetadata {
        columns = List.copyOf(columns);
        rowGroups = List.copyOf(rowGroups);
    }
}
