package dev.weir.bench.variant;

import dev.weir.formats.BatchReader;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileFormats;
import dev.weir.formats.OpenFile;
import dev.weir.formats.ScanRequest;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Writes the rows of a file anew in another form.
final class ParquetCopy {
    private ParquetCopy() {}

    static void write(Path from, Path to, WriteOptions options) {
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(from);
                ParquetWriter writer = ParquetWriter.create(to, file.metadata().columns(), options, allocator)) {
            int[] columns = IntStream.range(0, file.metadata().columns().size()).toArray();
            for (int group = 0; group < file.metadata().rowGroups().size(); group++) {
                try (BatchReader reader = file.read(ScanRequest.all(file.metadata(), group, columns), allocator)) {
                    for (int rows = reader.next(BatchReader.DEFAULT_ROWS); rows >= 0; rows = reader.next(BatchReader.DEFAULT_ROWS)) {
                        copy(reader, columns, rows, writer);
                    }
                }
            }
            writer.finish();
        }
    }

    private static void copy(BatchReader reader, int[] columns, int rows, ParquetWriter writer) {
        List<DecodedColumn> batch = new ArrayList<>();
        try {
            for (int column : columns) {
                batch.add(reader.read(column));
            }
            writer.write(rows, batch);
        } finally {
            batch.forEach(DecodedColumn::close);
        }
    }
}
