package dev.weir.bench.oracle;

import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.operator.scan.FileTypes;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Makes the tables of a seed: few distinct values so that joins and groups meet, NULLs, skew, extremes of each type, some
/// empty tables, and writes them in several files of several row groups with every layout that the writer knows.
final class RandomTables {
    private static final String[] WORDS = {
        "", "a", "b", "A", "ab", "abc", "b%", "a_c", "apple", "Banana", "äpfel", "naïve", "東京", "x y z", " pad ", "0", "12", "-7", "1.5",
        "true", "2020-02-29", "a longer text that fits into no view", "a longer text that fits into no view, but other", "zz", "'quoted'"
    };

    private final Choice choice;

    RandomTables(long seed) {
        this.choice = new Choice(seed);
    }

    List<RandomTable> make() {
        List<RandomTable> tables = new ArrayList<>();
        int small = choice.between(2, 3);
        for (int i = 0; i < small; i++) {
            tables.add(table("t" + i, choice.oneIn(25) ? 0 : choice.between(1, 60)));
        }
        tables.add(table("big", choice.oneIn(4) ? choice.between(8_000, 20_000) : choice.between(100, 1_500)));
        return tables;
    }

    private RandomTable table(String name, int rows) {
        List<RandomTable.Column> columns = new ArrayList<>();
        columns.add(new RandomTable.Column("id", Kind.INTEGER, new FileType.Int(32)));
        columns.add(new RandomTable.Column("k", Kind.INTEGER, new FileType.Int(32)));
        int more = choice.between(3, 9);
        for (int i = 0; i < more; i++) {
            columns.add(column("c" + i));
        }
        List<List<Object>> values = new ArrayList<>();
        int nulls = choice.of(3, 8, 1_000_000);
        for (int row = 0; row < rows; row++) {
            List<Object> line = new ArrayList<>();
            line.add((long) row);
            line.add(choice.oneIn(nulls) ? null : (Object) (long) (choice.oneIn(3) ? 1 : choice.below(12)));
            for (int i = 2; i < columns.size(); i++) {
                line.add(choice.oneIn(nulls) ? null : value(columns.get(i).type()));
            }
            values.add(java.util.Collections.unmodifiableList(line));
        }
        return new RandomTable(name, columns, values);
    }

    private RandomTable.Column column(String name) {
        return switch (choice.below(22)) {
            case 0, 1 -> new RandomTable.Column(name, Kind.BOOLEAN, new FileType.Bool());
            case 2 -> new RandomTable.Column(name, Kind.SMALL, new FileType.Int(8));
            case 3 -> new RandomTable.Column(name, Kind.SMALL, new FileType.Int(16));
            case 4, 5 -> new RandomTable.Column(name, Kind.INTEGER, new FileType.Int(32));
            case 6, 7 -> new RandomTable.Column(name, Kind.BIGINT, new FileType.Int(64));
            case 8 -> new RandomTable.Column(name, Kind.DECIMAL, new FileType.Decimal(7, 2));
            case 9 -> new RandomTable.Column(name, Kind.DECIMAL, new FileType.Decimal(15, 2));
            case 10 -> new RandomTable.Column(name, Kind.DECIMAL, new FileType.Decimal(24, 3));
            case 11 -> new RandomTable.Column(name, Kind.REAL, new FileType.Float32());
            case 12, 13 -> new RandomTable.Column(name, Kind.DOUBLE, new FileType.Float64());
            case 14, 15, 16 -> new RandomTable.Column(name, Kind.VARCHAR, new FileType.Utf8());
            case 17, 18 -> new RandomTable.Column(name, Kind.DATE, new FileType.Date());
            case 19 -> new RandomTable.Column(name, Kind.TIMESTAMP, new FileType.Timestamp(6, false));
            case 20 -> choice.oneIn(2) ? new RandomTable.Column(name, Kind.INSTANT, new FileType.Timestamp(6, true))
                    : new RandomTable.Column(name, Kind.TIME, new FileType.Time(6));
            default -> choice.oneIn(2) ? new RandomTable.Column(name, Kind.BYTES, new FileType.Binary())
                    : new RandomTable.Column(name, Kind.UUID, new FileType.Uuid());
        };
    }

    private Object value(FileType type) {
        boolean extreme = choice.oneIn(40);
        return switch (type) {
            case FileType.Bool _ -> choice.oneIn(2);
            case FileType.Int(int bits) -> extreme && bits < 64 ? choice.of(-(1L << (bits - 1)), (1L << (bits - 1)) - 1) : (long) choice.between(-20, 20);
            case FileType.Decimal(int precision, int scale) -> extreme
                    ? new BigDecimal(BigInteger.TEN.pow(Math.min(precision, 20)).subtract(BigInteger.ONE), scale)
                    : BigDecimal.valueOf(choice.between(-500, 500), scale);
            case FileType.Float32 _ -> choice.between(-40, 40) / 4f;
            case FileType.Float64 _ -> extreme ? choice.of(-0.0, 1e6, -1e6) : choice.between(-40, 40) / 4.0;
            case FileType.Utf8 _ -> choice.of(WORDS);
            case FileType.Date _ -> extreme ? choice.of(-600_000L, 100_000L) : 18_262L + choice.between(0, 800);
            case FileType.Timestamp _ -> (18_262L + choice.between(0, 60)) * 86_400_000_000L + choice.of(0L, 1L, 43_200_000_000L, 86_399_999_999L);
            case FileType.Time _ -> choice.of(0L, 1L, 43_200_000_000L, 86_399_999_999L);
            case FileType.Binary _ -> new Expression.Bytes(new byte[] {(byte) choice.below(3), (byte) (choice.below(2) * 255)});
            case FileType.Uuid _ -> new Expression.Bytes(new byte[] {(byte) (choice.below(3) * 100), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, (byte) choice.below(3)});
            case FileType.Float16 _, FileType.UnsignedInt64 _, FileType.FixedBinary _, FileType.Unsupported _ ->
                    throw new IllegalStateException("not written: " + type);
        };
    }

    /// Writes a table as `FOLDER/<table>/<n>.parquet`.
    void write(RandomTable table, Path folder, BufferAllocator allocator) throws IOException {
        Path target = Files.createDirectories(folder.resolve(table.name()));
        int files = choice.between(1, 3);
        int perFile = Math.max(1, (table.rows().size() + files - 1) / files);
        for (int file = 0; file < files; file++) {
            int from = Math.min(table.rows().size(), file * perFile);
            int to = Math.min(table.rows().size(), from + perFile);
            int group = choice.of(5, 100, 3_000);
            WriteOptions options = WriteOptions.defaults()
                    .withCodec(choice.of(Codec.ZSTD, Codec.SNAPPY, Codec.UNCOMPRESSED))
                    .withRows(table.rows().size() > 3_000 ? Math.max(group, 500) : group, choice.of(3, 50, 1_000))
                    .withDictionaryEntries(choice.of(0, 4, 1 << 15)).withPageVersion(choice.between(1, 2))
                    .withPreference(preference(table)).withPageIndex(!choice.oneIn(3));
            write(target.resolve(file + ".parquet"), table, table.rows().subList(from, to), options, allocator);
        }
    }

    /// DuckDB reads split bytes of plain numbers only.
    private WriteOptions.Preference preference(RandomTable table) {
        for (RandomTable.Column column : table.columns()) {
            if (column.type() instanceof FileType.Uuid || column.type() instanceof FileType.Decimal(int precision, int _) && precision > 18) {
                return choice.of(WriteOptions.Preference.PLAIN, WriteOptions.Preference.DELTA, WriteOptions.Preference.DELTA_PREFIX);
            }
        }
        return choice.of(WriteOptions.Preference.values());
    }

    private static void write(Path file, RandomTable table, List<List<Object>> rows, WriteOptions options, BufferAllocator allocator) {
        List<FileColumn> columns = new ArrayList<>();
        for (RandomTable.Column column : table.columns()) {
            columns.add(new FileColumn(column.name(), column.type(), true));
        }
        List<DecodedColumn> decoded = new ArrayList<>();
        try (ParquetWriter writer = ParquetWriter.create(file, columns, options, allocator)) {
            for (int i = 0; i < columns.size(); i++) {
                try (ColumnBuilder builder = new ColumnBuilder(FileTypes.sqlType(columns.get(i).type()), allocator)) {
                    for (List<Object> row : rows) {
                        builder.append(row.get(i));
                    }
                    FlatColumn flat = builder.build();
                    decoded.add(new DecodedColumn.Flat(flat.physical(), flat.length(), flat.data(), flat.validity(), flat.heap()));
                }
            }
            writer.write(rows.size(), decoded);
            writer.finish();
        } finally {
            decoded.forEach(DecodedColumn::close);
        }
    }
}
