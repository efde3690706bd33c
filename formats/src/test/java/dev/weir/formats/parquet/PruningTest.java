package dev.weir.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.formats.BatchReader;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileFormats;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FileReading;
import dev.weir.formats.FileType;
import dev.weir.formats.OpenFile;
import dev.weir.formats.PhysicalValue;
import dev.weir.formats.ScanRequest;
import dev.weir.formats.Values;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.parquet.write.WriteOptions;
import dev.weir.formats.predicate.FilePredicate;
import dev.weir.formats.predicate.FilePredicate.And;
import dev.weir.formats.predicate.FilePredicate.Comparison;
import dev.weir.formats.predicate.FilePredicate.InList;
import dev.weir.formats.predicate.FilePredicate.InRange;
import dev.weir.formats.predicate.FilePredicate.IsNotNull;
import dev.weir.formats.predicate.FilePredicate.IsNull;
import dev.weir.formats.predicate.FilePredicate.Operator;
import dev.weir.formats.predicate.FilePredicate.Or;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pruning leaves out rows only if they do not fulfil the predicate, and does leave out what sorted data allows.
class PruningTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void neverLosesARow(int seed) {
        Random random = new Random(seed);
        RandomTable table = RandomTable.of(1500, random);
        Path path = folder.resolve("t.parquet");
        table.write(path, WriteOptions.defaults().withRows(600, 20).withCodec(Codec.SNAPPY).withDictionaryEntries(seed % 2 * 1000), random);
        try (BufferAllocator allocator = new RootAllocator(1L << 30); OpenFile file = FileFormats.open(path)) {
            int[] columns = FileReading.readable(file.metadata());
            for (int i = 0; i < 150; i++) {
                FilePredicate predicate = predicate(table, random, 2);
                boolean[] seen = new boolean[table.rows()];
                for (int group = 0; group < file.metadata().rowGroups().size(); group++) {
                    long first = file.metadata().rowGroups().get(group).firstRow();
                    long rows = file.metadata().rowGroups().get(group).rows();
                    long from = random.nextBoolean() ? 0 : random.nextLong(rows);
                    long to = random.nextBoolean() ? rows : from + random.nextLong(rows - from + 1);
                    for (long row = 0; row < rows; row++) {
                        seen[(int) (first + row)] = row < from || row >= to;
                    }
                    ScanRequest request = new ScanRequest(group, from, to, columns, predicate);
                    try (BatchReader reader = file.read(request, allocator)) {
                        int count;
                        while ((count = reader.next(1 + random.nextInt(100))) >= 0) {
                            int column = random.nextInt(columns.length);
                            try (DecodedColumn decoded = reader.read(column)) {
                                int position = (int) (first + reader.rowPosition());
                                assertEquals(table.values().get(column).subList(position, position + count), Values.of(decoded));
                                for (int row = 0; row < count; row++) {
                                    seen[position + row] = true;
                                }
                            }
                        }
                    }
                }
                for (int row = 0; row < seen.length; row++) {
                    assertTrue(seen[row] || !holds(predicate, table, row), "row " + row + " of " + predicate);
                }
            }
        }
    }

    private static FilePredicate predicate(RandomTable table, Random random, int depth) {
        int column = random.nextInt(table.columns().size());
        switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0:
                return new IsNull(column);
            case 1:
                return new IsNotNull(column);
            case 2:
                return new InRange(column, value(table, column, random), value(table, column, random));
            case 3:
                List<PhysicalValue> values = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    PhysicalValue value = value(table, column, random);
                    if (value != null) {
                        values.add(value);
                    }
                }
                return new InList(column, values);
            case 4:
                PhysicalValue value = value(table, column, random);
                return value == null ? new IsNull(column)
                        : new Comparison(column, Operator.values()[random.nextInt(Operator.values().length)], value);
            case 5:
                return new Or(List.of(predicate(table, random, depth - 1), predicate(table, random, depth - 1)));
            default:
                return new And(List.of(predicate(table, random, depth - 1), predicate(table, random, depth - 1)));
        }
    }

    private static PhysicalValue value(RandomTable table, int column, Random random) {
        return value(table.values().get(column).get(random.nextInt(table.rows())));
    }

    private static PhysicalValue value(Object value) {
        return switch (value) {
            case Long number -> PhysicalValue.of(number);
            case BigInteger number -> PhysicalValue.of(number);
            case Double number -> PhysicalValue.of(number);
            case String text -> PhysicalValue.of(text.getBytes(StandardCharsets.ISO_8859_1));
            case null, default -> null;
        };
    }

    private static boolean holds(FilePredicate predicate, RandomTable table, int row) {
        return switch (predicate) {
            case And(List<FilePredicate> parts) -> parts.stream().allMatch(part -> holds(part, table, row));
            case Or(List<FilePredicate> parts) -> parts.stream().anyMatch(part -> holds(part, table, row));
            case IsNull(int column) -> table.values().get(column).get(row) == null;
            case IsNotNull(int column) -> table.values().get(column).get(row) != null;
            case Comparison(int column, Operator operator, PhysicalValue right) -> {
                PhysicalValue left = value(table.values().get(column).get(row));
                yield left != null && switch (operator) {
                    case EQUAL -> left.compareTo(right) == 0;
                    case NOT_EQUAL -> left.compareTo(right) != 0;
                    case LESS -> left.compareTo(right) < 0;
                    case LESS_OR_EQUAL -> left.compareTo(right) <= 0;
                    case GREATER -> left.compareTo(right) > 0;
                    case GREATER_OR_EQUAL -> left.compareTo(right) >= 0;
                };
            }
            case InRange(int column, PhysicalValue low, PhysicalValue high) -> {
                PhysicalValue value = value(table.values().get(column).get(row));
                yield value != null && (low == null || value.compareTo(low) >= 0) && (high == null || value.compareTo(high) <= 0);
            }
            case InList(int column, List<PhysicalValue> values) -> {
                PhysicalValue value = value(table.values().get(column).get(row));
                yield value != null && values.stream().anyMatch(each -> each.compareTo(value) == 0);
            }
        };
    }

    @Test
    void sortedDataIsPruned() {
        List<Object> sorted = new ArrayList<>();
        List<Object> text = new ArrayList<>();
        for (long i = 0; i < 10_000; i++) {
            sorted.add(i);
            text.add("value number %05d, which is longer than a view holds and longer than the bounds of an index may be".formatted(i));
        }
        RandomTable table = new RandomTable(
                List.of(new FileColumn("n", new FileType.Int(64), false), new FileColumn("t", new FileType.Utf8(), true)), List.of(sorted, text));
        Path path = folder.resolve("sorted.parquet");
        table.write(path, WriteOptions.defaults().withRows(5000, 100), new Random(1));
        assertEquals(100, rowsLeft(path, new Comparison(0, Operator.EQUAL, PhysicalValue.of(4321L))));
        assertEquals(200, rowsLeft(path, new InRange(0, PhysicalValue.of(4999L), PhysicalValue.of(5000L))));
        assertEquals(200, rowsLeft(path, new InList(0, List.of(PhysicalValue.of(3L), PhysicalValue.of(9999L)))));
        assertEquals(0, rowsLeft(path, new Comparison(0, Operator.GREATER, PhysicalValue.of(9999L))));
        assertEquals(0, rowsLeft(path, new IsNull(1)));
        assertEquals(10_000, rowsLeft(path, FilePredicate.always()));
        assertEquals(100, rowsLeft(path, new Comparison(1, Operator.LESS, PhysicalValue.of("value number 00050".getBytes(StandardCharsets.US_ASCII)))));
        assertEquals(0, rowsLeft(path, new Or(List.of())));
    }

    @Test
    void bloomFiltersRuleOutWhatLiesBetweenTheBounds() {
        Path path = folder.resolve("bloom.parquet");
        DuckDb.run("COPY (SELECT (i % 500) * 7 AS n, CAST((i % 500) * 7 AS INTEGER) AS m, 'name of ' || (i % 500) * 7 || ' with some length behind it' AS t, "
                + "TIMESTAMP '2000-01-01' + INTERVAL ((i % 500) * 7) SECOND AS ts FROM range(20000) t(i)) TO '" + path + "' (FORMAT parquet)");
        try (OpenFile file = FileFormats.open(path)) {
            assertEquals(List.of("n", "m", "t", "ts"), file.metadata().columns().stream().map(FileColumn::name).toList());
        }
        int ruledOut = 0;
        for (long i = 0; i < 3500; i += 9) {
            List<PhysicalValue> values = List.of(PhysicalValue.of(i), PhysicalValue.of(i),
                    PhysicalValue.of(("name of " + i + " with some length behind it").getBytes(StandardCharsets.US_ASCII)),
                    PhysicalValue.of(946_684_800_000_000L + i * 1_000_000));
            for (int column = 0; column < 4; column++) {
                long left = rowsLeft(path, new Comparison(column, Operator.EQUAL, values.get(column)));
                assertTrue(i % 7 != 0 || left == 20_000, "column " + column + ": " + i);
                ruledOut += left == 0 ? 1 : 0;
            }
        }
        assertTrue(ruledOut > 1200, "only " + ruledOut);
    }

    private static long rowsLeft(Path path, FilePredicate predicate) {
        long left = 0;
        try (BufferAllocator allocator = new RootAllocator(1L << 30); OpenFile file = FileFormats.open(path)) {
            FileMetadata metadata = file.metadata();
            for (int group = 0; group < metadata.rowGroups().size(); group++) {
                ScanRequest request = new ScanRequest(group, 0, metadata.rowGroups().get(group).rows(), new int[] {0, 1}, predicate);
                try (BatchReader reader = file.read(request, allocator)) {
                    int count;
                    while ((count = reader.next(8192)) >= 0) {
                        left += count;
                    }
                }
            }
        }
        return left;
    }
}
