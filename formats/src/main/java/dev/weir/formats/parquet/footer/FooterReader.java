package dev.weir.formats.parquet.footer;

import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FormatException;
import dev.weir.formats.RowGroupMetadata;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.io.FileSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/// Reads the footer: the file ends with the thrift structure, its length in 4 bytes, little-endian, and `PAR1`.
public final class FooterReader {
    private static final int TAIL = 8;
    /// What is read at once in the hope that the footer is in it.
    private static final int FIRST_READ = 64 * 1024;
    private static final int LARGEST_FOOTER = 512 << 20;

    private final FileSource source;

    private FooterReader(FileSource source) {
        this.source = source;
    }

    public static ParquetFooter read(FileSource source) {
        try {
            return new FooterReader(source).read();
        } catch (FormatException failure) {
            throw failure.inFile(source.path().toString());
        }
    }

    private ParquetFooter read() {
        byte[] footer = footerBytes();
        FileMetaData thrift = parse(footer);
        SchemaReader.Schema schema = SchemaReader.read(thrift.getSchema());
        List<RowGroupMetadata> rowGroups = new ArrayList<>();
        List<ColumnChunkLocation[]> chunks = new ArrayList<>();
        long firstRow = 0;
        List<RowGroup> groups = thrift.getRow_groups() == null ? List.of() : thrift.getRow_groups();
        for (int i = 0; i < groups.size(); i++) {
            try {
                rowGroup(groups.get(i), schema, firstRow, rowGroups, chunks);
            } catch (FormatException failure) {
                throw failure.inRowGroup(i);
            }
            firstRow = Math.addExact(firstRow, groups.get(i).getNum_rows());
        }
        if (firstRow != thrift.getNum_rows()) {
            throw FormatException.corrupt("the row groups have " + firstRow + " rows, the footer says " + thrift.getNum_rows());
        }
        FileMetadata metadata = new FileMetadata(
                source.path(), "parquet", source.length(), source.modifiedMillis(), hash(footer), firstRow, schema.columns(), rowGroups);
        return new ParquetFooter(metadata, schema.layouts(), chunks);
    }

    private byte[] footerBytes() {
        long length = source.length();
        if (length < TAIL + 4) {
            throw FormatException.corrupt("a file of " + length + " bytes is no Parquet file");
        }
        int first = (int) Math.min(length, FIRST_READ);
        byte[] tail = source.read(length - first, first);
        String magic = new String(tail, first - 4, 4, StandardCharsets.ISO_8859_1);
        if (magic.equals("PARE")) {
            throw FormatException.notSupported("encrypted Parquet is not read");
        }
        if (!magic.equals("PAR1")) {
            throw FormatException.corrupt("does not end with PAR1: no Parquet file, or cut off");
        }
        long footerLength = littleEndian(tail, first - TAIL) & 0xffffffffL;
        if (footerLength > length - TAIL - 4 || footerLength > LARGEST_FOOTER || footerLength == 0) {
            throw FormatException.corrupt("a footer of " + footerLength + " bytes in a file of " + length);
        }
        byte[] footer = new byte[(int) footerLength];
        if (footerLength <= first - TAIL) {
            System.arraycopy(tail, first - TAIL - footer.length, footer, 0, footer.length);
            return footer;
        }
        return source.read(length - TAIL - footerLength, footer.length);
    }

    private static FileMetaData parse(byte[] footer) {
        try {
            // The limit makes thrift refuse lengths that a corrupt footer claims before it allocates them.
            return Util.readFileMetaData(new ByteArrayInputStream(footer), footer.length + 1024);
        } catch (IOException | RuntimeException failure) {
            throw FormatException.corrupt("the footer cannot be parsed: " + failure.getMessage(), failure);
        }
    }

    private void rowGroup(
            RowGroup group, SchemaReader.Schema schema, long firstRow, List<RowGroupMetadata> rowGroups, List<ColumnChunkLocation[]> chunks) {
        List<ColumnChunk> columns = group.getColumns();
        if (columns == null || columns.size() != schema.leaves()) {
            int count = columns == null ? 0 : columns.size();
            throw FormatException.corrupt("a row group of " + count + " column chunks, the schema has " + schema.leaves());
        }
        if (group.getNum_rows() < 0) {
            throw FormatException.corrupt("a row group of " + group.getNum_rows() + " rows");
        }
        ColumnLayout[] layouts = schema.layouts();
        ColumnChunkLocation[] locations = new ColumnChunkLocation[layouts.length];
        List<ColumnStatistics> statistics = new ArrayList<>();
        long bytes = 0;
        for (ColumnChunk chunk : columns) {
            bytes += chunk.getMeta_data() == null ? 0 : Math.max(0, chunk.getMeta_data().getTotal_compressed_size());
        }
        for (int i = 0; i < layouts.length; i++) {
            ColumnLayout layout = layouts[i];
            if (layout == null) {
                statistics.add(ColumnStatistics.unknown());
                continue;
            }
            try {
                ColumnChunk chunk = columns.get(layout.leaf());
                locations[i] = location(chunk, layout, group.getNum_rows());
                ColumnMetaData meta = chunk.getMeta_data();
                statistics.add(StatisticsReader.read(
                        meta.getStatistics(), layout, group.getNum_rows(), dictionaryOnly(meta), meta.getTotal_compressed_size(),
                        meta.getTotal_uncompressed_size()));
            } catch (FormatException failure) {
                throw failure.inColumn(layout.name());
            }
        }
        rowGroups.add(new RowGroupMetadata(firstRow, group.getNum_rows(), bytes, statistics));
        chunks.add(locations);
    }

    private ColumnChunkLocation location(ColumnChunk chunk, ColumnLayout layout, long rows) {
        ColumnMetaData meta = chunk.getMeta_data();
        if (meta == null) {
            throw chunk.getCrypto_metadata() != null ? FormatException.notSupported("encrypted columns are not read")
                    : FormatException.corrupt("a column chunk without metadata");
        }
        if (chunk.getFile_path() != null && !chunk.getFile_path().isEmpty()) {
            throw FormatException.notSupported("column chunks in another file are not read");
        }
        if (meta.getType() == null || !sameType(meta.getType(), layout.stored())) {
            throw FormatException.corrupt("the column chunk is " + meta.getType() + ", the schema says " + layout.stored());
        }
        if (meta.getNum_values() != rows) {
            throw FormatException.corrupt("a column chunk of " + meta.getNum_values() + " values in a row group of " + rows + " rows");
        }
        long start = meta.getData_page_offset();
        // Some writers set 0 where there is no dictionary.
        if (meta.isSetDictionary_page_offset() && meta.getDictionary_page_offset() > 0 && meta.getDictionary_page_offset() < start) {
            start = meta.getDictionary_page_offset();
        }
        long length = meta.getTotal_compressed_size();
        if (start < 0 || length < 0 || start > source.length() - length) {
            throw FormatException.corrupt("a column chunk at bytes " + start + " to " + (start + length) + " in a file of " + source.length());
        }
        Codec codec = switch (meta.getCodec()) {
            case UNCOMPRESSED -> Codec.UNCOMPRESSED;
            case SNAPPY -> Codec.SNAPPY;
            case GZIP -> Codec.GZIP;
            case ZSTD -> Codec.ZSTD;
            case LZ4_RAW -> Codec.LZ4_RAW;
            case LZO, BROTLI, LZ4 -> null;
            case null -> throw FormatException.corrupt("a column chunk with an unknown codec");
        };
        String refusal = codec != null ? null : switch (meta.getCodec()) {
            case LZ4 -> "the old LZ4 codec is not read (LZ4_RAW is)";
            default -> "codec " + meta.getCodec() + " is not read";
        };
        boolean columnIndex = inside(
                chunk.isSetColumn_index_offset() && chunk.isSetColumn_index_length(), chunk.getColumn_index_offset(), chunk.getColumn_index_length());
        boolean offsetIndex = inside(
                chunk.isSetOffset_index_offset() && chunk.isSetOffset_index_length(), chunk.getOffset_index_offset(), chunk.getOffset_index_length());
        return new ColumnChunkLocation(codec, refusal, start, length, rows,
                columnIndex ? chunk.getColumn_index_offset() : 0, columnIndex ? chunk.getColumn_index_length() : 0,
                offsetIndex ? chunk.getOffset_index_offset() : 0, offsetIndex ? chunk.getOffset_index_length() : 0,
                inside(meta.isSetBloom_filter_offset(), meta.getBloom_filter_offset(), 1) ? meta.getBloom_filter_offset() : 0);
    }

    private boolean inside(boolean set, long offset, int length) {
        return set && offset > 0 && length > 0 && offset <= source.length() - length;
    }

    private static boolean sameType(org.apache.parquet.format.Type type, ColumnLayout.Stored stored) {
        return switch (type) {
            case BOOLEAN -> stored == ColumnLayout.Stored.BOOLEAN;
            case INT32 -> stored == ColumnLayout.Stored.INT32;
            case INT64 -> stored == ColumnLayout.Stored.INT64;
            case INT96 -> stored == ColumnLayout.Stored.INT96;
            case FLOAT -> stored == ColumnLayout.Stored.FLOAT;
            case DOUBLE -> stored == ColumnLayout.Stored.DOUBLE;
            case BYTE_ARRAY -> stored == ColumnLayout.Stored.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> stored == ColumnLayout.Stored.FIXED;
        };
    }

    private static boolean dictionaryOnly(ColumnMetaData meta) {
        if (meta.getEncoding_stats() != null) {
            boolean any = false;
            for (PageEncodingStats stats : meta.getEncoding_stats()) {
                boolean data = stats.getPage_type() == PageType.DATA_PAGE || stats.getPage_type() == PageType.DATA_PAGE_V2;
                if (data && stats.getCount() > 0) {
                    if (stats.getEncoding() != Encoding.PLAIN_DICTIONARY && stats.getEncoding() != Encoding.RLE_DICTIONARY) {
                        return false;
                    }
                    any = true;
                }
            }
            return any;
        }
        if (meta.getEncodings() == null || !meta.isSetDictionary_page_offset()) {
            return false;
        }
        // Without page statistics PLAIN may be of the dictionary page or of data pages, so it is not conclusive.
        boolean any = false;
        for (Encoding encoding : meta.getEncodings()) {
            boolean levels = encoding == Encoding.RLE || encoding == Encoding.BIT_PACKED;
            boolean codes = encoding == Encoding.PLAIN_DICTIONARY || encoding == Encoding.RLE_DICTIONARY;
            if (!levels && !codes) {
                return false;
            }
            any |= codes;
        }
        return any;
    }

    private static int littleEndian(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | (bytes[at + 3] & 0xff) << 24;
    }

    /// FNV-1a with a final mix: it identifies, it does not protect.
    private static long hash(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte value : bytes) {
            hash = (hash ^ value & 0xff) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
        return hash ^ hash >>> 32;
    }
}
