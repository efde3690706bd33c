package dev.weir.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.FileColumn;
import dev.weir.formats.FileFormats;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FileReading;
import dev.weir.formats.FileType;
import dev.weir.formats.OpenFile;
import dev.weir.formats.cache.PageCache;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.memory.Reclaim;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What we write we read, in every encoding, codec, page version, window size and with random selections; and DuckDB reads
/// the same.
class RoundTripTest {
    @TempDir
    Path folder;

    static Stream<Arguments> layouts() {
        List<Arguments> layouts = new ArrayList<>();
        for (Codec codec : Codec.values()) {
            for (int version = 1; version <= 2; version++) {
                for (WriteOptions.Preference preference : WriteOptions.Preference.values()) {
                    layouts.add(Arguments.of(codec, version, preference, layouts.size()));
                }
            }
        }
        return layouts.stream();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void readsWhatWasWritten(Codec codec, int version, WriteOptions.Preference preference, int seed) throws Exception {
        Random random = new Random(seed);
        int rows = 1 + random.nextInt(500);
        RandomTable table = RandomTable.of(rows, random);
        // Few dictionary entries leave chunks whose later pages are not coded.
        int[] dictionaries = {0, 10, 40, 10_000};
        WriteOptions options = WriteOptions.defaults().withCodec(codec).withPageVersion(version).withPreference(preference)
                .withRows(1 + random.nextInt(400), 1 + random.nextInt(150)).withDictionaryEntries(dictionaries[seed % 4])
                .withChecksums(seed % 2 == 0).withPageIndex(seed % 3 > 0);
        Path path = folder.resolve("t.parquet");
        table.write(path, options, random);
        FileMetadata metadata;
        try (OpenFile file = FileFormats.open(path)) {
            metadata = file.metadata();
            assertEquals(table.columns(), metadata.columns());
            assertEquals(rows, metadata.rows());
        }
        int[] windows = {1, 7, 1024, 8192};
        ReadDuckDbFilesTest.compare(metadata, table.values(), FileReading.all(path, windows[seed % 4]));
        ReadDuckDbFilesTest.compare(metadata, table.values(), FileReading.all(path, 8192));
        ReadDuckDbFilesTest.compare(metadata, table.values(), FileReading.all(path, 1 + random.nextInt(200), random));
        ReadDuckDbFilesTest.compare(metadata, table.values(), FileReading.all(path, 1 + random.nextInt(200), random));
        readsTheSameFromTheCache(path, metadata, table, random);
        FileMetadata shared = readByDuckDb(metadata, preference);
        ReadDuckDbFilesTest.compare(shared, DuckDb.read(path, shared.columns()), table.values());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    /// With selections first, which pass over pages and leave only what describes them.
    private static void readsTheSameFromTheCache(Path path, FileMetadata metadata, RandomTable table, Random random) {
        try (BufferAllocator process = new RootAllocator(new Reclaim(), 1L << 30); PageCache cache = PageCache.in(process, 1L << 28)) {
            for (int round = 0; round < 4; round++) {
                Random selections = round < 2 ? random : null;
                try (BufferAllocator query = process.newChildAllocator("query", 0, 1L << 30); OpenFile file = FileFormats.open(path, cache)) {
                    ReadDuckDbFilesTest.compare(metadata, table.values(), FileReading.all(file, query, 1 + random.nextInt(200), selections));
                }
            }
            assertEquals(cache.idleBytes(), process.getAllocatedMemory());
            cache.close();
            assertEquals(0, process.getAllocatedMemory());
            process.getChildAllocators().forEach(BufferAllocator::close);
        }
    }

    /// Leaves out the columns that DuckDB refuses: BYTE_STREAM_SPLIT of fixed byte arrays.
    private static FileMetadata readByDuckDb(FileMetadata metadata, WriteOptions.Preference preference) {
        if (preference != WriteOptions.Preference.SPLIT) {
            return metadata;
        }
        List<FileColumn> columns = new ArrayList<>();
        for (FileColumn column : metadata.columns()) {
            boolean fixed = switch (column.type()) {
                case FileType.Float16 half -> true;
                case FileType.FixedBinary bytes -> true;
                case FileType.Uuid uuid -> true;
                case FileType.Decimal(int precision, int scale) -> precision > 18;
                default -> false;
            };
            columns.add(fixed ? new FileColumn(column.name(), new FileType.Unsupported("by DuckDB"), true) : column);
        }
        return new FileMetadata(metadata.path(), metadata.format(), metadata.length(), metadata.modifiedMillis(), metadata.footerHash(),
                metadata.rows(), columns, metadata.rowGroups());
    }
}
