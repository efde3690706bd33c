package dev.weir.formats.parquet.prune;

import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.parquet.footer.ColumnChunkLocation;
import dev.weir.formats.parquet.footer.ColumnLayout;
import dev.weir.formats.parquet.footer.StatisticsReader;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/// Reads the page index of a column chunk. An index that contradicts itself or its chunk is as good as none.
public final class PageIndexReader {
    private PageIndexReader() {}

    /// Answers where the chunk's data pages lie, or null if the file does not say.
    public static PageLocations locations(FileSource source, ColumnChunkLocation chunk) {
        if (chunk.offsetIndexLength() == 0) {
            return null;
        }
        OffsetIndex index = new OffsetIndex();
        if (!parse(source.read(chunk.offsetIndexOffset(), chunk.offsetIndexLength()), index)) {
            return null;
        }
        List<PageLocation> pages = index.getPage_locations();
        if (pages.isEmpty()) {
            return null;
        }
        long[] offsets = new long[pages.size()];
        long[] firstRows = new long[pages.size()];
        long offset = chunk.start();
        long row = 0;
        for (int i = 0; i < offsets.length; i++) {
            PageLocation page = pages.get(i);
            boolean rowFits = i == 0 ? page.getFirst_row_index() == 0 : page.getFirst_row_index() > row && page.getFirst_row_index() < chunk.values();
            if (!rowFits || page.getOffset() < offset || page.getOffset() >= chunk.start() + chunk.length()) {
                return null;
            }
            offsets[i] = page.getOffset();
            firstRows[i] = page.getFirst_row_index();
            offset = page.getOffset() + 1;
            row = page.getFirst_row_index();
        }
        return new PageLocations(offsets, firstRows);
    }

    /// Answers the statistics of each page, or null if the file does not have them.
    static List<ColumnStatistics> statistics(FileSource source, ColumnLayout layout, ColumnChunkLocation chunk, PageLocations pages) {
        if (chunk.columnIndexLength() == 0) {
            return null;
        }
        ColumnIndex index = new ColumnIndex();
        if (!parse(source.read(chunk.columnIndexOffset(), chunk.columnIndexLength()), index)) {
            return null;
        }
        int count = pages.size();
        if (index.getNull_pages().size() != count || index.getMin_values().size() != count || index.getMax_values().size() != count
                || index.isSetNull_counts() && index.getNull_counts().size() != count) {
            return null;
        }
        List<ColumnStatistics> statistics = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long rows = pages.endRow(i, chunk.values()) - pages.firstRow(i);
            boolean allNull = index.getNull_pages().get(i);
            long nulls = allNull ? rows : index.isSetNull_counts() ? index.getNull_counts().get(i) : layout.nullable() ? -1 : 0;
            if (nulls > rows || !allNull && nulls == rows) {
                return null;
            }
            statistics.add(new ColumnStatistics(
                    nulls,
                    allNull ? null : StatisticsReader.bound(layout, bytes(index.getMin_values().get(i)), false),
                    allNull ? null : StatisticsReader.bound(layout, bytes(index.getMax_values().get(i)), true),
                    false, false, -1, false, 0, 0));
        }
        return statistics;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static boolean parse(byte[] bytes, TBase<?, ?> structure) {
        try {
            // The message size limits what a corrupt index makes thrift allocate.
            TConfiguration limits = new TConfiguration(bytes.length + 64, bytes.length + 64, 32);
            structure.read(new TCompactProtocol(new TIOStreamTransport(limits, new ByteArrayInputStream(bytes))));
            return true;
        } catch (TException | RuntimeException failure) {
            return false;
        }
    }
}
