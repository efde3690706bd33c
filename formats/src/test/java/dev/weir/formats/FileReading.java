package dev.weir.formats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Reads whole files in tests and proves that all memory came back.
public final class FileReading {
    private FileReading() {}

    /// The values of each column, in windows of `rows` rows.
    public static List<List<Object>> all(Path path, int rows) {
        return all(path, rows, null);
    }

    /// With a random, each window is read whole, not at all or through a random selection; rows not read are {@link #SKIPPED}.
    public static List<List<Object>> all(Path path, int rows, Random random) {
        try (BufferAllocator allocator = new RootAllocator(1L << 30); OpenFile file = FileFormats.open(path)) {
            return all(file, allocator, rows, random);
        }
    }

    /// The same of a file that is open.
    public static List<List<Object>> all(OpenFile file, BufferAllocator allocator, int rows, Random random) {
        FileMetadata metadata = file.metadata();
        int[] columns = readable(metadata);
        List<List<Object>> result = new ArrayList<>();
        for (int i = 0; i < metadata.columns().size(); i++) {
            result.add(new ArrayList<>());
        }
        for (int group = 0; group < metadata.rowGroups().size(); group++) {
            try (BatchReader reader = file.read(ScanRequest.all(metadata, group, columns), allocator)) {
                int count;
                while ((count = reader.next(rows)) >= 0) {
                    for (int column : columns) {
                        result.get(column).addAll(random == null ? whole(reader, column) : some(reader, column, count, random, allocator));
                    }
                }
            }
        }
        return result;
    }

    public static final Object SKIPPED = new Object();

    public static int[] readable(FileMetadata metadata) {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < metadata.columns().size(); i++) {
            if (!(metadata.columns().get(i).type() instanceof FileType.Unsupported)) {
                columns.add(i);
            }
        }
        return columns.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Object> whole(BatchReader reader, int column) {
        try (DecodedColumn decoded = reader.read(column)) {
            return Values.of(decoded);
        }
    }

    private static List<Object> some(BatchReader reader, int column, int count, Random random, BufferAllocator allocator) {
        List<Object> values = new ArrayList<>(java.util.Collections.nCopies(count, SKIPPED));
        int choice = random.nextInt(4);
        if (choice == 0) {
            return values;
        }
        if (choice == 1) {
            return whole(reader, column);
        }
        List<Integer> positions = new ArrayList<>();
        int sparsity = 1 + random.nextInt(choice == 2 ? 3 : 300);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(sparsity) == 0) {
                positions.add(i);
            }
        }
        try (ArrowBuf selection = Values.selection(positions, allocator);
                DecodedColumn decoded = reader.read(column, selection.memoryAddress(), positions.size())) {
            List<Object> packed = Values.of(decoded);
            for (int i = 0; i < positions.size(); i++) {
                values.set(positions.get(i), packed.get(i));
            }
            return values;
        }
    }
}
