package dev.weir.formats.parquet.page;

import dev.weir.formats.BatchReader;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FormatException;
import dev.weir.formats.ScanRequest;
import dev.weir.formats.cache.FilePages;
import dev.weir.formats.compress.Decompressor;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.io.MergedReads;
import dev.weir.formats.parquet.encoding.Scratch;
import dev.weir.formats.parquet.footer.ColumnChunkLocation;
import dev.weir.formats.parquet.footer.ColumnLayout;
import dev.weir.formats.parquet.footer.ParquetFooter;
import dev.weir.formats.parquet.prune.PageIndexReader;
import dev.weir.formats.parquet.prune.PageLocations;
import dev.weir.formats.parquet.prune.RowRanges;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Walks the row ranges of one row group that the predicate left, and reads columns of the current window.
public final class ParquetBatchReader implements BatchReader {
    private final FileSource source;
    private final ParquetFooter footer;
    private final ScanRequest request;
    private final RowRanges ranges;
    private final ColumnReader[] columns;
    private final boolean[] requested;
    private final ReaderParts parts;
    private int range;
    private long position;
    private int rows;
    private boolean closed;

    public ParquetBatchReader(
            FileSource source, ParquetFooter footer, FilePages pages, ScanRequest request, RowRanges ranges, BufferAllocator allocator) {
        this.source = source;
        this.footer = footer;
        this.request = request;
        this.ranges = ranges;
        this.columns = new ColumnReader[footer.layouts().length];
        this.requested = new boolean[columns.length];
        for (int column : request.columns()) {
            requested[column] = true;
        }
        List<long[]> chunks = new ArrayList<>();
        for (int column : request.columns()) {
            ColumnChunkLocation chunk = footer.chunks().get(request.rowGroup())[column];
            if (chunk != null) {
                chunks.add(new long[] {chunk.start(), chunk.length()});
            }
        }
        MergedReads merged = new MergedReads(source, allocator, chunks.toArray(new long[0][]));
        this.parts = new ReaderParts(source, merged, pages, allocator, new Decompressor(), new Scratch(allocator), new PageTally());
    }

    @Override
    public int next(int maxRows) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("windows of " + maxRows + " rows");
        }
        position += rows;
        rows = 0;
        while (range < ranges.ranges().size() && position >= ranges.ranges().get(range).to()) {
            range++;
        }
        if (range == ranges.ranges().size()) {
            return -1;
        }
        RowRanges.Range current = ranges.ranges().get(range);
        position = Math.max(position, current.from());
        rows = (int) Math.min(maxRows, current.to() - position);
        return rows;
    }

    @Override
    public long rowPosition() {
        return position;
    }

    @Override
    public DecodedColumn read(int column) {
        ColumnReader reader = reader(column);
        try {
            return reader.read(position, rows);
        } catch (FormatException failure) {
            throw inContext(failure, column);
        }
    }

    @Override
    public DecodedColumn read(int column, long selection, int count) {
        ColumnReader reader = reader(column);
        try {
            return reader.read(position, rows, selection, count);
        } catch (FormatException failure) {
            throw inContext(failure, column);
        }
    }

    @Override
    public PageCounts pages() {
        return new PageCounts(parts.tally().decompressed, parts.tally().cached);
    }

    private ColumnReader reader(int column) {
        if (closed || rows == 0) {
            throw new IllegalStateException("no window");
        }
        if (!requested[column]) {
            throw new IllegalArgumentException("column " + column + " was not asked for");
        }
        ColumnReader reader = columns[column];
        if (reader == null) {
            ColumnLayout layout = footer.layouts()[column];
            ColumnChunkLocation chunk = footer.chunks().get(request.rowGroup())[column];
            try {
                if (layout == null) {
                    footer.metadata().columns().get(column).type().physical();
                }
                reader = new ColumnReader(layout, new ChunkPages(layout, chunk, locations(chunk), parts), parts.allocator(), parts.scratch());
            } catch (FormatException failure) {
                throw inContext(failure, column);
            }
            columns[column] = reader;
        }
        return reader;
    }

    /// Reads where pages lie when rows will be passed over.
    private PageLocations locations(ColumnChunkLocation chunk) {
        boolean whole = ranges.ranges().size() == 1 && ranges.ranges().getFirst().from() == 0;
        return whole ? null : PageIndexReader.locations(source, chunk);
    }

    private FormatException inContext(FormatException failure, int column) {
        return failure.inColumn(footer.metadata().columns().get(column).name()).inRowGroup(request.rowGroup()).inFile(source.path().toString());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (ColumnReader column : columns) {
            if (column != null) {
                column.close();
            }
        }
        parts.close();
    }
}
