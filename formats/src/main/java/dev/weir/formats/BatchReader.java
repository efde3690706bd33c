package dev.weir.formats;

/// Walks the rows of one request in windows and decodes the columns that are asked for.
///
/// ```
/// while ((rows = reader.next(8192)) >= 0) {
///     DecodedColumn filter = reader.read(filterColumn);       // all rows of the window
///     ... selection of the surviving rows, off-heap ...
///     DecodedColumn rest = reader.read(column, selection, count);   // only those rows, packed
/// }
/// ```
/// A column that is not read in a window costs next to nothing: its pages are not decompressed unless another window
/// needs them. A column is read at most once a window. Single-threaded; several readers of one file run in parallel.
public interface BatchReader extends AutoCloseable {
    int DEFAULT_ROWS = 8192;

    /// Moves to the next window of at most `maxRows` rows and answers its row count (at least 1), or -1 at the end. Rows
    /// of pages that the predicate rules out are in no window; a window's rows are adjacent in the file.
    int next(int maxRows);

    /// The row, counted in the row group, of the window's first row.
    long rowPosition();

    /// Decodes all rows of the window. The caller closes the answer.
    ///
    /// @param column its ordinal in the file; must be among the request's columns
    DecodedColumn read(int column);

    /// Decodes the window's rows at `count` ascending positions, packed: the answer has `count` rows. The caller closes it.
    ///
    /// @param selection address of int32 positions in the window
    DecodedColumn read(int column, long selection, int count);

    /// Compressed pages whose content was needed so far.
    PageCounts pages();

    /// @param decompressed pages that were
    /// @param cached       pages that were not, since they had been before
    record PageCounts(long decompressed, long cached) {}

    /// Frees what the reader holds. Columns that it gave stay valid until they are closed.
    @Override
    void close();
}
