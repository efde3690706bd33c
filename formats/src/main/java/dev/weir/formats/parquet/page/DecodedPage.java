package dev.weir.formats.parquet.page;

import dev.weir.formats.parquet.encoding.CodeValues;
import dev.weir.formats.parquet.encoding.PageValues;
import dev.weir.formats.parquet.level.Bits;
import org.apache.arrow.memory.ArrowBuf;

/// A data page, decompressed, with a cursor that knows how many non-null values lie before a row.
final class DecodedPage implements AutoCloseable {
    final long firstRow;
    final int rows;
    /// Bitmap over the page's rows, or null when none is NULL.
    final ArrowBuf validity;
    final PageValues values;
    private int cursorRow;
    private int cursorDense;

    DecodedPage(long firstRow, int rows, ArrowBuf validity, PageValues values) {
        this.firstRow = firstRow;
        this.rows = rows;
        this.validity = validity;
        this.values = values;
    }

    boolean coded() {
        return values instanceof CodeValues;
    }

    /// Answers how many non-null values lie before row `row` of the page. Rows come ascending.
    int dense(int row) {
        if (validity == null) {
            return row;
        }
        cursorDense += (int) Bits.count(validity.memoryAddress(), cursorRow, row - cursorRow);
        cursorRow = row;
        return cursorDense;
    }

    @Override
    public void close() {
        values.close();
        if (validity != null) {
            validity.close();
        }
    }
}
