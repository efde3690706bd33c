package dev.weir.formats.parquet;

import dev.weir.formats.BatchReader;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FormatException;
import dev.weir.formats.OpenFile;
import dev.weir.formats.RowGroupMetadata;
import dev.weir.formats.ScanRequest;
import dev.weir.formats.cache.FilePages;
import dev.weir.formats.cache.PageCache;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.parquet.footer.FooterReader;
import dev.weir.formats.parquet.footer.ParquetFooter;
import dev.weir.formats.parquet.page.ParquetBatchReader;
import dev.weir.formats.parquet.prune.PagePruning;
import dev.weir.formats.parquet.prune.Possible;
import dev.weir.formats.parquet.prune.RowRanges;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;

/// An open Parquet file.
final class ParquetFile implements OpenFile {
    private final FileSource source;
    private final ParquetFooter footer;
    private final FilePages pages;

    private ParquetFile(FileSource source, ParquetFooter footer, FilePages pages) {
        this.source = source;
        this.footer = footer;
        this.pages = pages;
    }

    static ParquetFile open(Path path, PageCache cache) {
        FileSource source = FileSource.open(path);
        boolean done = false;
        try {
            ParquetFile file = new ParquetFile(source, FooterReader.read(source), cache.file(source.identity()));
            done = true;
            return file;
        } finally {
            if (!done) {
                source.close();
            }
        }
    }

    @Override
    public FileMetadata metadata() {
        return footer.metadata();
    }

    @Override
    public boolean pruned(ScanRequest request) {
        RowGroupMetadata group = footer.metadata().rowGroups().get(request.rowGroup());
        return !Possible.holds(request.predicate(), group.columns(), group.rows());
    }

    @Override
    public BatchReader read(ScanRequest request, BufferAllocator allocator) {
        RowGroupMetadata group = footer.metadata().rowGroups().get(request.rowGroup());
        if (request.toRow() > group.rows()) {
            throw new IllegalArgumentException("rows to " + request.toRow() + " of a row group of " + group.rows());
        }
        source.checkUnchanged();
        RowRanges ranges = RowRanges.of(0, 0);
        if (!pruned(request)) {
            try {
                ranges = PagePruning.remaining(source, footer, request.rowGroup(), request.predicate())
                        .intersect(RowRanges.of(request.fromRow(), request.toRow()));
            } catch (FormatException failure) {
                throw failure.inRowGroup(request.rowGroup()).inFile(source.path().toString());
            }
        }
        return new ParquetBatchReader(source, footer, pages, request, ranges, allocator);
    }

    @Override
    public void close() {
        source.close();
    }
}
