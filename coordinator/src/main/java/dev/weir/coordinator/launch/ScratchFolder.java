package dev.weir.coordinator.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder for a while, among the system's temporary files, readable by its owner only. Its name ends with the process's
/// number, so that the next one removes what a killed process could not.
record ScratchFolder(Path path) implements AutoCloseable {
    static ScratchFolder create(String prefix) throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        removeAbandoned(parent, prefix);
        Path made = Files.createTempDirectory(parent, prefix + ProcessHandle.current().pid() + "-");
        return new ScratchFolder(made);
    }

    private static void removeAbandoned(Path parent, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path entry : (List<Path>) entries.filter(path -> path.getFileName().toString().matches(prefix + "[0-9]+-[0-9]+")).toList()) {
                long process = Long.parseLong(entry.getFileName().toString().substring(prefix.length()).split("-")[0]);
                if (ProcessHandle.of(process).isEmpty()) {
                    remove(entry);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : (List<Path>) all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }
}
