package dev.weir.formats.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.weir.formats.memory.Reclaim;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.rounding.SegmentRoundingPolicy;

/// Decompressed pages of a process's files. Safe for several threads.
///
/// Pages that are asked for often stay (W-TinyLFU), so one scan of a table larger than the cache does not empty it. A file that
/// changed has another identity: its old pages are not found any more and leave as the least wanted.
public final class PageCache implements AutoCloseable {
    private static final PageCache NONE = new PageCache(null, 0);
    /// Of the process's memory, what must be free for a page to be kept: more than operators leave free before they spill, so
    /// that pages do not come and go.
    private static final long SPARE_PARTS = 4;
    /// Pages take multiples of this. Powers of two, the usual way, would leave a third of the cache empty.
    private static final int SEGMENT = 4 << 10;

    private final long limit;
    /// Accounts for pages that nobody reads, in the process's memory.
    private final BufferAllocator idle;
    private final BufferAllocator storage;
    private final Cache<Key, CachedPage> pages;
    private final Policy.Eviction<Key, CachedPage> eviction;
    /// Whether somebody wrote to a page, as far as that is looked at.
    private volatile boolean written;

    private record Key(FileIdentity file, long position) {}

    private PageCache(BufferAllocator idle, long limit) {
        this.limit = limit;
        this.idle = idle;
        this.storage = idle == null ? null : new RootAllocator(AllocationListener.NOOP, Long.MAX_VALUE, new SegmentRoundingPolicy(SEGMENT));
        this.pages = idle == null ? null : Caffeine.newBuilder()
                .maximumWeight(limit)
                .weigher((Key _, CachedPage page) -> page.weight())
                .removalListener((Key _, CachedPage page, RemovalCause _) -> written |= !page.drop())
                // Memory must be free when the call that freed it returns.
                .executor(Runnable::run)
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
        Reclaim.from(process, cache::release);
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
        return pages.getIfPresent(new Key(file, position));
    }

    PageContent room(long length) {
        return new PageContent(length, idle, storage);
    }

    void keep(FileIdentity file, long position, CachedPage page) {
        BufferAllocator process = idle.getParentAllocator();
        if (process.getHeadroom() < process.getLimit() / SPARE_PARTS) {
            return;
        }
        if (page.content() != null) {
            page.content().keep();
        }
        pages.put(new Key(file, position), page);
    }

    /// Frees about so many bytes of pages that nobody reads, the least wanted first.
    private synchronized void release(long bytes) {
        long target = Math.max(0, idle.getAllocatedMemory() - bytes);
        if (idle.getAllocatedMemory() <= target) {
            // Whoever is short of memory asks once a batch.
            return;
        }
        for (long now = idle.getAllocatedMemory(); now > target; now = idle.getAllocatedMemory()) {
            long weight = eviction.weightedSize().orElse(0);
            if (weight == 0) {
                break;
            }
            // Pages that are read count as well and free nothing, so this may take some rounds.
            eviction.setMaximum(Math.max(0, weight - (now - target)));
        }
        eviction.setMaximum(limit);
    }

    /// Bytes of pages that are kept and that nobody reads.
    public long idleBytes() {
        return idle == null ? 0 : idle.getAllocatedMemory();
    }

    /// Drops all pages. Readers keep what they have.
    @Override
    public void close() {
        if (pages != null) {
            pages.invalidateAll();
            pages.cleanUp();
            if (written) {
                throw new IllegalStateException("A page was written to after it was kept");
            }
        }
    }
}
