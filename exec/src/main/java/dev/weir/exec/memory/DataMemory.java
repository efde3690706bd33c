package dev.weir.exec.memory;

import dev.weir.formats.cache.PageCache;
import dev.weir.formats.memory.Reclaim;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// The memory of a process for data: one limit for its queries and for the pages of files that it keeps between them.
public final class DataMemory {
    private final BufferAllocator root;
    private final PageCache pages;

    /// @param limit     of everything together, in bytes
    /// @param pageCache of it for decompressed pages, as long as queries do not need it; 0: none are kept
    public DataMemory(long limit, long pageCache) {
        this.root = new RootAllocator(new Reclaim(), limit);
        this.pages = PageCache.in(root, pageCache);
    }

    /// The root, of which all queries' allocators are children.
    public BufferAllocator root() {
        return root;
    }

    public PageCache pages() {
        return pages;
    }

    /// Bytes that queries hold: zero when nothing runs.
    public long usedBytes() {
        return root.getAllocatedMemory() - pages.idleBytes();
    }
}
