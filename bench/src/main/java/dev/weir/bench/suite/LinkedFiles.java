package dev.weir.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The same files in several folders.
public final class LinkedFiles {
    private LinkedFiles() {}

    /// Makes a link to the file in the folder, in the place of what has its name there.
    public static void link(Path file, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path link = folder.resolve(file.getFileName());
        Files.deleteIfExists(link);
        Files.createLink(link, file);
    }

    /// What is in a folder, in the order of names, but for hidden files.
    public static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(".")).sorted().toList();
        }
    }
}
