package dev.weir.worker.sample;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import dev.weir.worker.sample.SampleColumn.Numbers;
import dev.weir.worker.sample.SampleColumn.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// A shop: lines of receipts, receipts, buyers, goods, stock, places. Keys are dense, clustered in the larger tables; columns
/// have few values, many, or all different, so that scans and operators take every way that they have.
///
/// | product | files |
/// |---|---|
/// | `plain` | no NULLs, zstd, dictionaries and PLAIN, a page a chunk |
/// | `mixed` | NULLs, snappy, DELTA, version 2 pages of a part of a chunk |
public final class SampleTables {
    public static final List<String> PRODUCTS = List.of("plain", "mixed");

    private static final int LINES_A_RECEIPT = 4;
    private static final int FIRST_DAY = 8_000;
    private static final int DAYS = 2_400;
    private static final List<String> WAYS = List.of("AIR", "BOAT", "CART", "FOOT", "POST", "TRAIN", "TRUCK BY NIGHT");
    private static final List<String> COLOURS = List.of("amber", "black", "coral", "dark blue", "emerald", "forest green", "golden yellow");
    private static final List<String> WORDS = List.of(
            "careful", "deposits", "quick", "requests", "special", "furious", "packages", "sleep", "after", "silent", "among", "ideas");

    private final int lines;
    private final int rowGroup;

    /// @param lines    rows of the largest table
    /// @param rowGroup rows of a row group: the smaller, the more often each kernel is called
    public SampleTables(int lines, int rowGroup) {
        this.lines = lines;
        this.rowGroup = rowGroup;
    }

    /// Writes all tables below `folder/<product>`.
    public void write(Path folder) throws IOException {
        try (BufferAllocator allocator = new RootAllocator()) {
            for (String product : PRODUCTS) {
                boolean nullable = product.equals("mixed");
                Path place = Files.createDirectories(folder.resolve(product));
                WriteOptions options = nullable
                        ? WriteOptions.defaults().withCodec(Codec.SNAPPY).withPageVersion(2).withPreference(WriteOptions.Preference.DELTA).withRows(rowGroup, rowGroup / 3)
                        : WriteOptions.defaults().withRows(rowGroup, rowGroup).withDictionaryEntries(rowGroup / 4);
                for (Map.Entry<String, Table> table : tables().entrySet()) {
                    write(place.resolve(table.getKey() + ".parquet"), table.getValue(), nullable, options, allocator);
                }
            }
        }
    }

    private record Table(int rows, List<SampleColumn> columns) {}

    private Map<String, Table> tables() {
        int receipts = lines / LINES_A_RECEIPT;
        int buyers = Math.max(1, receipts / 8);
        int goods = Math.max(1, receipts / 6);
        int sellers = Math.max(1, goods / 10);
        Map<String, Table> tables = new LinkedHashMap<>();
        tables.put("lines", new Table(lines, List.of(
                whole64("receipt", row -> 1 + row / LINES_A_RECEIPT),
                whole32("number", row -> 1 + row % LINES_A_RECEIPT),
                whole64("good", row -> 1 + mix(row, 1, goods)),
                whole64("seller", row -> 1 + mix(mix(row, 1, goods), 2, sellers)),
                money("amount", row -> 100 * (1 + mix(row, 3, 50))),
                money("price", row -> 90_000 + mix(row, 4, 9_000_000)),
                money("rebate", row -> mix(row, 5, 11)),
                money("tax", row -> mix(row, 6, 9)),
                text("state", row -> mix(row, 7, 4) == 0 ? "N" : mix(row, 8, 2) == 0 ? "A" : "R"),
                text("paid", row -> day(row) > DAYS / 2 ? "O" : "F"),
                day("sent", row -> day(row) + mix(row, 9, 90)),
                day("due", row -> day(row) + 30 + mix(row, 10, 60)),
                day("arrived", row -> day(row) + 1 + mix(row, 9, 90) + mix(row, 11, 30)),
                text("way", row -> WAYS.get(mix(row, 12, WAYS.size()))),
                text("remark", row -> sentence(row, 13)),
                new Numbers("weight", new FileType.Float64(), row -> Double.doubleToRawLongBits(mix(row, 14, 100_000) / 16.0)),
                new Numbers("gift", new FileType.Bool(), row -> mix(row, 15, 5) == 0 ? 1 : 0),
                new Numbers("at", new FileType.Timestamp(6, false), row -> (FIRST_DAY + day(row)) * 86_400_000_000L + mix(row, 16, 86_400) * 1_000_000L))));
        tables.put("receipts", new Table(receipts, List.of(
                whole64("id", row -> 1 + row),
                whole64("buyer", row -> 1 + mix(row, 21, buyers)),
                text("status", row -> mix(row, 22, 3) == 0 ? "P" : "F"),
                money("total", row -> 100_000 + mix(row, 23, 40_000_000)),
                day("placed", row -> day(row * LINES_A_RECEIPT)),
                text("urgency", row -> 1 + mix(row, 24, 5) + "-" + WORDS.get(mix(row, 24, 5))),
                whole32("shelf", row -> mix(row, 25, 3)),
                text("remark", row -> sentence(row, 26)))));
        tables.put("buyers", new Table(buyers, List.of(
                whole64("id", row -> 1 + row),
                text("name", row -> "Buyer#" + (100_000_000 + row)),
                whole32("place", row -> mix(row, 31, 25)),
                money("balance", row -> mix(row, 32, 1_000_000) - 90_000),
                text("sector", row -> COLOURS.get(mix(row, 33, 5))),
                text("phone", row -> 10 + mix(row, 31, 25) + "-" + mix(row, 34, 1_000_000)),
                text("remark", row -> sentence(row, 35)))));
        tables.put("goods", new Table(goods, List.of(
                whole64("id", row -> 1 + row),
                text("name", row -> COLOURS.get(mix(row, 41, 7)) + " " + WORDS.get(mix(row, 42, 12)) + " " + COLOURS.get(mix(row, 43, 7))),
                text("brand", row -> "Brand#" + (11 + mix(row, 44, 25))),
                text("kind", row -> WORDS.get(mix(row, 45, 6)).toUpperCase(Locale.ROOT) + " " + COLOURS.get(mix(row, 46, 5)).toUpperCase(Locale.ROOT)),
                whole32("size", row -> 1 + mix(row, 47, 50)),
                text("box", row -> WORDS.get(mix(row, 48, 5)) + " BOX"),
                money("price", row -> 90_000 + row % 1000 * 100))));
        tables.put("stock", new Table(4 * goods, List.of(
                whole64("good", row -> 1 + row / 4),
                whole64("seller", row -> 1 + mix(row / 4 + row % 4 * 7, 2, sellers)),
                whole32("pieces", row -> mix(row, 52, 10_000)),
                money("cost", row -> 100 + mix(row, 53, 100_000)))));
        tables.put("sellers", new Table(sellers, List.of(
                whole64("id", row -> 1 + row),
                text("name", row -> "Seller#" + (100_000_000 + row)),
                whole32("place", row -> mix(row, 61, 25)),
                money("balance", row -> mix(row, 62, 1_000_000) - 90_000),
                text("remark", row -> sentence(row, 63)))));
        tables.put("places", new Table(25, List.of(
                whole32("id", row -> row),
                text("name", row -> "PLACE " + (char) ('A' + row)),
                whole32("area", row -> row % 5))));
        tables.put("areas", new Table(5, List.of(
                whole32("id", row -> row),
                text("name", row -> COLOURS.get(row).toUpperCase(Locale.ROOT)))));
        return tables;
    }

    private void write(Path file, Table table, boolean nullable, WriteOptions options, BufferAllocator allocator) {
        List<FileColumn> schema = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            schema.add(table.columns().get(i).described(nullable && i > 0));
        }
        try (ParquetWriter writer = ParquetWriter.create(file, schema, options, allocator)) {
            for (int from = 0; from < table.rows(); from += rowGroup) {
                int count = Math.min(rowGroup, table.rows() - from);
                List<DecodedColumn> batch = new ArrayList<>();
                try {
                    for (int i = 0; i < table.columns().size(); i++) {
                        batch.add(table.columns().get(i).make(from, count, nullable && i > 0, allocator));
                    }
                    writer.write(count, batch);
                } finally {
                    batch.forEach(DecodedColumn::close);
                }
            }
            writer.finish();
        }
    }

    private static SampleColumn whole64(String name, IntToLongFunction value) {
        return new Numbers(name, new FileType.Int(64), value);
    }

    private static SampleColumn whole32(String name, IntToLongFunction value) {
        return new Numbers(name, new FileType.Int(32), value);
    }

    private static SampleColumn money(String name, IntToLongFunction value) {
        return new Numbers(name, new FileType.Decimal(15, 2), value);
    }

    private static SampleColumn day(String name, IntToLongFunction value) {
        return new Numbers(name, new FileType.Date(), row -> FIRST_DAY + value.applyAsLong(row));
    }

    private static SampleColumn text(String name, IntFunction<String> value) {
        return new Texts(name, value);
    }

    private static int day(int line) {
        return mix(line / LINES_A_RECEIPT, 99, DAYS);
    }

    private static String sentence(int row, int salt) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3 + mix(row, salt, 3); i++) {
            text.append(i == 0 ? "" : " ").append(WORDS.get(mix(row * 7 + i, salt, WORDS.size())));
        }
        return text.append(' ').append(row).toString();
    }

    /// A number from 0 to below `bound` that follows from a row's number and looks like chance.
    private static int mix(int row, int salt, int bound) {
        long bits = (row + 1L) * 0x9E3779B97F4A7C15L + salt * 0xC2B2AE3D27D4EB4FL;
        bits = (bits ^ bits >>> 31) * 0x94D049BB133111EBL;
        return (int) Math.floorMod(bits ^ bits >>> 29, (long) bound);
    }
}
