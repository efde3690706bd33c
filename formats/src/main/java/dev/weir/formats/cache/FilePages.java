package dev.weir.formats.cache;

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

    /// Whether nothing is ever kept.
    public boolean keepNothing() {
        return cache.keepsNothing();
    }

    /// Room for the content of a page of `length` bytes, to be opened, filled and then kept.
    public PageContent room(long length) {
        return cache.room(length);
    }

    /// @param position where the page's header begins in the file
    /// @param content  filled and still open; null for a page that was passed over, so that the next to pass need not read it
    public void keep(long position, PageDescription description, PageContent content) {
        cache.keep(file, position, new CachedPage(description, content));
    }
}
