package dev.weir.exec.pipeline;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A fixed number of threads that run quanta of queries in turn.
///
/// Each query has a {@link Share}, whatever the number of its tasks and stages here; {@link FairQueue} decides whose quantum is
/// next. Nothing that runs here may wait.
public final class WorkerPool implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
    /// Names of ended queries are looked for when there are more than these.
    private static final int NAMES = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final FairQueue queue = new FairQueue();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, WeakReference<Share>> named = new HashMap<>();
    private final Share common = new Share();
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

    /// The share of a query by its id: the same one for all who ask while somebody holds it, so that a query has no more of
    /// the threads for being spread over several orders or domains of one process.
    public Share share(String query) {
        lock.lock();
        try {
            WeakReference<Share> known = named.get(query);
            Share share = known == null ? null : known.get();
            if (share == null) {
                if (named.size() >= NAMES) {
                    named.values().removeIf(reference -> reference.get() == null);
                }
                share = new Share();
                named.put(query, new WeakReference<>(share));
            }
            return share;
        } finally {
            lock.unlock();
        }
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
            FairQueue.Turn turn;
            lock.lock();
            try {
                while (queue.isEmpty()) {
                    if (closed) {
                        return;
                    }
                    work.awaitUninterruptibly();
                }
                turn = queue.next(System.nanoTime());
            } finally {
                lock.unlock();
            }
            long start = System.nanoTime();
            try {
                turn.quantum().run();
            } catch (Throwable failure) {
                // A quantum reports its own failures; what arrives here must not take the thread from other queries.
                LOG.error("A quantum failed outside of its task", failure);
            }
            long end = System.nanoTime();
            lock.lock();
            try {
                queue.end(turn.lane(), end - start, end);
            } finally {
                lock.unlock();
            }
        }
    }

    /// The place of one query in the pool.
    public final class Share implements Executor {
        private final FairQueue.Lane lane = new FairQueue.Lane();

        private Share() {}

        @Override
        public void execute(Runnable quantum) {
            lock.lock();
            try {
                if (closed) {
                    throw new RejectedExecutionException("the worker pool is closed");
                }
                queue.add(lane, quantum, System.nanoTime());
                work.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
