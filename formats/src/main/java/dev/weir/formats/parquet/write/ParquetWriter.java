package dev.weir.formats.parquet.write;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FormatException;
import dev.weir.formats.parquet.write.ChunkWriter.Chunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/// Writes a Parquet file of flat columns. For one thread.
///
/// ```
/// try (ParquetWriter writer = ParquetWriter.create(path, columns, WriteOptions.defaults(), allocator)) {
///     writer.write(rows, batch);    // as often as needed
///     writer.finish();
/// }
/// ```
/// The file appears under its name with `finish`; a writer that is closed without leaves nothing.
public final class ParquetWriter implements AutoCloseable {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final List<FileColumn> columns;
    private final WriteOptions options;
    private final FileSink file;
    private final ChunkWriter chunkWriter;
    private final List<ColumnBuffer> buffers = new ArrayList<>();
    private final List<RowGroup> rowGroups = new ArrayList<>();
    private final List<List<Chunk>> written = new ArrayList<>();
    private long rows;
    private boolean closed;

    private ParquetWriter(Path path, List<FileColumn> columns, WriteOptions options, FileSink file, BufferAllocator allocator) {
        this.path = path;
        this.columns = List.copyOf(columns);
        this.options = options;
        this.file = file;
        this.chunkWriter = new ChunkWriter(options, file, allocator);
        for (FileColumn column : columns) {
            buffers.add(new ColumnBuffer(column, allocator));
        }
    }

    public static ParquetWriter create(Path path, List<FileColumn> columns, WriteOptions options, BufferAllocator allocator) {
        try {
            FileSink file = new FileSink(path);
            boolean done = false;
            try {
                file.write(MAGIC);
                ParquetWriter writer = new ParquetWriter(path, columns, options, file, allocator);
                done = true;
                return writer;
            } finally {
                if (!done) {
                    file.close();
                }
            }
        } catch (IOException failure) {
            throw unwritable(path, failure);
        }
    }

    /// Appends `count` rows; the columns stay the caller's. Each column's physical form may be the decoded form of its type
    /// or, for whole numbers and decimals, any other width that holds the value.
    public void write(int count, List<? extends DecodedColumn> batch) {
        if (batch.size() != columns.size()) {
            throw new IllegalArgumentException(batch.size() + " columns for a file of " + columns.size());
        }
        for (DecodedColumn column : batch) {
            if (column.length() != count) {
                throw new IllegalArgumentException("a column of " + column.length() + " rows in a batch of " + count);
            }
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a file without columns");
        }
        for (int done = 0; done < count; ) {
            int part = Math.min(count - done, options.rowGroupRows() - buffers.getFirst().rows());
            for (int i = 0; i < columns.size(); i++) {
                buffers.get(i).append(batch.get(i), done, part);
            }
            done += part;
            if (buffers.getFirst().rows() == options.rowGroupRows()) {
                flush();
            }
        }
    }

    private void flush() {
        try {
            int count = buffers.getFirst().rows();
            long start = file.position();
            List<Chunk> chunks = new ArrayList<>();
            List<ColumnChunk> metadata = new ArrayList<>();
            long bytes = 0;
            for (ColumnBuffer buffer : buffers) {
                Chunk chunk = chunkWriter.write(buffer);
                chunks.add(chunk);
                metadata.add(chunk.metadata());
                bytes += chunk.metadata().getMeta_data().getTotal_uncompressed_size();
                buffer.clear();
            }
            RowGroup group = new RowGroup(metadata, bytes, count);
            group.setFile_offset(start);
            group.setTotal_compressed_size(file.position() - start);
            group.setOrdinal((short) Math.min(rowGroups.size(), Short.MAX_VALUE));
            rowGroups.add(group);
            written.add(chunks);
            rows += count;
        } catch (IOException failure) {
            throw unwritable(path, failure);
        }
    }

    /// Writes what is left, the indexes and the footer, and gives the file its name.
    public void finish() {
        if (!buffers.isEmpty() && buffers.getFirst().rows() > 0) {
            flush();
        }
        try {
            if (options.pageIndex()) {
                writeIndexes();
            }
            FileMetaData footer = new FileMetaData(2, SchemaElements.of(columns), rows, rowGroups);
            footer.setCreated_by("weir");
            List<ColumnOrder> orders = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                orders.add(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
            }
            footer.setColumn_orders(orders);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Util.writeFileMetaData(footer, bytes);
            int length = bytes.size();
            file.write(bytes.toByteArray());
            file.write(new byte[] {(byte) length, (byte) (length >>> 8), (byte) (length >>> 16), (byte) (length >>> 24)});
            file.write(MAGIC);
            file.finish();
        } catch (IOException failure) {
            throw unwritable(path, failure);
        }
    }

    /// All column indexes, then all offset indexes: a reader that prunes reads the first of many columns at once.
    private void writeIndexes() throws IOException {
        for (List<Chunk> chunks : written) {
            for (Chunk chunk : chunks) {
                if (chunk.columnIndex() != null) {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    Util.writeColumnIndex(chunk.columnIndex(), bytes);
                    chunk.metadata().setColumn_index_offset(file.position());
                    chunk.metadata().setColumn_index_length(bytes.size());
                    file.write(bytes.toByteArray());
                }
            }
        }
        for (List<Chunk> chunks : written) {
            for (Chunk chunk : chunks) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                Util.writeOffsetIndex(chunk.offsetIndex(), bytes);
                chunk.metadata().setOffset_index_offset(file.position());
                chunk.metadata().setOffset_index_length(bytes.size());
                file.write(bytes.toByteArray());
            }
        }
    }

    private static FormatException unwritable(Path path, IOException failure) {
        return FormatException.unreadable("cannot be written: " + failure, failure).inFile(path.toString());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        chunkWriter.close();
        for (ColumnBuffer buffer : buffers) {
            buffer.close();
        }
        try {
            file.close();
        } catch (IOException failure) {
            throw unwritable(path, failure);
        }
    }
}
