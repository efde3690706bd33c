package dev.weir.exec.operator.scan;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Finds the files of a domain and no others: a path from a fragment stays inside the folder, links included.
final class DomainFolder {
    private final Path folder;

    DomainFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /// Answers the real path of a file named relative to the folder. PLAN_NOT_PERMITTED when it is outside, FILE_CHANGED when
    /// it is gone.
    Path file(String relative) {
        Path path;
        try {
            path = Path.of(relative);
        } catch (InvalidPathException e) {
            throw outside(relative);
        }
        if (relative.isEmpty() || path.isAbsolute()) {
            throw outside(relative);
        }
        for (Path part : path) {
            if (part.toString().equals("..")) {
                throw outside(relative);
            }
        }
        try {
            Path real = folder.resolve(path).toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw outside(relative);
            }
            return real;
        } catch (NoSuchFileException e) {
            throw FileErrors.changed(relative, "it is gone");
        } catch (IOException e) {
            throw new QueryException(ErrorCode.FILE_UNREADABLE, "File cannot be read: " + e.getClass().getSimpleName(), e).with("file " + relative);
        }
    }

    private static QueryException outside(String relative) {
        return new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "A split names a file outside of the domain's folder: " + relative);
    }
}
