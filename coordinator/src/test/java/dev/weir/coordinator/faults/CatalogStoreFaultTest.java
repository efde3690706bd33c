package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.coordinator.catalog.CatalogStore;
import dev.weir.proto.v1.CatalogMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the coordinator writes, on a disk that is full or not there: the older file stays, nothing is thrown, nothing unfinished
/// remains.
class CatalogStoreFaultTest {
    private static final Path FULL = Path.of("/dev/full");

    private Path folder;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createTempDirectory("weir-store");
    }

    @AfterEach
    void close() throws IOException {
        FaultyMesh.removeFolder(folder);
    }

    private static CatalogMessage catalog(String digest) {
        return CatalogMessage.newBuilder().setDomain("lab").setDigest(digest).build();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /// Needs a device that is always full, which only Linux has.
    @Test
    void fullDisk() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(FULL), "no /dev/full here");
        CatalogStore store = new CatalogStore(folder);
        store.save(catalog("first"));
        Files.createSymbolicLink(folder.resolve("lab.catalog.part"), FULL);
        store.save(catalog("second"));
        assertEquals(List.of("lab.catalog"), names());
        assertEquals(Map.of("lab", catalog("first")), store.load());
        store.save(catalog("third"));
        assertEquals(Map.of("lab", catalog("third")), store.load());
    }

    @Test
    void aFileInPlaceOfTheFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        CatalogStore store = new CatalogStore(file);
        store.save(catalog("any"));
        assertEquals(Map.of(), store.load());
        assertEquals(List.of("file"), names());
    }

    @Test
    void whatACrashLeft() throws Exception {
        Files.writeString(folder.resolve("lab.catalog.part"), "half a catal");
        Files.write(folder.resolve("other.catalog"), new byte[] {1, 2, 3, 4, 5, 6, 7});
        CatalogStore store = new CatalogStore(folder);
        assertEquals(Map.of(), store.load());
        store.save(catalog("any"));
        assertEquals(Map.of("lab", catalog("any")), store.load());
        assertEquals(List.of("lab.catalog", "other.catalog"), names());
    }
}
