package dev.weir.exec.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A fixed number of threads that run quanta of queries in turn.
///
/// Each query has a {@link Share}. The next quantum goes to the share that has used the least time lately: use halves every
/// {@link #HALF_LIFE_NANOS}, so a query that just came passes one that has been running, and none is forgotten: every
/// {@link #AGING}th pick takes the share that has waited longest. Nothing that runs here may wait.
public final class WorkerPool implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
    private static final long HALF_LIFE_NANOS = 2_000_000_000L;
    private static final int AGING = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final List<Share> runnable = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Share common = new Share();
    private long picks;
    private boolean closed;

    public WorkerPool(int threads) {
        this(threads, "weir-worker");
    }

    public WorkerPool(int threads, String name) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads);
        }
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(this::run, name + "-" + i);
            thread.setDaemon(true);
            this.threads.add(thread);
        }
        for (Thread thread : this.threads) {
            thread.start();
        }
    }

    public int threads() {
        return threads.size();
    }

    /// What a query's tasks submit to. Costs nothing while it is idle; nobody closes it.
    public Share share() {
        return new Share();
    }

    /// Runs work of no query in particular.
    @Override
    public void execute(Runnable quantum) {
        common.execute(quantum);
    }

    /// Ends the threads after what was submitted before; later submissions are rejected.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread != Thread.currentThread() && thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            Share share;
            Runnable quantum;
            lock.lock();
            try {
                while (runnable.isEmpty()) {
                    if (closed) {
                        return;
                    }
                    work.awaitUninterruptibly();
                }
                share = pick(System.nanoTime());
                quantum = share.queue.poll();
                if (share.queue.isEmpty()) {
                    runnable.remove(share);
                } else {
                    share.waitingSince = System.nanoTime();
                }
            } finally {
                lock.unlock();
            }
            long start = System.nanoTime();
            try {
                quantum.run();
            } catch (Throwable failure) {
                // A quantum reports its own failures; what arrives here must not take the thread from other queries.
                LOG.error("A quantum failed outside of its task", failure);
            }
            long end = System.nanoTime();
            lock.lock();
            try {
                share.charge(end - start, end);
            } finally {
                lock.unlock();
            }
        }
    }

    private Share pick(long now) {
        boolean oldest = ++picks % AGING == 0;
        Share best = runnable.getFirst();
        for (int i = 1; i < runnable.size(); i++) {
            Share candidate = runnable.get(i);
            if (oldest ? candidate.waitingSince - best.waitingSince < 0 : candidate.used(now) < best.used(now)) {
                best = candidate;
            }
        }
        return best;
    }

    /// The place of one query in the pool.
    public final class Share implements Executor {
        private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        private double used;
        private long usedAt = System.nanoTime();
        private long waitingSince;

        private Share() {}

        @Override
        public void execute(Runnable quantum) {
            lock.lock();
            try {
                if (closed) {
                    throw new RejectedExecutionException("the worker pool is closed");
                }
                if (queue.isEmpty()) {
                    runnable.add(this);
                    waitingSince = System.nanoTime();
                }
                queue.add(quantum);
                work.signal();
            } finally {
                lock.unlock();
            }
        }

        private double used(long now) {
            return used == 0 ? 0 : used * Math.exp(-Math.log(2) * (now - usedAt) / HALF_LIFE_NANOS);
        }

        private void charge(long nanos, long now) {
            used = used(now) + nanos;
            usedAt = now;
        }
    }
}
