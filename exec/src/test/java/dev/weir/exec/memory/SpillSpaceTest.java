package dev.weir.exec.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpillSpaceTest {
    @TempDir
    Path parent;

    private List<Path> folders() throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.toList();
        }
    }

    @Test
    void filesHaveNoNamesAndTheFolderIsTheOwners() throws IOException {
        try (SpillSpace space = SpillSpace.below(parent.resolve("new"))) {
            assertFalse(Files.exists(parent.resolve("new")), "made when it is needed");
            try (FileChannel file = space.open()) {
                file.write(ByteBuffer.wrap(new byte[100]));
                try (Stream<Path> made = Files.list(parent.resolve("new"))) {
                    Path folder = made.findFirst().orElseThrow();
                    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
                    try (Stream<Path> inside = Files.list(folder)) {
                        assertEquals(List.of(folder.resolve("lock")), inside.toList());
                    }
                }
            }
        }
        try (Stream<Path> left = Files.list(parent.resolve("new"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws IOException {
        Path left = Files.createDirectories(parent.resolve("weir-spill-1-a"));
        Files.writeString(left.resolve("lock"), "");
        Files.writeString(left.resolve("0"), "rows");
        Path withoutLock = Files.createDirectories(parent.resolve("weir-spill-1-b"));
        Files.setLastModifiedTime(withoutLock, FileTime.fromMillis(0));
        Path beingMade = Files.createDirectories(parent.resolve("weir-spill-1-c"));
        Path other = Files.createDirectories(parent.resolve("other"));
        try (SpillSpace alive = SpillSpace.below(parent)) {
            alive.open().close();
            SpillSpace.below(parent).close();
            assertEquals(3, folders().size());
            assertTrue(Files.exists(beingMade) && Files.exists(other));
            assertFalse(Files.exists(left) || Files.exists(withoutLock));
            alive.open().close();
        }
    }

    @Test
    void theLimitIsADiskFull() {
        try (SpillSpace space = SpillSpace.below(parent, 1000)) {
            space.reserve(600);
            QueryException full = assertThrows(QueryException.class, () -> space.reserve(600));
            assertEquals(ErrorCode.DISK_FULL, full.code());
            assertEquals(600, space.used());
            space.release(600);
            space.reserve(1000);
        }
    }

    @Test
    void errorsOfTheSystemHaveCodes() throws IOException {
        try (SpillSpace space = SpillSpace.below(parent)) {
            assertEquals(ErrorCode.DISK_FULL, space.failed(new IOException("No space left on device")).code());
            assertEquals(ErrorCode.DISK_FULL, space.failed(new IOException("Disk quota exceeded")).code());
            assertEquals(ErrorCode.FILE_UNREADABLE, space.failed(new IOException("Input/output error")).code());
        }
        Path file = Files.writeString(parent.resolve("file"), "");
        try (SpillSpace space = SpillSpace.below(file)) {
            assertEquals(ErrorCode.FILE_UNREADABLE, assertThrows(QueryException.class, space::open).code());
        }
    }
}
