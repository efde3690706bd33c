package dev.weir.formats.parquet.prune;

/// The data pages of a column chunk as the offset index lists them, checked: offsets inside the chunk, both ascending.
public final class PageLocations {
    private final long[] offsets;
    private final long[] firstRows;

    PageLocations(long[] offsets, long[] firstRows) {
        this.offsets = offsets;
        this.firstRows = firstRows;
    }

    public int size() {
        return offsets.length;
    }

    /// Where the page's header begins in the file.
    public long offset(int page) {
        return offsets[page];
    }

    /// The page's first row, counted in the row group.
    public long firstRow(int page) {
        return firstRows[page];
    }

    /// One past the page's last row.
    public long endRow(int page, long rows) {
        return page + 1 < firstRows.length ? firstRows[page + 1] : rows;
    }

    /// The page that holds a row.
    public int pageOf(long row) {
        int low = 0;
        int high = firstRows.length - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (firstRows[middle] <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
