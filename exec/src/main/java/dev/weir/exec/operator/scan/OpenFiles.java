package dev.weir.exec.operator.scan;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.Split;
import dev.weir.formats.FileFormats;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FormatException;
import dev.weir.formats.OpenFile;
import dev.weir.formats.cache.PageCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Open files with their footers, shared by threads and kept for the next query, at most {@link #IDLE} of them unused.
///
/// A file is found again only while length, modification time and the file system's own key of its path are unchanged;
/// otherwise it is opened anew and the old one closes when its last reader ends.
final class OpenFiles implements AutoCloseable {
    private static final int IDLE = 64;

    /// In the order of last use.
    private final Map<Path, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final PageCache cache;
    private boolean closed;

    OpenFiles(PageCache cache) {
        this.cache = cache;
    }

    private static final class Entry {
        final OpenFile file;
        final Object key;
        int users;
        /// No longer in the map: closes with its last user.
        boolean dropped;

        Entry(OpenFile file, Object key) {
            this.file = file;
            this.key = key;
        }
    }

    /// One reader's hold on an open file.
    final class Lease implements AutoCloseable {
        private final Entry entry;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        OpenFile file() {
            return entry.file;
        }

        @Override
        public void close() {
            release(entry);
        }
    }

    /// Opens the file that a split means, or finds it open; FILE_CHANGED when the path holds another one by now.
    Lease lease(Path path, Split split) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.size() != split.length() || attributes.lastModifiedTime().toMillis() != split.modifiedMillis()) {
                throw FileErrors.changed(split.path(), "length or modification time differ");
            }
            Entry entry = find(path, attributes);
            if (entry == null) {
                entry = add(path, new Entry(FileFormats.open(path, cache), attributes.fileKey()));
            }
            check(entry, split);
            return new Lease(entry);
        } catch (FormatException e) {
            throw FileErrors.translate(e, split.path());
        } catch (NoSuchFileException e) {
            throw FileErrors.changed(split.path(), "it is gone");
        } catch (IOException e) {
            throw new QueryException(ErrorCode.FILE_UNREADABLE, "File cannot be read: " + e.getClass().getSimpleName(), e).with("file " + split.path());
        }
    }

    private void check(Entry entry, Split split) {
        FileMetadata metadata = entry.file.metadata();
        QueryException problem = null;
        if (!same(metadata, split.length(), split.modifiedMillis()) || !Long.toHexString(metadata.footerHash()).equals(split.footerHash())) {
            problem = FileErrors.changed(split.path(), "its footer differs");
        } else if (split.firstRowGroup() < 0 || split.rowGroups() < 0 || split.rowGroups() > metadata.rowGroups().size() - split.firstRowGroup()) {
            problem = new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "A split names row groups that its file does not have").with("file " + split.path());
        }
        if (problem != null) {
            release(entry);
            throw problem;
        }
    }

    private static boolean same(FileMetadata metadata, long length, long modifiedMillis) {
        return metadata.length() == length && metadata.modifiedMillis() == modifiedMillis;
    }

    private synchronized Entry find(Path path, BasicFileAttributes attributes) {
        Entry entry = entries.get(path);
        if (entry == null) {
            return null;
        }
        if (!Objects.equals(entry.key, attributes.fileKey())
                || !same(entry.file.metadata(), attributes.size(), attributes.lastModifiedTime().toMillis())) {
            entries.remove(path);
            drop(entry);
            return null;
        }
        entry.users++;
        return entry;
    }

    /// Answers the entry that another thread has added meanwhile, or this one.
    private synchronized Entry add(Path path, Entry fresh) {
        Entry entry = entries.get(path);
        if (entry != null && Objects.equals(entry.key, fresh.key)
                && same(entry.file.metadata(), fresh.file.metadata().length(), fresh.file.metadata().modifiedMillis())) {
            fresh.file.close();
            entry.users++;
            return entry;
        }
        if (entry != null) {
            entries.remove(path);
            drop(entry);
        }
        fresh.users = 1;
        if (closed) {
            fresh.dropped = true;
        } else {
            entries.put(path, fresh);
        }
        return fresh;
    }

    private synchronized void release(Entry entry) {
        entry.users--;
        if (entry.dropped && entry.users == 0) {
            entry.file.close();
            return;
        }
        int idle = 0;
        for (Entry other : entries.values()) {
            idle += other.users == 0 ? 1 : 0;
        }
        Iterator<Entry> oldest = entries.values().iterator();
        while (idle > IDLE && oldest.hasNext()) {
            Entry other = oldest.next();
            if (other.users == 0) {
                oldest.remove();
                drop(other);
                idle--;
            }
        }
    }

    private static void drop(Entry entry) {
        entry.dropped = true;
        if (entry.users == 0) {
            entry.file.close();
        }
    }

    /// Closes what nobody reads; the rest closes with its readers.
    @Override
    public synchronized void close() {
        closed = true;
        entries.values().forEach(OpenFiles::drop);
        entries.clear();
    }
}
