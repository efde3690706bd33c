package dev.weir.bench.datagen;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchColumnType;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Generates the eight TPC-H tables, value for value those of the specification's dbgen, as Parquet files.
///
/// Types: keys bigint, other whole numbers integer, money and rates decimal(15,2), dates date, the rest varchar; all required.
public final class TpchGenerator {
    private static final int BATCH = 8192;

    private final double scale;
    private final Path out;
    private final TpchLayout layout;
    private final int files;
    private final WriteOptions options;
    private final AtomicLong rows = new AtomicLong();

    /// @param files how many files each table is cut into (small tables stay one)
    public TpchGenerator(double scale, Path out, TpchLayout layout, int files, WriteOptions options) {
        if (scale <= 0 || files < 1) {
            throw new IllegalArgumentException("scale factor " + scale + ", " + files + " files: both must be positive");
        }
        this.scale = scale;
        this.out = out;
        this.layout = layout;
        this.files = files;
        this.options = options;
    }

    /// About how many rows there will be in all tables, for progress.
    public long expectedRows() {
        return (long) (scale * 8_660_000) + 30;
    }

    /// Rows written so far; any thread.
    public long rows() {
        return rows.get();
    }

    /// Writes all tables on `threads` threads.
    public void run(int threads) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (BufferAllocator allocator = new RootAllocator()) {
            List<Future<?>> parts = new ArrayList<>();
            for (TpchTable<?> table : largestFirst()) {
                Path folder = layout.folder(out, table);
                Files.createDirectories(folder);
                int count = isSmall(table) ? 1 : files;
                for (int part = 1; part <= count; part++) {
                    int number = part;
                    Path file = folder.resolve(count == 1 ? table.getTableName() + ".parquet" : String.format("%s-%03d.parquet", table.getTableName(), part));
                    parts.add(pool.submit(() -> write(table, number, count, file, allocator)));
                }
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("cannot write TPC-H data below " + out + ": " + e.getCause().getMessage(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<TpchTable<?>> largestFirst() {
        return List.of(TpchTable.LINE_ITEM, TpchTable.ORDERS, TpchTable.PART_SUPPLIER, TpchTable.CUSTOMER, TpchTable.PART, TpchTable.SUPPLIER,
                TpchTable.NATION, TpchTable.REGION);
    }

    private static boolean isSmall(TpchTable<?> table) {
        return table == TpchTable.NATION || table == TpchTable.REGION;
    }

    private <E extends TpchEntity> void write(TpchTable<E> table, int part, int partCount, Path file, BufferAllocator allocator) {
        List<TpchColumn<E>> columns = table.getColumns();
        List<FileColumn> schema = new ArrayList<>();
        List<ColumnAppender> appenders = new ArrayList<>();
        for (TpchColumn<E> column : columns) {
            FileType type = type(column);
            schema.add(new FileColumn(column.getColumnName(), type, false));
            appenders.add(new ColumnAppender(type.physical(), BATCH, allocator));
        }
        try (ParquetWriter writer = ParquetWriter.create(file, schema, options, allocator)) {
            int count = 0;
            for (E row : table.createGenerator(scale, part, partCount)) {
                for (int i = 0; i < columns.size(); i++) {
                    append(columns.get(i), row, appenders.get(i));
                }
                if (++count == BATCH) {
                    flush(writer, appenders, count);
                    count = 0;
                }
            }
            if (count > 0) {
                flush(writer, appenders, count);
            }
            writer.finish();
        } finally {
            for (ColumnAppender appender : appenders) {
                appender.close();
            }
        }
    }

    private void flush(ParquetWriter writer, List<ColumnAppender> appenders, int count) {
        List<DecodedColumn> batch = new ArrayList<>(appenders.size());
        for (ColumnAppender appender : appenders) {
            batch.add(appender.take());
        }
        try {
            writer.write(count, batch);
        } finally {
            for (DecodedColumn column : batch) {
                column.close();
            }
        }
        rows.addAndGet(count);
    }

    private static <E extends TpchEntity> void append(TpchColumn<E> column, E row, ColumnAppender to) {
        switch (column.getType().getBase()) {
            case IDENTIFIER -> to.append(column.getIdentifier(row));
            case INTEGER -> to.append(column.getInteger(row));
            case DATE -> to.append(column.getDate(row));
            // The generator has hundredths inside and divides by 100.
            case DOUBLE -> to.append(Math.round(column.getDouble(row) * 100));
            case VARCHAR -> to.append(column.getString(row));
        }
    }

    private static FileType type(TpchColumn<?> column) {
        TpchColumnType.Base base = column.getType().getBase();
        return switch (base) {
            case IDENTIFIER -> new FileType.Int(64);
            case INTEGER -> new FileType.Int(32);
            case DATE -> new FileType.Date();
            case DOUBLE -> new FileType.Decimal(15, 2);
            case VARCHAR -> new FileType.Utf8();
        };
    }
}
