package dev.weir.formats.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.weir.formats.memory.Reclaim;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Decompressed pages of a process's files. Safe for several threads.
///
/// Pages that are asked for often stay (W-TinyLFU), so one scan of a table larger than the cache does not empty it. A buffer is
/// shared with the queries that read it and is accounted to the cache as long as it is kept; what a query still reads when its
/// page is dropped becomes that query's. A file that changed has another identity: its old pages are not found any more and
/// leave as the least wanted.
public final class PageCache implements AutoCloseable {
    private static final PageCache NONE = new PageCache(null, 0);
    /// Of the process's memory, what must be free for a page to be kept.
    private static final long SPARE_PARTS = 8;

    private final BufferAllocator memory;
    private final long limit;
    private final Cache<Key, CachedPage> pages;
    private final Policy.Eviction<Key, CachedPage> eviction;

    private record Key(FileIdentity file, long position) {}

    private PageCache(BufferAllocator memory, long limit) {
        this.memory = memory;
        this.limit = limit;
        this.pages = memory == null ? null : Caffeine.newBuilder()
                .maximumWeight(limit)
                .weigher((Key _, CachedPage page) -> page.weight())
                .removalListener((Key _, CachedPage page, RemovalCause _) -> page.close())
                // Memory must be free when the call that freed it returns.
                .executor(Runnable::run)
                .recordStats()
                .build();
        this.eviction = pages == null ? null : pages.policy().eviction().orElseThrow();
    }

    /// A cache that keeps nothing.
    public static PageCache none() {
        return NONE;
    }

    /// A cache in a process's memory, which gives it back through the process's {@link Reclaim}.
    ///
    /// @param process the root allocator, made with a {@link Reclaim} as its listener
    /// @param limit   bytes; 0: keeps nothing
    public static PageCache in(BufferAllocator process, long limit) {
        if (limit == 0) {
            return NONE;
        }
        PageCache cache = new PageCache(process.newChildAllocator("page cache", 0, Long.MAX_VALUE), limit);
        Reclaim.of(process).from(cache::release);
        return cache;
    }

    /// The pages of one file.
    public FilePages file(FileIdentity file) {
        return new FilePages(this, file);
    }

    boolean keepsNothing() {
        return pages == null;
    }

    CachedPage find(FileIdentity file, long position) {
        return pages == null ? null : pages.getIfPresent(new Key(file, position));
    }

    /// Keeps a page beside what the caller does with it; the caller's references stay the caller's.
    void keep(FileIdentity file, long position, PageDescription description, ArrowBuf content) {
        if (pages != null && memory.getParentAllocator().getHeadroom() >= memory.getParentAllocator().getLimit() / SPARE_PARTS) {
            pages.put(new Key(file, position), CachedPage.of(description, content, memory));
        }
    }

    /// Drops pages of about so many bytes, the least wanted first.
    private void release(long bytes) {
        long kept = memory.getAllocatedMemory();
        if (kept > 0) {
            eviction.setMaximum(Math.max(0, Math.min(kept, eviction.weightedSize().orElse(0)) - bytes));
            eviction.setMaximum(limit);
        }
    }

    /// Bytes of pages that are kept and are nobody's but the cache's.
    public long bytes() {
        return pages == null ? 0 : memory.getAllocatedMemory();
    }

    /// Pages found, not found and dropped so far.
    public CacheStats statistics() {
        return pages == null ? CacheStats.empty() : pages.stats();
    }

    /// Drops all pages. Queries may still read what they hold.
    @Override
    public void close() {
        if (pages != null) {
            pages.invalidateAll();
            pages.cleanUp();
        }
    }
}
