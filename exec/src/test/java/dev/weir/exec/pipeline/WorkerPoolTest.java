package dev.weir.exec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WorkerPoolTest {
    @Test
    void aShortQueryPassesALongOne() {
        try (WorkerPool pool = new WorkerPool(1)) {
            WorkerPool.Share longQuery = pool.share();
            AtomicInteger quanta = new AtomicInteger();
            CompletableFuture<Void> stop = new CompletableFuture<>();
            for (int i = 0; i < 20; i++) {
                repeat(longQuery, quanta, stop);
            }
            while (quanta.get() < 30) {
                Thread.onSpinWait();
            }
            WorkerPool.Share shortQuery = pool.share();
            CompletableFuture<Integer> done = new CompletableFuture<>();
            // Submitted by the pool's only thread, so that no quantum passes unseen in between.
            longQuery.execute(() -> {
                int before = quanta.get();
                shortQuery.execute(() -> shortQuery.execute(() -> done.complete(quanta.get() - before)));
            });
            int between = done.orTimeout(5, TimeUnit.SECONDS).join();
            stop.complete(null);
            assertTrue(between <= 4, "quanta of the long query in between: " + between);
        }
    }

    private static void repeat(WorkerPool.Share share, AtomicInteger quanta, CompletableFuture<Void> stop) {
        share.execute(() -> {
            long end = System.nanoTime() + 1_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            quanta.incrementAndGet();
            if (!stop.isDone()) {
                repeat(share, quanta, stop);
            }
        });
    }

    @Test
    void aLongQueryIsNotForgotten() {
        try (WorkerPool pool = new WorkerPool(1)) {
            WorkerPool.Share longQuery = pool.share();
            AtomicInteger quanta = new AtomicInteger();
            CompletableFuture<Void> stop = new CompletableFuture<>();
            repeat(longQuery, quanta, stop);
            while (quanta.get() < 20) {
                Thread.onSpinWait();
            }
            int before = quanta.get();
            CompletableFuture<Void> all = new CompletableFuture<>();
            chain(pool, 64, all);
            all.orTimeout(5, TimeUnit.SECONDS).join();
            stop.complete(null);
            assertTrue(quanta.get() - before >= 2, "quanta of the long query: " + (quanta.get() - before));
        }
    }

    /// Runs `left` short queries, one after the other: there is always a fresh one.
    private static void chain(WorkerPool pool, int left, CompletableFuture<Void> all) {
        pool.share().execute(() -> {
            if (left == 0) {
                all.complete(null);
            } else {
                chain(pool, left - 1, all);
            }
        });
    }

    @Test
    void runsWhatWasSubmittedAndRejectsTheRest() {
        AtomicInteger ran = new AtomicInteger();
        WorkerPool pool = new WorkerPool(3);
        for (int i = 0; i < 1000; i++) {
            pool.execute(ran::incrementAndGet);
        }
        pool.close();
        assertEquals(1000, ran.get());
        assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> {}));
    }

    @Test
    void aFailingQuantumDoesNotTakeTheThread() {
        try (WorkerPool pool = new WorkerPool(1)) {
            pool.execute(() -> {
                throw new IllegalStateException("expected in this test");
            });
            CompletableFuture<Void> ran = new CompletableFuture<>();
            pool.execute(() -> ran.complete(null));
            ran.orTimeout(5, TimeUnit.SECONDS).join();
        }
    }
}
