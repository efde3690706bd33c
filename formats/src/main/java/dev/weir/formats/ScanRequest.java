package dev.weir.formats;

import dev.weir.formats.predicate.FilePredicate;

/// Which rows and columns to read.
///
/// @param rowGroup its ordinal in {@link FileMetadata#rowGroups}
/// @param fromRow the first row, counted in the row group
/// @param toRow one past the last row, counted in the row group
/// @param columns ordinals of the columns that may be asked for
/// @param predicate used to skip pages, never to filter exactly; its columns need not be among `columns`
public record ScanRequest(int rowGroup, long fromRow, long toRow, int[] columns, FilePredicate predicate) {
    public ScanRequest {
        if (rowGroup < 0 || fromRow < 0 || toRow < fromRow) {
            throw new IllegalArgumentException("row group " + rowGroup + ", rows " + fromRow + " to " + toRow);
        }
    }

    /// Asks for all rows of a row group.
    public static ScanRequest all(FileMetadata file, int rowGroup, int[] columns) {
        return new ScanRequest(rowGroup, 0, file.rowGroups().get(rowGroup).rows(), columns, FilePredicate.always());
    }
}
