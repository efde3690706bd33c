package dev.weir.formats.cache;

import org.apache.arrow.memory.ArrowBuf;

/// The cached pages of one file, found by where they begin in it.
public final class FilePages {
    private final PageCache cache;
    private final FileIdentity file;

    FilePages(PageCache cache, FileIdentity file) {
        this.cache = cache;
        this.file = file;
    }

    /// What is known of the page whose header begins at `position` in the file; null: nothing.
    public CachedPage find(long position) {
        return cache.find(file, position);
    }

    /// Whether there is no use in describing pages, since nothing is kept.
    public boolean keepNothing() {
        return cache.keepsNothing();
    }

    /// @param position where the page's header begins in the file
    /// @param content  decompressed, never written again; the caller's reference stays the caller's
    public void keep(long position, PageDescription description, ArrowBuf content) {
        cache.keep(file, position, description, content);
    }

    /// Keeps what is known of a page that was passed over, so that the next to pass need not read it.
    public void keepDescription(long position, PageDescription description) {
        cache.keep(file, position, description, null);
    }
}
