package dev.weir.formats.parquet.page;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.parquet.encoding.CodeValues;
import dev.weir.formats.parquet.encoding.Conversions;
import dev.weir.formats.parquet.encoding.FixedValues;
import dev.weir.formats.parquet.encoding.Gather;
import dev.weir.formats.parquet.encoding.PageValues;
import dev.weir.formats.parquet.encoding.Scratch;
import dev.weir.formats.parquet.encoding.Spread;
import dev.weir.formats.parquet.footer.ColumnLayout;
import dev.weir.formats.parquet.footer.ColumnLayout.Conversion;
import dev.weir.formats.parquet.level.Bits;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Makes windows of one column of pages. A window in one page is the rule; one over several is put together from pieces,
/// coded only if all of them are.
final class ColumnReader implements AutoCloseable {
    /// The part of a window that lies in one page: `count` rows, or selected positions, from output row `out` on.
    ///
    /// @param base what to add to a window's row to get the page's row; negative when the page begins inside the window
    /// @param from the first row of the part, counted in the window (unused with a selection)
    /// @param positions address of the part's selected window rows, or 0 for a range
    private record Piece(DecodedPage page, long base, int from, long positions, int count, int out) {}

    private final ColumnLayout layout;
    private final ChunkPages pages;
    private final BufferAllocator allocator;
    private final Scratch scratch;
    private final List<Piece> pieces = new ArrayList<>();
    private DecodedPage page;
    private long lastWindow = -1;

    ColumnReader(ColumnLayout layout, ChunkPages pages, BufferAllocator allocator, Scratch scratch) {
        this.layout = layout;
        this.pages = pages;
        this.allocator = allocator;
        this.scratch = scratch;
    }

    /// Decodes the rows `start` to `start + rows` of the row group.
    DecodedColumn read(long start, int rows) {
        enter(start);
        try {
            for (int done = 0; done < rows; ) {
                DecodedPage current = pageOf(start + done);
                int part = (int) Math.min(rows - done, current.firstRow + current.rows - (start + done));
                pieces.add(new Piece(current, start - current.firstRow, done, 0, part, done));
                done += part;
            }
            return assemble(rows);
        } finally {
            leave();
        }
    }

    /// Decodes the rows at `count` ascending positions in the window that begins at row `start`.
    DecodedColumn read(long start, int rows, long selection, int count) {
        if (count == rows) {
            return read(start, rows);
        }
        enter(start);
        try {
            int done = 0;
            while (done < count) {
                int first = Memory.getInt(selection + done * 4L);
                if (first < 0 || first >= rows) {
                    throw new IllegalArgumentException("position " + first + " in a window of " + rows + " rows");
                }
                DecodedPage current = pageOf(start + first);
                long end = Math.min(rows, current.firstRow + current.rows - start);
                int part = below(selection, done, count, end) - done;
                pieces.add(new Piece(current, start - current.firstRow, first, selection + done * 4L, part, done));
                done += part;
            }
            return assemble(count);
        } finally {
            leave();
        }
    }

    /// Answers the index of the first position that is not below `end`.
    private static int below(long selection, int from, int count, long end) {
        int low = from + 1;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (Memory.getInt(selection + middle * 4L) < end) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void enter(long start) {
        if (start <= lastWindow) {
            throw new IllegalStateException("column " + layout.name() + " was read in this window before");
        }
        lastWindow = start;
    }

    /// Frees the window's pages but the last one, in which the next window may begin.
    private void leave() {
        for (Piece piece : pieces) {
            if (piece.page() != page) {
                piece.page().close();
            }
        }
        pieces.clear();
    }

    private DecodedPage pageOf(long row) {
        if (page != null && row < page.firstRow + page.rows) {
            return page;
        }
        DecodedPage passed = page;
        page = null;
        if (passed != null && (pieces.isEmpty() || pieces.getLast().page() != passed)) {
            passed.close();
        }
        pages.seek(row);
        page = pages.open();
        return page;
    }

    private DecodedColumn assemble(int count) {
        boolean coded = count > 0;
        for (Piece piece : pieces) {
            coded &= piece.page().coded();
        }
        Physical physical = coded ? Physical.INT32 : layout.physical();
        if (pieces.size() == 1 && !coded && layout.conversion() == Conversion.NONE
                && pieces.getFirst() instanceof Piece(DecodedPage only, long base, int from, long positions, int rows, int out)
                && positions == 0 && only.validity == null && only.values instanceof FixedValues fixed) {
            return new DecodedColumn.Flat(physical, count, fixed.slice(base + from, count), null, null);
        }
        ArrowBuf data = null;
        ArrowBuf validity = null;
        StringHeap heap = null;
        boolean done = false;
        try {
            data = allocator.buffer(Math.max(1, (long) count * physical.width()));
            for (Piece piece : pieces) {
                if (piece.page().validity != null && validity == null) {
                    validity = allocator.buffer(count + 7L >>> 3);
                    Bits.fill(validity.memoryAddress(), 0, count, true);
                    if ((count & 7) != 0) {
                        Memory.putByte(validity.memoryAddress() + (count >>> 3), (byte) ((1 << (count & 7)) - 1));
                    }
                }
            }
            boolean anyNull = false;
            for (Piece piece : pieces) {
                anyNull |= decode(piece, coded, physical, data.memoryAddress(), validity);
                if (physical == Physical.VIEW) {
                    StringHeap more = piece.page().coded() ? pages.dictionary().heap() : piece.page().values.heap();
                    StringHeap before = heap;
                    heap = StringHeap.union(before, more);
                    if (before != null) {
                        before.release();
                    }
                }
            }
            if (!anyNull && validity != null) {
                validity.close();
                validity = null;
            }
            done = true;
            return coded ? new DecodedColumn.Coded(count, data, validity, pages.dictionary().retain())
                    : new DecodedColumn.Flat(physical, count, data, validity, heap);
        } finally {
            if (!done) {
                release(data, validity, heap);
            }
        }
    }

    private static void release(ArrowBuf data, ArrowBuf validity, StringHeap heap) {
        if (data != null) {
            data.close();
        }
        if (validity != null) {
            validity.close();
        }
        if (heap != null) {
            heap.release();
        }
    }

    /// Decodes one piece into its slots and answers whether it has a NULL.
    private boolean decode(Piece piece, boolean coded, Physical physical, long data, ArrowBuf validity) {
        DecodedPage source = piece.page();
        int count = piece.count();
        long out = data + (long) piece.out() * physical.width();
        long base = piece.base();
        long positions = piece.positions();
        if (source.validity == null) {
            if (positions == 0) {
                values(source.values, base + piece.from(), 0, count, coded, physical, out);
            } else {
                values(source.values, base, positions, count, coded, physical, out);
            }
            return false;
        }
        int dense;
        long denseFrom;
        long densePositions = 0;
        if (positions == 0) {
            int row = (int) (base + piece.from());
            denseFrom = source.dense(row);
            Bits.copy(source.validity.memoryAddress(), row, validity.memoryAddress(), piece.out(), count);
            dense = (int) (source.dense(row + count) - denseFrom);
        } else {
            densePositions = scratch.positions(count * 4L);
            denseFrom = source.dense((int) (base + piece.from()));
            dense = densePositions(source, base, positions, count, validity.memoryAddress(), piece.out(), densePositions);
        }
        if (dense == count) {
            values(source.values, denseFrom, densePositions, dense, coded, physical, out);
            return false;
        }
        long packed;
        if (positions == 0 && !coded && layout.conversion() == Conversion.NONE && source.values instanceof FixedValues fixed) {
            packed = fixed.address(denseFrom);
        } else {
            packed = scratch.dense((long) dense * physical.width());
            values(source.values, denseFrom, densePositions, dense, coded, physical, packed);
        }
        Spread.spread(packed, validity.memoryAddress(), piece.out(), count, physical.width(), out);
        return true;
    }

    /// Turns selected rows into positions among the page's non-null values, relative to `denseFrom`, the rank of the first
    /// selected row; sets output validity. Counts bits a word at a time and stores without a branch.
    private static int densePositions(DecodedPage source, long base, long positions, int count, long validity, int out, long result) {
        long bitmap = source.validity.memoryAddress();
        long first = base + Memory.getInt(positions);
        long wordRow = first & ~63L;
        long word = Memory.getLong(bitmap + (wordRow >>> 3));
        int rank = -Long.bitCount(word & (1L << first) - 1);
        int dense = 0;
        for (long i = 0; i < count; i++) {
            long row = base + Memory.getInt(positions + i * 4);
            while (row - wordRow >= 64) {
                rank += Long.bitCount(word);
                wordRow += 64;
                word = Memory.getLong(bitmap + (wordRow >>> 3));
            }
            int valid = (int) (word >>> row) & 1;
            // May write one slot beyond the last: the area has room.
            Memory.putInt(result + dense * 4L, rank + Long.bitCount(word & (1L << row) - 1));
            dense += valid;
            if (valid == 0) {
                Memory.clearBit(validity, out + i);
            }
        }
        return dense;
    }

    /// Decodes dense values: stored form, then the dictionary or the conversion, as the column needs it.
    private void values(PageValues values, long from, long positions, int count, boolean coded, Physical physical, long out) {
        if (values instanceof CodeValues && !coded) {
            long codes = scratch.stored(count * 4L);
            stored(values, from, positions, count, codes);
            Gather.gather(pages.dictionary().data().memoryAddress(), codes, count, physical.width(), out);
        } else if (coded || layout.conversion() == Conversion.NONE) {
            stored(values, from, positions, count, out);
        } else {
            long stored = scratch.stored((long) count * values.width());
            stored(values, from, positions, count, stored);
            Conversions.convert(layout.conversion(), stored, layout.storedWidth(), count, out);
        }
    }

    private static void stored(PageValues values, long from, long positions, int count, long out) {
        if (positions == 0) {
            values.range(from, count, out);
        } else if (count > 0 && Memory.getInt(positions + (count - 1) * 4L) - Memory.getInt(positions) == count - 1) {
            values.range(from + Memory.getInt(positions), count, out);
        } else {
            values.gather(from, positions, count, out);
        }
    }

    @Override
    public void close() {
        if (page != null) {
            page.close();
            page = null;
        }
        pages.close();
    }
}
