package dev.weir.coordinator.frontdoor;

import dev.weir.formats.Columns;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Writes the folder of the domain `lab`: `shop.types` has a column of each type and the rows usual, extreme, NULL;
/// `shop.numbers` has the ids 0 to 99 999; `other.numbers` has none.
final class ShopFiles {
    static final int NUMBERS = 100_000;

    private ShopFiles() {}

    /// @param values usual, extreme, NULL, in the form that {@link Columns} takes
    private record Typed(String name, FileType type, Object usual, Object extreme) {}

    private static final List<Typed> TYPES = List.of(
            new Typed("flag", new FileType.Bool(), 1L, 0L),
            new Typed("tiny", new FileType.Int(8), 7L, -128L),
            new Typed("small", new FileType.Int(16), 300L, -32_768L),
            new Typed("whole", new FileType.Int(32), 70_000L, (long) Integer.MIN_VALUE),
            new Typed("big", new FileType.Int(64), 5_000_000_000L, Long.MIN_VALUE),
            new Typed("single", new FileType.Float32(), 1.5, -0.25),
            new Typed("wide", new FileType.Float64(), 2.25, 1e300),
            new Typed("price", new FileType.Decimal(15, 2), 12_345L, -999_999_999_999_999L),
            new Typed("huge", new FileType.Decimal(38, 4), new BigDecimal("12345678901234567890.1234").unscaledValue(),
                    new BigDecimal("-9999999999999999999999999999999999.9999").unscaledValue()),
            new Typed("name", new FileType.Utf8(), text("Zürich €"), ""),
            new Typed("bytes", new FileType.Binary(), "\u0000\u00ff\u0001", ""),
            new Typed("day", new FileType.Date(), LocalDate.of(2026, 7, 1).toEpochDay(), LocalDate.of(1, 1, 1).toEpochDay()),
            new Typed("clock", new FileType.Time(6), 45_296_123_456L, 0L),
            new Typed("local", new FileType.Timestamp(6, false), 1_782_909_296_123_456L, -1L),
            new Typed("instant", new FileType.Timestamp(6, true), 1_782_909_296_123_456L, 0L));

    static List<String> typeColumns() {
        List<String> names = new ArrayList<>();
        for (Typed column : TYPES) {
            names.add(column.name());
        }
        return names;
    }

    static void write(Path folder) throws IOException {
        try (BufferAllocator allocator = new RootAllocator()) {
            List<FileColumn> columns = new ArrayList<>();
            List<List<Object>> values = new ArrayList<>();
            for (Typed typed : TYPES) {
                columns.add(new FileColumn(typed.name(), typed.type(), true));
                values.add(Arrays.asList(typed.usual(), typed.extreme(), null));
            }
            file(folder.resolve("shop/types.parquet"), columns, values, 3, allocator);
            List<Object> ids = new ArrayList<>();
            for (long id = 0; id < NUMBERS; id++) {
                ids.add(id);
            }
            file(folder.resolve("shop/numbers.parquet"), List.of(new FileColumn("id", new FileType.Int(64), false)), List.of(ids), NUMBERS, allocator);
            file(folder.resolve("other/numbers.parquet"), List.of(new FileColumn("id", new FileType.Int(64), true)), List.of(List.of()), 0, allocator);
        }
    }

    private static void file(Path path, List<FileColumn> columns, List<List<Object>> values, int rows, BufferAllocator allocator) throws IOException {
        Files.createDirectories(path.getParent());
        List<DecodedColumn> decoded = new ArrayList<>();
        try (ParquetWriter writer = ParquetWriter.create(path, columns, WriteOptions.defaults(), allocator)) {
            for (int i = 0; i < columns.size(); i++) {
                decoded.add(Columns.flat(columns.get(i).type().physical(), values.get(i), allocator));
            }
            if (rows > 0) {
                writer.write(rows, decoded);
            }
            writer.finish();
        } finally {
            decoded.forEach(DecodedColumn::close);
        }
    }

    /// UTF-8 bytes, one a char, as {@link Columns} takes strings.
    private static String text(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
