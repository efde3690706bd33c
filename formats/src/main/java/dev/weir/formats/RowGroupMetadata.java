package dev.weir.formats;

import java.util.List;

/// A horizontal piece of a file that can be read by itself.
///
/// @param firstRow the file's row number of its first row
/// @param compressedBytes bytes in the file, over all columns
/// @param columns statistics by column ordinal
public record RowGroupMetadata(long firstRow, long rows, long compressedBytes, List<ColumnStatistics> columns) {
    public RowGroupMetadata {
        columns = List.copyOf(columns);
    }
}
