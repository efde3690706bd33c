package dev.weir.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.formats.BatchReader;
import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.Columns;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.DecodedColumn.Coded;
import dev.weir.formats.DecodedColumn.Flat;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileFormats;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FileReading;
import dev.weir.formats.FileType;
import dev.weir.formats.FormatException;
import dev.weir.formats.OpenFile;
import dev.weir.formats.PhysicalValue;
import dev.weir.formats.ScanRequest;
import dev.weir.formats.Values;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What BatchReader and ParquetWriter promise beyond the values.
class ReaderContractTest {
    @TempDir
    Path folder;

    private Path sample() {
        List<Object> words = new ArrayList<>();
        List<Object> numbers = new ArrayList<>();
        for (long i = 0; i < 10_000; i++) {
            words.add(i % 10 == 9 ? null : "a word that fits no view: " + i % 7);
            numbers.add(i * 31);
        }
        Path path = folder.resolve("t.parquet");
        new RandomTable(List.of(new FileColumn("w", new FileType.Utf8(), true), new FileColumn("n", new FileType.Int(64), false)), List.of(words, numbers))
                .write(path, WriteOptions.defaults().withRows(5000, 700), new Random(4));
        return path;
    }

    @Test
    void aDictionaryIsOneInstanceInARowGroup() {
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(sample())) {
            assertTrue(file.metadata().rowGroups().getFirst().columns().getFirst().dictionaryOnly());
            try (BatchReader reader = file.read(ScanRequest.all(file.metadata(), 0, new int[] {0}), allocator)) {
                Flat dictionary = null;
                while (reader.next(300) >= 0) {
                    try (Coded coded = assertInstanceOf(Coded.class, reader.read(0))) {
                        dictionary = dictionary == null ? coded.dictionary() : dictionary;
                        assertSame(dictionary, coded.dictionary());
                    }
                }
            }
        }
    }

    @Test
    void columnsOutliveTheirReader() {
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(sample())) {
            List<DecodedColumn> kept = new ArrayList<>();
            try (BatchReader reader = file.read(ScanRequest.all(file.metadata(), 1, new int[] {0, 1}), allocator)) {
                while (reader.next(600) >= 0) {
                    kept.add(reader.read(1));
                    kept.add(reader.read(0).retain());
                    kept.add(kept.getLast());
                }
            }
            long row = 5000;
            for (int i = 0; i < kept.size(); i += 3) {
                assertEquals(row * 31, Values.of(kept.get(i)).getFirst());
                assertEquals(row % 10 == 9 ? null : "a word that fits no view: " + row % 7, Values.of(kept.get(i + 1)).getFirst());
                row += kept.get(i).length();
            }
            kept.forEach(DecodedColumn::close);
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }

    @Test
    void requiredPlainNumbersAreNotCopied() {
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(sample());
                BatchReader reader = file.read(ScanRequest.all(file.metadata(), 0, new int[] {1}), allocator)) {
            reader.next(100);
            try (DecodedColumn first = reader.read(1)) {
                long before = allocator.getAllocatedMemory();
                reader.next(100);
                try (DecodedColumn second = reader.read(1)) {
                    assertEquals(before, allocator.getAllocatedMemory());
                    assertNull(second.validity());
                }
            }
        }
    }

    @Test
    void aColumnIsReadOnceAWindowAndOnlyIfAskedFor() {
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(sample());
                BatchReader reader = file.read(ScanRequest.all(file.metadata(), 0, new int[] {1}), allocator)) {
            assertThrows(IllegalStateException.class, () -> reader.read(1));
            reader.next(100);
            reader.read(1).close();
            assertThrows(IllegalStateException.class, () -> reader.read(1));
            assertThrows(IllegalArgumentException.class, () -> reader.read(0));
        }
    }

    @Test
    void readersRunInParallel() throws Exception {
        Random random = new Random(8);
        RandomTable table = RandomTable.of(2000, random);
        Path path = folder.resolve("p.parquet");
        table.write(path, WriteOptions.defaults().withRows(400, 90), random);
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(path); ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int group = i % 5;
                tasks.add(pool.submit(() -> readGroup(file, group, table, allocator)));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        }
    }

    private static void readGroup(OpenFile file, int group, RandomTable table, BufferAllocator allocator) {
        int[] columns = FileReading.readable(file.metadata());
        try (BatchReader reader = file.read(ScanRequest.all(file.metadata(), group, columns), allocator)) {
            int count;
            while ((count = reader.next(128)) >= 0) {
                int from = group * 400 + (int) reader.rowPosition();
                for (int column : columns) {
                    try (DecodedColumn decoded = reader.read(column)) {
                        assertEquals(table.values().get(column).subList(from, from + count), Values.of(decoded));
                    }
                }
            }
        }
    }

    @Test
    void statisticsAreOfDecodedValues() {
        try (OpenFile file = FileFormats.open(sample())) {
            FileMetadata metadata = file.metadata();
            ColumnStatistics numbers = metadata.rowGroups().get(1).columns().get(1);
            assertEquals(PhysicalValue.of(5000L * 31), numbers.minimum());
            assertEquals(PhysicalValue.of(9999L * 31), numbers.maximum());
            assertTrue(numbers.maximumExact());
            ColumnStatistics words = metadata.rowGroups().getFirst().columns().getFirst();
            assertEquals(PhysicalValue.of("a word that fits no view: 6".getBytes(StandardCharsets.US_ASCII)), words.maximum());
            assertEquals(500, words.nullCount());
            assertEquals(7, words.distinctCount());
        }
    }

    @Test
    void refusedCodecsAreNamed() {
        Path path = folder.resolve("b.parquet");
        DuckDb.run("COPY (SELECT 1 AS one) TO '" + path + "' (FORMAT parquet, CODEC 'brotli')");
        FormatException refused = assertThrows(FormatException.class, () -> FileReading.all(path, 10));
        assertEquals(FormatException.Kind.NOT_SUPPORTED, refused.kind());
        assertEquals("codec BROTLI is not read", refused.detail());
    }

    @Test
    void anUnfinishedFileLeavesNothing() throws Exception {
        Path path = folder.resolve("u.parquet");
        FileColumn column = new FileColumn("n", new FileType.Int(64), false);
        try (BufferAllocator allocator = new RootAllocator();
                ParquetWriter writer = ParquetWriter.create(path, List.of(column), WriteOptions.defaults().withCodec(Codec.SNAPPY).withRows(2, 1), allocator);
                DecodedColumn values = Columns.flat(Physical.INT64, List.of(1L, 2L, 3L), allocator)) {
            writer.write(3, List.of(values));
            try (DecodedColumn nulls = Columns.flat(Physical.INT64, java.util.Arrays.asList(1L, null), allocator)) {
                assertThrows(IllegalArgumentException.class, () -> writer.write(2, List.of(nulls)));
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void filesWithoutRowsOrRowGroups() {
        Path path = folder.resolve("e.parquet");
        FileColumn column = new FileColumn("n", new FileType.Int(64), false);
        try (BufferAllocator allocator = new RootAllocator();
                ParquetWriter writer = ParquetWriter.create(path, List.of(column), WriteOptions.defaults(), allocator)) {
            writer.finish();
        }
        assertEquals(List.of(List.of()), FileReading.all(path, 10));
        DuckDb.run("COPY (SELECT 1 AS one WHERE false) TO '" + path + "' (FORMAT parquet)");
        assertEquals(List.of(List.of()), FileReading.all(path, 10));
        assertEquals(List.of(List.of()), DuckDb.read(path, List.of(new FileColumn("one", new FileType.Int(32), true))));
    }
}
