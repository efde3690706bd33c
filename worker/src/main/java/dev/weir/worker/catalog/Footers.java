package dev.weir.worker.catalog;

import dev.weir.exec.error.ErrorCode;
import dev.weir.formats.FileFormats;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FormatException;
import dev.weir.formats.OpenFile;
import java.util.HashMap;
import java.util.Map;

/// Footers by path, read again only when length or modification time have changed. Used by one thread.
final class Footers {
    /// What a footer says, or why it cannot be read.
    ///
    /// @param metadata null when there is a problem
    /// @param problem  error code and reason; empty when there is none
    record Footer(FileMetadata metadata, String problem) {}

    private record Kept(long length, long modifiedMillis, Footer footer) {}

    private Map<String, Kept> kept = new HashMap<>();
    private Map<String, Kept> next = new HashMap<>();

    Footer read(FolderLayout.Found file) {
        Kept known = kept.get(file.path());
        if (known == null || known.length != file.length() || known.modifiedMillis != file.modifiedMillis()) {
            known = new Kept(file.length(), file.modifiedMillis(), open(file));
        }
        next.put(file.path(), known);
        return known.footer;
    }

    /// Forgets what was not asked for since the last call.
    void turn() {
        kept = next;
        next = new HashMap<>();
    }

    private static Footer open(FolderLayout.Found file) {
        try (OpenFile open = FileFormats.open(file.file())) {
            return new Footer(open.metadata(), "");
        } catch (FormatException failure) {
            ErrorCode code = switch (failure.kind()) {
                case CORRUPT -> ErrorCode.FILE_CORRUPT;
                case NOT_SUPPORTED -> ErrorCode.FORMAT_NOT_SUPPORTED;
                case UNREADABLE -> ErrorCode.FILE_UNREADABLE;
                case CHANGED -> ErrorCode.FILE_CHANGED;
            };
            return new Footer(null, code + ": " + failure.detail() + " (file " + file.path() + ")");
        } catch (RuntimeException failure) {
            // Whatever one file does to its reader, the other tables of the domain stay.
            return new Footer(null, ErrorCode.FILE_CORRUPT + ": footer cannot be read: " + failure + " (file " + file.path() + ")");
        }
    }
}
