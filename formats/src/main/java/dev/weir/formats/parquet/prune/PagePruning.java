package dev.weir.formats.parquet.prune;

import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.PhysicalValue;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.parquet.footer.ColumnChunkLocation;
import dev.weir.formats.parquet.footer.ParquetFooter;
import dev.weir.formats.parquet.prune.RowRanges.Range;
import dev.weir.formats.predicate.FilePredicate;
import dev.weir.formats.predicate.FilePredicate.And;
import dev.weir.formats.predicate.FilePredicate.Comparison;
import dev.weir.formats.predicate.FilePredicate.InList;
import dev.weir.formats.predicate.FilePredicate.InRange;
import dev.weir.formats.predicate.FilePredicate.IsNotNull;
import dev.weir.formats.predicate.FilePredicate.IsNull;
import dev.weir.formats.predicate.FilePredicate.Or;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the rows of a row group that a predicate leaves by Bloom filters and the page index: a leaf leaves the pages in
/// which it may hold, AND intersects, OR unites. Pages of different columns need not begin at the same rows.
public final class PagePruning {
    private static final int MOST_PROBES = 100;

    private record Pages(PageLocations locations, List<ColumnStatistics> statistics) {}

    private final FileSource source;
    private final ParquetFooter footer;
    private final ColumnChunkLocation[] chunks;
    private final long rows;
    private final Map<Integer, Pages> pages = new HashMap<>();

    private PagePruning(FileSource source, ParquetFooter footer, int rowGroup) {
        this.source = source;
        this.footer = footer;
        this.chunks = footer.chunks().get(rowGroup);
        this.rows = footer.metadata().rowGroups().get(rowGroup).rows();
    }

    /// Answers the rows of the row group that the predicate leaves.
    public static RowRanges remaining(FileSource source, ParquetFooter footer, int rowGroup, FilePredicate predicate) {
        return new PagePruning(source, footer, rowGroup).remaining(predicate);
    }

    private RowRanges remaining(FilePredicate predicate) {
        return switch (predicate) {
            case And(List<FilePredicate> parts) -> {
                RowRanges left = RowRanges.of(0, rows);
                for (FilePredicate part : parts) {
                    left = left.intersect(remaining(part));
                }
                yield left;
            }
            case Or(List<FilePredicate> parts) -> {
                RowRanges left = RowRanges.of(0, 0);
                for (FilePredicate part : parts) {
                    left = left.union(remaining(part));
                }
                yield left;
            }
            case Comparison leaf -> leaf(leaf, leaf.column());
            case InRange leaf -> leaf(leaf, leaf.column());
            case InList leaf -> leaf(leaf, leaf.column());
            case IsNull leaf -> leaf(leaf, leaf.column());
            case IsNotNull leaf -> leaf(leaf, leaf.column());
        };
    }

    private RowRanges leaf(FilePredicate leaf, int column) {
        if (ruledOutByBloomFilter(leaf, column)) {
            return RowRanges.of(0, 0);
        }
        Pages index = pages.computeIfAbsent(column, this::read);
        if (index.statistics == null) {
            return RowRanges.of(0, rows);
        }
        List<Range> left = new ArrayList<>();
        for (int i = 0; i < index.statistics.size(); i++) {
            long from = index.locations.firstRow(i);
            long to = index.locations.endRow(i, rows);
            if (Possible.leaf(leaf, index.statistics.get(i), to - from)) {
                left.add(new Range(from, to));
            }
        }
        return new RowRanges(left);
    }

    private boolean ruledOutByBloomFilter(FilePredicate leaf, int column) {
        List<PhysicalValue> values = switch (leaf) {
            case Comparison(int ordinal, FilePredicate.Operator operator, PhysicalValue value) when operator == FilePredicate.Operator.EQUAL ->
                    List.of(value);
            case InList(int ordinal, List<PhysicalValue> list) when list.size() <= MOST_PROBES -> list;
            default -> null;
        };
        if (values == null || chunks[column] == null || chunks[column].bloomFilterOffset() == 0) {
            return false;
        }
        BloomFilter filter = BloomFilter.read(source, chunks[column]);
        if (filter == null) {
            return false;
        }
        for (PhysicalValue value : values) {
            if (filter.mayHold(footer.layouts()[column], value)) {
                return false;
            }
        }
        return true;
    }

    private Pages read(int column) {
        ColumnChunkLocation chunk = chunks[column];
        if (chunk == null || chunk.columnIndexLength() == 0) {
            return new Pages(null, null);
        }
        PageLocations locations = PageIndexReader.locations(source, chunk);
        return new Pages(locations, locations == null ? null : PageIndexReader.statistics(source, footer.layouts()[column], chunk, locations));
    }
}
