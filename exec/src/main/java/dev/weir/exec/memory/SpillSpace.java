package dev.weir.exec.memory;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The place on the local disk where a process writes what does not fit into memory.
///
/// Each process has a folder of its own there, which only its owner may read, made when it is first needed. A file loses
/// its name as soon as it is open, so that whatever ends a query or the process frees its blocks. Folders that a killed
/// process left behind are found by the lock that nobody holds any more, and removed at the next start.
public final class SpillSpace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillSpace.class);
    private static final String PREFIX = "weir-spill-";
    private static final String LOCK = "lock";
    /// A folder without a lock may be just about to get one.
    private static final long YOUNG_MILLIS = 60_000;

    private final Path parent;
    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private Path folder;
    private FileChannel lock;
    private int files;
    private boolean closed;

    private SpillSpace(Path parent, long limit) {
        this.parent = parent;
        this.limit = limit;
    }

    /// Opens a space in a folder below `parent`, as large as the disk allows; removes what killed processes left there.
    public static SpillSpace below(Path parent) {
        return below(parent, Long.MAX_VALUE);
    }

    /// @param limit bytes that may be on disk at a time; one more is DISK_FULL
    public static SpillSpace below(Path parent, long limit) {
        removeLeftovers(parent);
        return new SpillSpace(parent, limit);
    }

    /// Bytes on disk now.
    public long used() {
        return used.get();
    }

    /// Opens a new file for reading and writing; whoever closes it frees its space.
    public FileChannel open() {
        try {
            Path file;
            synchronized (this) {
                if (closed) {
                    throw new QueryException(ErrorCode.QUERY_CANCELLED, "The process is shutting down");
                }
                if (folder == null) {
                    makeFolder();
                }
                file = folder.resolve(Integer.toString(files++));
            }
            FileChannel channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE), ownerOnly(file.getFileSystem(), "rw-------"));
            try {
                Files.delete(file);
            } catch (IOException keepsItsName) {
                // Elsewhere than on Linux an open file may not be deleted; then its folder is, in the end.
                LOG.debug("{} keeps its name", file, keepsItsName);
            }
            return channel;
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /// Counts bytes about to be written; throws when that is more than this space may take.
    public void reserve(long bytes) {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            throw new QueryException(ErrorCode.DISK_FULL, "Spilling needs more than the " + MemoryReport.bytes(limit) + " allowed in " + parent)
                    .withHint("raise --spill-limit or --memory, or read less at once");
        }
    }

    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /// Makes the error for a failed read or write.
    public QueryException failed(IOException failure) {
        String text = String.valueOf(failure.getMessage());
        String folded = text.toLowerCase(Locale.ROOT);
        if (folded.contains("no space left") || folded.contains("quota exceeded") || folded.contains("not enough space") || folded.contains("file too large")) {
            return new QueryException(ErrorCode.DISK_FULL, "No space left to spill to in " + parent, failure)
                    .withHint("free some, name another folder with --spill-dir, or raise --memory");
        }
        return new QueryException(ErrorCode.FILE_UNREADABLE, "Spilling to " + parent + " failed: " + text, failure)
                .withHint("name another folder with --spill-dir");
    }

    private void makeFolder() throws IOException {
        Files.createDirectories(parent);
        Path made = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-", ownerOnly(parent.getFileSystem(), "rwx------"));
        lock = FileChannel.open(
                made.resolve(LOCK), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(made.getFileSystem(), "rw-------"));
        lock.lock();
        folder = made;
    }

    private static FileAttribute<?>[] ownerOnly(FileSystem system, String permissions) {
        return system.supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    private static void removeLeftovers(Path parent) {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path entry : (List<Path>) entries.filter(path -> path.getFileName().toString().startsWith(PREFIX)).toList()) {
                if (isAbandoned(entry)) {
                    remove(entry);
                    LOG.info("Removed spill folder of a process that ended: {}", entry);
                }
            }
        } catch (IOException | java.io.UncheckedIOException failure) {
            LOG.warn("Cannot look for spill folders of ended processes in {}", parent, failure);
        }
    }

    private static boolean isAbandoned(Path entry) {
        Path held = entry.resolve(LOCK);
        try {
            if (!Files.exists(held)) {
                return System.currentTimeMillis() - Files.getLastModifiedTime(entry).toMillis() > YOUNG_MILLIS;
            }
            try (FileChannel channel = FileChannel.open(held, StandardOpenOption.WRITE)) {
                return channel.tryLock() != null;
            }
        } catch (OverlappingFileLockException ours) {
            return false;
        } catch (IOException notOurs) {
            LOG.debug("Leaves {} alone", entry, notOurs);
            return false;
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : (List<Path>) walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException failure) {
            LOG.warn("Cannot remove {}", folder, failure);
        }
    }

    /// Removes the folder; call it when no query runs any more.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (folder != null) {
            remove(folder);
            try {
                lock.close();
            } catch (IOException failure) {
                LOG.debug("Closing the lock of {}", folder, failure);
            }
        }
    }
}
