package dev.weir.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.formats.BatchReader;
import dev.weir.formats.DecodedColumn;
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
import dev.weir.formats.parquet.write.WriteOptions;
import dev.weir.formats.predicate.FilePredicate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever the bytes, a reader answers values or a FormatException that names the file, and gives back all memory.
class CorruptFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Codec.class)
    void flippedAndCutFiles(Codec codec) throws IOException {
        fuzz(codec, 60);
    }

    @Tag("deep")
    @ParameterizedTest
    @EnumSource(Codec.class)
    void manyFlippedAndCutFiles(Codec codec) throws IOException {
        fuzz(codec, 1500);
    }

    private void fuzz(Codec codec, int rounds) throws IOException {
        Random random = new Random(codec.ordinal());
        int errors = 0;
        for (int version = 1; version <= 2; version++) {
            for (WriteOptions.Preference preference : WriteOptions.Preference.values()) {
                Path good = folder.resolve("good.parquet");
                RandomTable table = RandomTable.of(300, random);
                // A few columns a file, so that changes hit each of them.
                int from = random.nextInt(table.columns().size() - 12);
                RandomTable part = new RandomTable(table.columns().subList(from, from + 12), table.values().subList(from, from + 12));
                part.write(good, WriteOptions.defaults().withCodec(codec).withPageVersion(version).withPreference(preference).withRows(200, 70), random);
                byte[] bytes = Files.readAllBytes(good);
                for (int i = 0; i < rounds; i++) {
                    Path bad = folder.resolve("bad.parquet");
                    Files.write(bad, damaged(bytes, random));
                    errors += fails(bad, random) ? 1 : 0;
                }
            }
        }
        assertTrue(errors > rounds, "only " + errors + " of " + rounds * 8 + " damaged files were noticed");
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> {
                // A hole: what follows moves.
                int from = random.nextInt(bytes.length);
                int length = Math.min(bytes.length - from, 1 + random.nextInt(50));
                byte[] shorter = new byte[bytes.length - length];
                System.arraycopy(bytes, 0, shorter, 0, from);
                System.arraycopy(bytes, from + length, shorter, from, bytes.length - from - length);
                return shorter;
            }
            case 2 -> {
                int from = random.nextInt(bytes.length);
                for (int i = from; i < Math.min(bytes.length, from + 20); i++) {
                    copy[i] = (byte) random.nextInt();
                }
            }
            case 3 -> {
                // The footer is a small part of the file but the one that everything hangs on.
                int footer = bytes.length - 8 - random.nextInt(Math.min(bytes.length - 8, 3000));
                copy[footer] = (byte) random.nextInt();
            }
            default -> {
                for (int i = 0; i < 1 + random.nextInt(8); i++) {
                    copy[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return copy;
    }

    /// Reads all columns, each as far as it goes.
    private static boolean fails(Path path, Random random) {
        boolean failed = false;
        try (BufferAllocator allocator = new RootAllocator(2L << 30); OpenFile file = FileFormats.open(path)) {
            FileMetadata metadata = file.metadata();
            for (int group = 0; group < metadata.rowGroups().size(); group++) {
                if (metadata.rowGroups().get(group).rows() > 100_000) {
                    return true;
                }
                for (int column : FileReading.readable(metadata)) {
                    failed |= columnFails(file, group, column, random, allocator);
                }
            }
        } catch (FormatException expected) {
            assertEquals(path.toString(), expected.file(), expected.toString());
            return true;
        } catch (OutOfMemoryError | RuntimeException failure) {
            throw new AssertionError("a damaged file answers " + failure, failure);
        }
        return failed;
    }

    private static boolean columnFails(OpenFile file, int group, int column, Random random, BufferAllocator allocator) {
        FilePredicate predicate = random.nextBoolean() ? FilePredicate.always()
                : new FilePredicate.Comparison(column, FilePredicate.Operator.LESS, PhysicalValue.of(random.nextLong()));
        long rows = file.metadata().rowGroups().get(group).rows();
        ScanRequest request = new ScanRequest(group, random.nextBoolean() ? 0 : rows / 2, rows, new int[] {column}, predicate);
        try (BatchReader reader = file.read(request, allocator)) {
            int count;
            while ((count = reader.next(1 + random.nextInt(200))) >= 0) {
                if (random.nextBoolean()) {
                    try (DecodedColumn decoded = reader.read(column)) {
                        touch(decoded);
                    }
                } else {
                    List<Integer> positions = new ArrayList<>();
                    for (int i = random.nextInt(3); i < count; i += 1 + random.nextInt(5)) {
                        positions.add(i);
                    }
                    try (ArrowBuf selection = Values.selection(positions, allocator);
                            DecodedColumn decoded = reader.read(column, selection.memoryAddress(), positions.size())) {
                        touch(decoded);
                    }
                }
            }
            return false;
        } catch (FormatException expected) {
            assertEquals(file.metadata().path().toString(), expected.file());
            return true;
        } catch (OutOfMemoryError | RuntimeException failure) {
            throw new AssertionError("a damaged file answers " + failure, failure);
        }
    }

    /// Follows every view and code.
    private static void touch(DecodedColumn column) {
        Values.of(column);
    }

    @Test
    void errorsSayWhere() throws IOException {
        Path path = folder.resolve("t.parquet");
        List<Object> numbers = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            numbers.add(i * i);
        }
        RandomTable table = new RandomTable(List.of(new FileColumn("squares", new FileType.Int(64), false)), List.of(numbers));
        table.write(path, WriteOptions.defaults().withRows(500, 100).withChecksums(true).withCodec(Codec.UNCOMPRESSED), new Random(1));
        byte[] bytes = Files.readAllBytes(path);
        byte[] damaged = bytes.clone();
        damaged[5000] ^= 1;
        Files.write(path, damaged);
        FormatException wrong = assertThrows(FormatException.class, () -> FileReading.all(path, 100));
        assertEquals("a page's checksum is wrong (file " + path + ", row group 1, column squares)", wrong.getMessage());
        assertEquals(FormatException.Kind.CORRUPT, wrong.kind());

        Files.write(path, Arrays.copyOf(bytes, bytes.length - 5));
        assertEquals(FormatException.Kind.CORRUPT, assertThrows(FormatException.class, () -> FileFormats.open(path)).kind());
        Files.write(path, "PAR".getBytes(StandardCharsets.US_ASCII));
        assertEquals(FormatException.Kind.CORRUPT, assertThrows(FormatException.class, () -> FileFormats.open(path)).kind());
        Files.write(path, new byte[0]);
        assertEquals(FormatException.Kind.CORRUPT, assertThrows(FormatException.class, () -> FileFormats.open(path)).kind());
        Path missing = folder.resolve("missing.parquet");
        assertEquals(FormatException.Kind.UNREADABLE, assertThrows(FormatException.class, () -> FileFormats.open(missing)).kind());
        Path csv = folder.resolve("t.csv");
        assertEquals("CSV not read yet", assertThrows(FormatException.class, () -> FileFormats.open(csv)).detail());
        assertEquals(FormatException.Kind.UNREADABLE, assertThrows(FormatException.class, () -> FileFormats.open(Files.createDirectory(folder.resolve("d.parquet")))).kind());
    }

    @Test
    void aChangedFileIsNoticed() throws IOException {
        Path path = folder.resolve("t.parquet");
        Random random = new Random(3);
        RandomTable table = RandomTable.of(50, random);
        table.write(path, WriteOptions.defaults(), random);
        byte[] bytes = Files.readAllBytes(path);
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(path)) {
            ScanRequest request = ScanRequest.all(file.metadata(), 0, new int[] {0});
            Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000));
            assertEquals(FormatException.Kind.CHANGED, assertThrows(FormatException.class, () -> file.read(request, allocator)).kind());
        }
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(path)) {
            try (BatchReader reader = file.read(ScanRequest.all(file.metadata(), 0, new int[] {0}), allocator)) {
                reader.next(10);
                // Cut in place, while the reader has it open.
                try (java.nio.channels.FileChannel channel = java.nio.channels.FileChannel.open(path, java.nio.file.StandardOpenOption.WRITE)) {
                    channel.truncate(10);
                }
                assertEquals(FormatException.Kind.CHANGED, assertThrows(FormatException.class, () -> reader.read(0)).kind());
            }
        }
        Files.write(path, bytes);
        try (BufferAllocator allocator = new RootAllocator(); OpenFile file = FileFormats.open(path)) {
            Files.delete(path);
            ScanRequest request = ScanRequest.all(file.metadata(), 0, new int[] {0});
            assertEquals(FormatException.Kind.CHANGED, assertThrows(FormatException.class, () -> file.read(request, allocator)).kind());
        }
    }
}
