package dev.weir.coordinator.governance;

import dev.weir.formats.Columns;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// A table in which whatever must not be seen can be told by its bytes: texts contain {@link #TEXT}, numbers begin with
/// {@link #NUMBER}. Row: id, name, city, secret, salary, y, day. Rows of the city `north` are visible; of those, `secret` and
/// `salary` are canaries still.
final class People {
    static final String TEXT = "CANARY";
    /// The upper six of eight bytes.
    static final long NUMBER = 0x5EC2_E7C0_FFEE_0000L;
    static final List<String> NAMES = List.of("id", "name", "city", "secret", "salary", "y", "day");
    private static final List<FileType> TYPES = List.of(
            new FileType.Int(64), new FileType.Utf8(), new FileType.Utf8(), new FileType.Utf8(), new FileType.Int(64), new FileType.Int(32), new FileType.Date());

    private People() {}

    static List<List<Object>> rows(long seed, int count) {
        Random random = new Random(seed);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean visible = random.nextInt(3) == 0;
            rows.add(Arrays.asList(
                    visible ? (Object) (long) i : NUMBER + i,
                    random.nextInt(12) == 0 ? null : visible ? "name" + random.nextInt(40) : TEXT + "-" + random.nextInt(30),
                    visible ? "north" : random.nextInt(9) == 0 ? null : "CANARYTOWN" + random.nextInt(3),
                    random.nextInt(8) == 0 ? null : TEXT + random.nextInt(50),
                    NUMBER + random.nextInt(60_000),
                    visible ? (Object) (long) (random.nextInt(20) + 30) : (Object) (long) (random.nextBoolean() ? 20 : 10),
                    visible ? 9000L + random.nextInt(1000) : 1L + random.nextInt(3)));
        }
        return rows;
    }

    static boolean visible(List<Object> row) {
        return "north".equals(row.get(2));
    }

    static void write(Path file, List<List<Object>> rows, WriteOptions options) throws IOException {
        Files.createDirectories(file.getParent());
        List<FileColumn> columns = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            columns.add(new FileColumn(NAMES.get(i), TYPES.get(i), true));
        }
        List<DecodedColumn> decoded = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator()) {
            try (ParquetWriter writer = ParquetWriter.create(file, columns, options, allocator)) {
                for (int i = 0; i < columns.size(); i++) {
                    List<Object> values = new ArrayList<>();
                    for (List<Object> row : rows) {
                        values.add(row.get(i));
                    }
                    decoded.add(Columns.flat(TYPES.get(i).physical(), values, allocator));
                }
                if (!rows.isEmpty()) {
                    writer.write(rows.size(), decoded);
                }
                writer.finish();
            } finally {
                decoded.forEach(DecodedColumn::close);
            }
        }
    }

    /// Where a canary shows in bytes; -1 when none does.
    static int canary(byte[] bytes) {
        byte[] text = TEXT.getBytes(StandardCharsets.US_ASCII);
        byte[] number = {(byte) 0xEE, (byte) 0xFF, (byte) 0xC0, (byte) 0xE7, (byte) 0xC2, 0x5E};
        for (int i = 0; i < bytes.length; i++) {
            if (at(bytes, i, text) || at(bytes, i, number)) {
                return i;
            }
        }
        return -1;
    }

    /// Whether a text that a user sees holds a canary, numbers as digits.
    static boolean canary(String text) {
        return text.contains(TEXT) || text.contains(Long.toString(NUMBER).substring(0, 13));
    }

    private static boolean at(byte[] bytes, int start, byte[] pattern) {
        return start + pattern.length <= bytes.length && Arrays.equals(bytes, start, start + pattern.length, pattern, 0, pattern.length);
    }
}
