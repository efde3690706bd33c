package dev.weir.bench.datagen;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// The table that fetches are measured with: a bigint, double, varchar, decimal(15,2) and date column, all values distinct or
/// nearly so.
public final class FetchTable {
    /// In the order of the table.
    public static final List<String> COLUMNS = List.of("id", "ratio", "label", "price", "day");

    private static final int BATCH = 8192;
    private static final int DAYS = 10_000;
    private static final List<FileType> TYPES = List.of(
            new FileType.Int(64), new FileType.Float64(), new FileType.Utf8(), new FileType.Decimal(15, 2), new FileType.Date());

    private FetchTable() {}

    /// Writes `out/fetch/wide.parquet`.
    public static void write(Path out, int rows) throws IOException {
        Files.createDirectories(out.resolve("fetch"));
        List<FileColumn> schema = new ArrayList<>();
        List<ColumnAppender> appenders = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator()) {
            for (int i = 0; i < TYPES.size(); i++) {
                schema.add(new FileColumn(COLUMNS.get(i), TYPES.get(i), false));
                appenders.add(new ColumnAppender(TYPES.get(i).physical(), BATCH, allocator));
            }
            try (ParquetWriter writer = ParquetWriter.create(out.resolve("fetch").resolve("wide.parquet"), schema, WriteOptions.defaults(), allocator)) {
                for (int from = 0; from < rows; from += BATCH) {
                    int count = Math.min(BATCH, rows - from);
                    for (int row = from; row < from + count; row++) {
                        appenders.get(0).append((long) row);
                        appenders.get(1).append(ratio(row));
                        appenders.get(2).append(label(row));
                        appenders.get(3).append(price(row));
                        appenders.get(4).append(day(row));
                    }
                    List<DecodedColumn> batch = new ArrayList<>();
                    appenders.forEach(appender -> batch.add(appender.take()));
                    try {
                        writer.write(count, batch);
                    } finally {
                        batch.forEach(DecodedColumn::close);
                    }
                }
                writer.finish();
            } finally {
                appenders.forEach(ColumnAppender::close);
            }
        }
    }

    public static double ratio(int row) {
        return row / 7.0;
    }

    public static String label(int row) {
        return "label " + row;
    }

    /// In hundredths.
    public static long price(int row) {
        return row * 101L % 1_000_000_000L;
    }

    /// Since 1970-01-01.
    public static long day(int row) {
        return row % DAYS;
    }
}
