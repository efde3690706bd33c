package dev.weir.formats.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.formats.memory.LargeBuffers;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Reclaim;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whose memory a page is, who gets it when it is short, and that nobody reads what is gone.
class PageCacheTest {
    private static final int PAGE = 1 << 16;
    private static final long LIMIT = 64L << 20;

    private record Header(int number) implements PageDescription {
        @Override
        public int bytes() {
            return 16;
        }
    }

    private final BufferAllocator process = new RootAllocator(new Reclaim(), LIMIT);
    private final BufferAllocator query = process.newChildAllocator("query", 0, LIMIT);

    private static FileIdentity file(String name, long millis) {
        return new FileIdentity(Path.of(name), 1L, 100, FileTime.fromMillis(millis));
    }

    private void keep(FilePages pages, int number) {
        PageContent room = pages.room(PAGE);
        try (ArrowBuf content = room.open(query)) {
            for (int i = 0; i < PAGE; i += 8) {
                Memory.putLong(content.memoryAddress() + i, number);
            }
            pages.keep(number, new Header(number), room);
        }
    }

    private static void assertContent(int number, ArrowBuf content) {
        for (int i = 0; i < PAGE; i += 8) {
            assertEquals(number, Memory.getLong(content.memoryAddress() + i));
        }
    }

    @AfterEach
    void nothingIsLeft() {
        query.close();
        process.getChildAllocators().forEach(BufferAllocator::close);
        process.close();
    }

    @Test
    void findsWhatWasKept() {
        try (PageCache cache = PageCache.in(process, LIMIT / 4)) {
            FilePages pages = cache.file(file("a", 1));
            assertNull(pages.find(7));
            keep(pages, 7);
            assertEquals(0, query.getAllocatedMemory());
            assertEquals(PAGE, cache.idleBytes());
            assertEquals(new Header(7), pages.find(7).description());
            try (ArrowBuf again = pages.find(7).open(query)) {
                assertContent(7, again);
                assertEquals(PAGE, query.getAllocatedMemory());
                assertEquals(0, cache.idleBytes(), "it counts once");
            }
            assertNull(cache.file(file("a", 2)).find(7), "the file was written since");
            assertNull(cache.file(file("b", 1)).find(7));
        }
    }

    @Test
    void remembersPagesThatWerePassedOver() {
        try (PageCache cache = PageCache.in(process, LIMIT / 4)) {
            FilePages pages = cache.file(file("a", 1));
            pages.keep(7, new Header(7), null);
            assertEquals(new Header(7), pages.find(7).description());
            assertNull(pages.find(7).open(query));
            keep(pages, 7);
            try (ArrowBuf content = pages.find(7).open(query)) {
                assertContent(7, content);
            }
        }
    }

    @Test
    void holdsNoMoreThanItsLimit() {
        try (PageCache cache = PageCache.in(process, 10L * PAGE)) {
            FilePages pages = cache.file(file("a", 1));
            for (int i = 0; i < 1000; i++) {
                keep(pages, i);
                assertTrue(cache.idleBytes() <= 10L * PAGE, () -> cache.idleBytes() + " bytes");
            }
            assertTrue(cache.idleBytes() >= 8L * PAGE);
        }
    }

    /// A scan of more pages than there is room for would drive out all of them if the oldest went first.
    @Test
    void keepsAPartOfWhatDoesNotFit() {
        try (PageCache cache = PageCache.in(process, 10L * PAGE)) {
            FilePages pages = cache.file(file("a", 1));
            int found = 0;
            for (int i = 0; i < 2000; i++) {
                int number = i % 20;
                if (pages.find(number) == null) {
                    keep(pages, number);
                } else {
                    found++;
                }
            }
            int hits = found;
            assertTrue(found > 400, () -> hits + " of 2000 found");
        }
    }

    @Test
    void whatIsReadOutlivesItsPage() {
        try (PageCache cache = PageCache.in(process, LIMIT / 4)) {
            FilePages pages = cache.file(file("a", 1));
            keep(pages, 7);
            CachedPage page = pages.find(7);
            try (ArrowBuf held = page.open(query)) {
                cache.close();
                assertEquals(0, cache.idleBytes());
                assertEquals(PAGE, query.getAllocatedMemory());
                assertContent(7, held);
                page.open(query).close();
            }
            assertNull(page.open(query), "the last reader is gone");
        }
    }

    @Test
    void queriesGetTheMemoryBack() {
        try (PageCache cache = PageCache.in(process, LIMIT)) {
            FilePages pages = cache.file(file("a", 1));
            for (int i = 0; i < LIMIT / PAGE; i++) {
                keep(pages, i);
            }
            long full = cache.idleBytes();
            assertTrue(full > LIMIT / 2 && full <= LIMIT / 4 * 3 + PAGE, () -> full + " bytes: a quarter stays free");
            try (ArrowBuf ordinary = query.buffer(LIMIT / 2)) {
                assertTrue(cache.idleBytes() < full);
                long left = cache.idleBytes();
                try (ArrowBuf large = LargeBuffers.allocate(query, LIMIT / 4)) {
                    assertTrue(cache.idleBytes() < left);
                }
                assertTrue(Reclaim.headroom(query, LIMIT / 2) >= LIMIT / 2);
            }
            assertThrows(OutOfMemoryException.class, () -> query.buffer(LIMIT * 2));
            try (ArrowBuf all = query.buffer(LIMIT)) {
                assertEquals(0, cache.idleBytes());
                try (BufferAllocator small = query.newChildAllocator("small", 0, PAGE)) {
                    assertThrows(OutOfMemoryException.class, () -> small.buffer(PAGE * 2));
                }
            }
        }
    }

    /// A query's own limit is not the cache's business.
    @Test
    void dropsNothingForALimitBelow() {
        try (PageCache cache = PageCache.in(process, LIMIT / 4); BufferAllocator small = query.newChildAllocator("small", 0, PAGE)) {
            keep(cache.file(file("a", 1)), 7);
            assertThrows(OutOfMemoryException.class, () -> small.buffer(PAGE * 2));
            assertEquals(PAGE, Reclaim.headroom(small, PAGE * 2));
            assertEquals(PAGE, cache.idleBytes());
        }
    }

    @Test
    void threadsShareATightCache() throws Exception {
        try (PageCache cache = PageCache.in(process, 8L * PAGE); ExecutorService threads = Executors.newFixedThreadPool(4)) {
            FilePages pages = cache.file(file("a", 1));
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(thread);
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 3000; i++) {
                        int number = (int) (Math.abs(random.nextGaussian()) * 8);
                        CachedPage page = pages.find(number);
                        ArrowBuf content = page == null ? null : page.open(query);
                        if (content == null) {
                            keep(pages, number);
                        } else {
                            assertContent(number, content);
                            content.close();
                        }
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertEquals(0, process.getAllocatedMemory());
    }
}
