package dev.weir.exec.testing;

import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.operator.scan.FileTypes;
import dev.weir.exec.plan.Split;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileFormats;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.OpenFile;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Writes rows of literal carriers into Parquet files and makes the splits that read them.
public final class ParquetTable {
    private ParquetTable() {}

    public static void write(Path file, List<FileColumn> columns, List<List<Object>> rows, WriteOptions options, BufferAllocator allocator) {
        try (ParquetWriter writer = ParquetWriter.create(file, columns, options, allocator)) {
            List<DecodedColumn> decoded = new ArrayList<>();
            try {
                for (int column = 0; column < columns.size(); column++) {
                    try (ColumnBuilder builder = new ColumnBuilder(FileTypes.sqlType(columns.get(column).type()), allocator)) {
                        for (List<Object> row : rows) {
                            builder.append(row.get(column));
                        }
                        FlatColumn flat = builder.build();
                        decoded.add(new DecodedColumn.Flat(flat.physical(), flat.length(), flat.data(), flat.validity(), flat.heap()));
                    }
                }
                writer.write(rows.size(), decoded);
            } finally {
                decoded.forEach(DecodedColumn::close);
            }
            writer.finish();
        }
    }

    /// The whole file as one split.
    public static Split split(Path folder, String path) {
        try (OpenFile file = FileFormats.open(folder.resolve(path))) {
            FileMetadata metadata = file.metadata();
            return new Split(
                    path, metadata.length(), metadata.modifiedMillis(), Long.toHexString(metadata.footerHash()), 0, metadata.rowGroups().size(), metadata.rows());
        }
    }
}
