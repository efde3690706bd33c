package dev.weir.formats.parquet.write;

import dev.weir.formats.compress.Codec;
import dev.weir.formats.compress.Compressor;
import dev.weir.formats.memory.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;

/// Writes the pages of a column chunk. One instance for all chunks of a file, with its working memory.
final class ChunkWriter implements AutoCloseable {
    private final WriteOptions options;
    private final FileSink file;
    private final Compressor compressor = new Compressor();
    private final ByteSink codes;
    private final ByteSink levels;
    private final ByteSink page;
    private final ByteSink compressed;
    private final ByteSink integers;
    private final ValueEncoder encoder;

    private long uncompressedSize;

    /// A written chunk and what its indexes will say.
    record Chunk(ColumnChunk metadata, ColumnIndex columnIndex, OffsetIndex offsetIndex) {}

    ChunkWriter(WriteOptions options, FileSink file, BufferAllocator allocator) {
        this.options = options;
        this.file = file;
        this.codes = new ByteSink(allocator);
        this.levels = new ByteSink(allocator);
        this.page = new ByteSink(allocator);
        this.compressed = new ByteSink(allocator);
        this.integers = new ByteSink(allocator);
        this.encoder = new ValueEncoder(integers);
    }

    Chunk write(ColumnBuffer buffer) throws IOException {
        long start = file.position();
        uncompressedSize = 0;
        DictionaryBuilder dictionary = dictionary(buffer);
        boolean coded = dictionary != null;
        if (coded) {
            writeDictionary(buffer, dictionary);
        }
        long dataStart = file.position();
        Encoding plain = ValueEncoder.encoding(buffer.form(), options.preference());
        Map<Encoding, Integer> pages = new LinkedHashMap<>();
        ColumnIndex columnIndex = new ColumnIndex(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), BoundaryOrder.UNORDERED);
        columnIndex.setNull_counts(new ArrayList<>());
        OffsetIndex offsetIndex = new OffsetIndex(new ArrayList<>());
        Bounds all = null;
        boolean bounded = true;
        int valuesBefore = 0;
        for (int from = 0; from < buffer.rows(); from += options.pageRows()) {
            int to = Math.min(buffer.rows(), from + options.pageRows());
            int values = valuesBefore + count(buffer, from, to);
            boolean codedPage = coded && values <= dictionary.covered();
            Encoding encoding = codedPage ? Encoding.RLE_DICTIONARY : plain;
            Bounds bounds = Bounds.of(buffer, valuesBefore, values);
            long position = file.position();
            writePage(buffer, from, to, valuesBefore, values, encoding, codedPage ? HybridEncoder.widthFor(dictionary.size() - 1) : 0);
            pages.merge(encoding, 1, Integer::sum);
            addToIndexes(columnIndex, offsetIndex, bounds, values == valuesBefore, (to - from) - (values - valuesBefore), position, from);
            // A page of values without bounds (all NaN, or a bound that could not be cut) leaves the chunk without.
            bounded &= bounds.minimum() != null || values == valuesBefore;
            all = Bounds.union(buffer.form(), all, bounds);
            valuesBefore = values;
        }
        return new Chunk(metadata(buffer, start, dataStart, coded ? dictionary : null, pages, bounded && all != null ? all : Bounds.none()),
                bounded ? columnIndex : null, offsetIndex);
    }

    /// Answers a dictionary that is worth its page, or null.
    private DictionaryBuilder dictionary(ColumnBuffer buffer) {
        codes.clear();
        if (options.dictionaryEntries() == 0 || buffer.form() == StoredForm.BOOLEAN) {
            return null;
        }
        DictionaryBuilder dictionary = DictionaryBuilder.build(buffer, options.dictionaryEntries(), codes);
        boolean worth = dictionary.size() > 0 && dictionary.size() * 2L <= dictionary.covered() && dictionary.covered() * 4L >= buffer.count()
                || buffer.count() > 0 && dictionary.size() == 1;
        return worth ? dictionary : null;
    }

    private static int count(ColumnBuffer buffer, int from, int to) {
        if (buffer.nulls() == 0) {
            return to - from;
        }
        int count = 0;
        for (int row = from; row < to; row++) {
            count += buffer.isValid(row) ? 1 : 0;
        }
        return count;
    }

    private void writeDictionary(ColumnBuffer buffer, DictionaryBuilder dictionary) throws IOException {
        page.clear();
        for (int i = 0; i < dictionary.size(); i++) {
            encoder.encode(Encoding.PLAIN, buffer, dictionary.firstIndex(i), dictionary.firstIndex(i) + 1, page);
        }
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, (int) page.size(), 0);
        header.setDictionary_page_header(new DictionaryPageHeader(dictionary.size(), Encoding.PLAIN));
        levels.clear();
        writeBody(header, options.codec());
    }

    private void writePage(ColumnBuffer buffer, int from, int to, int valuesFrom, int valuesTo, Encoding encoding, int codeWidth) throws IOException {
        levels.clear();
        page.clear();
        boolean second = options.pageVersion() == 2;
        int levelBytes = 0;
        if (buffer.column().nullable()) {
            integers.clear();
            for (int row = from; row < to; row++) {
                integers.putInt(buffer.isValid(row) ? 1 : 0);
            }
            if (!second) {
                page.putInt(0);
            }
            ByteSink target = second ? levels : page;
            long start = target.size();
            HybridEncoder.encode(integers.address(), to - from, 1, target);
            levelBytes = (int) (target.size() - start);
            if (!second) {
                Memory.putInt(page.address(), levelBytes);
            }
        }
        if (encoding == Encoding.RLE_DICTIONARY) {
            page.putByte(codeWidth);
            HybridEncoder.encode(codes.address() + valuesFrom * 4L, valuesTo - valuesFrom, codeWidth, page);
        } else {
            encoder.encode(encoding, buffer, valuesFrom, valuesTo, page);
        }
        PageHeader header;
        if (second) {
            header = new PageHeader(PageType.DATA_PAGE_V2, (int) (page.size() + levels.size()), 0);
            header.setData_page_header_v2(new DataPageHeaderV2(to - from, to - from - (valuesTo - valuesFrom), to - from, encoding, levelBytes, 0));
            header.getData_page_header_v2().setIs_compressed(options.codec() != Codec.UNCOMPRESSED);
        } else {
            header = new PageHeader(PageType.DATA_PAGE, (int) page.size(), 0);
            header.setData_page_header(new DataPageHeader(to - from, encoding, Encoding.RLE, Encoding.RLE));
        }
        writeBody(header, options.codec());
    }

    /// Writes the header, the levels as they are and the page compressed.
    private void writeBody(PageHeader header, Codec codec) throws IOException {
        // The codecs refuse a null address even for no bytes.
        page.reserve(0);
        int size = Math.toIntExact(page.size());
        int room = Math.toIntExact(Compressor.bound(codec, size));
        compressed.clear();
        compressed.putBytes(levels.address(), levels.size());
        long target = compressed.reserve(room);
        int length = compressor.compress(codec, page.address(), size, target, room);
        int total = (int) levels.size() + length;
        header.setCompressed_page_size(total);
        if (options.checksums()) {
            CRC32 crc = new CRC32();
            ByteBuffer bytes = Memory.ALL.asSlice(compressed.address(), total).asByteBuffer();
            crc.update(bytes);
            header.setCrc((int) crc.getValue());
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        Util.writePageHeader(header, head);
        file.write(head.toByteArray());
        file.write(compressed.address(), total);
        uncompressedSize += head.size() + header.getUncompressed_page_size();
    }

    private void addToIndexes(
            ColumnIndex columnIndex, OffsetIndex offsetIndex, Bounds bounds, boolean nullPage, int nulls, long position, int firstRow) {
        columnIndex.addToNull_pages(nullPage);
        columnIndex.addToMin_values(ByteBuffer.wrap(bounds.minimum() == null ? new byte[0] : bounds.minimum()));
        columnIndex.addToMax_values(ByteBuffer.wrap(bounds.maximum() == null ? new byte[0] : bounds.maximum()));
        columnIndex.addToNull_counts(nulls);
        offsetIndex.addToPage_locations(new PageLocation(position, (int) (file.position() - position), firstRow));
    }

    private ColumnChunk metadata(
            ColumnBuffer buffer, long start, long dataStart, DictionaryBuilder dictionary, Map<Encoding, Integer> pages, Bounds bounds) {
        List<Encoding> encodings = new ArrayList<>(pages.keySet());
        if (!encodings.contains(Encoding.RLE)) {
            encodings.add(Encoding.RLE);
        }
        if (dictionary != null && !encodings.contains(Encoding.PLAIN)) {
            encodings.add(Encoding.PLAIN);
        }
        ColumnMetaData meta = new ColumnMetaData(
                SchemaElements.type(buffer.form()), encodings, Arrays.asList(buffer.column().name()), codec(options.codec()), buffer.rows(),
                uncompressedSize, file.position() - start, dataStart);
        List<PageEncodingStats> stats = new ArrayList<>();
        if (dictionary != null) {
            meta.setDictionary_page_offset(start);
            stats.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1));
        }
        PageType type = options.pageVersion() == 2 ? PageType.DATA_PAGE_V2 : PageType.DATA_PAGE;
        pages.forEach((encoding, count) -> stats.add(new PageEncodingStats(type, encoding, count)));
        meta.setEncoding_stats(stats);
        Statistics statistics = new Statistics();
        statistics.setNull_count(buffer.nulls());
        if (dictionary != null && dictionary.covered() == buffer.count()) {
            statistics.setDistinct_count(dictionary.size());
        }
        if (bounds.minimum() != null) {
            statistics.setMin_value(bounds.minimum());
            statistics.setMax_value(bounds.maximum());
            statistics.setIs_min_value_exact(bounds.exact());
            statistics.setIs_max_value_exact(bounds.exact());
        }
        meta.setStatistics(statistics);
        return new ColumnChunk(0).setMeta_data(meta);
    }

    private static CompressionCodec codec(Codec codec) {
        return switch (codec) {
            case UNCOMPRESSED -> CompressionCodec.UNCOMPRESSED;
            case SNAPPY -> CompressionCodec.SNAPPY;
            case ZSTD -> CompressionCodec.ZSTD;
            case GZIP -> CompressionCodec.GZIP;
            case LZ4_RAW -> CompressionCodec.LZ4_RAW;
        };
    }

    @Override
    public void close() {
        compressor.close();
        codes.close();
        levels.close();
        page.close();
        compressed.close();
        integers.close();
    }
}
