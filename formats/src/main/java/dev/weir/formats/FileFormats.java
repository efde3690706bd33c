package dev.weir.formats;

import dev.weir.formats.cache.PageCache;
import dev.weir.formats.parquet.ParquetFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Knows which format a file has: by its name, and by its first bytes when the name says nothing.
public final class FileFormats {
    private static final List<FileFormat> ALL = List.of(new ParquetFormat());

    /// Formats that users may expect here, by extension: listed with a reason instead of being overlooked.
    private static final Map<String, String> NOT_READ_YET = Map.of(
            "orc", "ORC", "csv", "CSV", "tsv", "CSV", "json", "JSON", "ndjson", "JSON", "jsonl", "JSON", "avro", "Avro",
            "arrow", "Arrow IPC", "feather", "Arrow IPC");

    private FileFormats() {}

    public static List<FileFormat> all() {
        return ALL;
    }

    public static Optional<FileFormat> byName(String name) {
        for (FileFormat format : ALL) {
            if (format.name().equals(name)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    public static Optional<FileFormat> byExtension(Path path) {
        String extension = extension(path);
        for (FileFormat format : ALL) {
            if (format.extensions().contains(extension)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /// Answers why a file with this name is data that we do not read, or empty if its name is none of a data format.
    public static Optional<String> notReadYet(Path path) {
        String name = NOT_READ_YET.get(extension(path));
        return name == null ? Optional.empty() : Optional.of(name + " not read yet");
    }

    /// Opens a file of any format that we read.
    public static OpenFile open(Path path) {
        return open(path, PageCache.none());
    }

    /// Opens a file of any format that we read.
    ///
    /// @param cache keeps its pages
    public static OpenFile open(Path path, PageCache cache) {
        Optional<FileFormat> named = byExtension(path);
        if (named.isPresent()) {
            return named.get().open(path, cache);
        }
        Optional<String> reason = notReadYet(path);
        if (reason.isPresent()) {
            throw FormatException.notSupported(reason.get()).inFile(path.toString());
        }
        byte[] head = head(path);
        for (FileFormat format : ALL) {
            if (format.matches(head)) {
                return format.open(path, cache);
            }
        }
        throw FormatException.notSupported("not a format that is read").inFile(path.toString());
    }

    private static byte[] head(Path path) {
        try (InputStream stream = Files.newInputStream(path)) {
            return stream.readNBytes(16);
        } catch (IOException failure) {
            throw FormatException.unreadable("cannot be read: " + failure, failure).inFile(path.toString());
        }
    }

    private static String extension(Path path) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
