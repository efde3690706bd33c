package dev.weir.coordinator.launch;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Decides which domains an embedded engine's folder holds: DIR is the domain `local`, unless its sub-folders hold products,
/// `DIR/<domain>/<product>/<table>/<file>`; then each of them is a domain.
///
/// A folder named `key=value` is a partition of a table, not a level of names.
final class EmbeddedDomains {
    static final String LOCAL = "local";

    private EmbeddedDomains() {}

    /// Folders by domain.
    static Map<String, Path> of(Path folder) {
        requireReadable(folder);
        Map<String, Path> domains = new TreeMap<>();
        for (Path domain : folders(folder)) {
            for (Path product : folders(domain)) {
                for (Path table : folders(product)) {
                    if (!table.getFileName().toString().contains("=") && holdsFiles(table)) {
                        domains.put(domain.getFileName().toString(), domain);
                    }
                }
            }
        }
        return domains.isEmpty() ? Map.of(LOCAL, folder) : domains;
    }

    /// A folder that is not there or cannot be looked into is FILE_UNREADABLE.
    static void requireReadable(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new QueryException(ErrorCode.FILE_UNREADABLE, "There is no folder " + folder);
        }
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new QueryException(ErrorCode.FILE_UNREADABLE, "Cannot read the folder " + folder);
        }
    }

    private static List<Path> folders(Path folder) {
        List<Path> found = new ArrayList<>();
        for (Path entry : entries(folder)) {
            if (Files.isDirectory(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    private static boolean holdsFiles(Path folder) {
        for (Path entry : entries(folder)) {
            if (Files.isRegularFile(entry)) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> entries(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().startsWith(".")) {
                    found.add(entry);
                }
            }
        } catch (IOException unreadable) {
            // The catalog says so; the folders beside it are not hurt.
            return List.of();
        }
        Collections.sort(found);
        return found;
    }
}
