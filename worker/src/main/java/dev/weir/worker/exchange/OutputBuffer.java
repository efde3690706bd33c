package dev.weir.worker.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.exchange.ExchangeSink;
import dev.weir.exec.type.SqlType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/// What a task has made and its consumers have not taken yet: a queue a consumer, each bounded by the sender's honouring of
/// {@link #writable}. Batches are kept as they are; whoever takes one in this process gets it without a copy.
///
/// One lock guards all queues; futures are completed outside of it, so that what they wake may call back.
public final class OutputBuffer implements ExchangeSink {
    private final long limit;
    private final UnaryOperator<QueryException> locate;
    private final GovernedMark governed;
    private final List<SqlType> types;
    private final List<Partition> partitions;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private CompletableFuture<Void> writable = CompletableFuture.completedFuture(null);
    private int overfull;
    private int settled;
    private int abandoned;
    private boolean finished;
    private QueryException failure;
    private long rows;
    private long bytes;

    /// @param limit  bytes that a consumer's queue may hold before the sender is asked to wait
    /// @param locate says in a failure of the task where it happened, for consumers that hear of it first
    public OutputBuffer(int partitions, long limit, UnaryOperator<QueryException> locate) {
        this(partitions, limit, locate, new GovernedMark(), List.of());
    }

    /// @param governed of the task
    /// @param types    of its columns
    public OutputBuffer(int partitions, long limit, UnaryOperator<QueryException> locate, GovernedMark governed, List<SqlType> types) {
        this.governed = governed;
        this.types = List.copyOf(types);
        this.limit = limit;
        this.locate = locate;
        List<Partition> all = new ArrayList<>(partitions);
        for (int i = 0; i < partitions; i++) {
            all.add(new Partition());
        }
        this.partitions = List.copyOf(all);
    }

    @Override
    public int partitions() {
        return partitions.size();
    }

    /// The types of the columns that the task makes.
    List<SqlType> types() {
        return types;
    }

    /// The queue of one consumer. Claimed once: a partition has one reader.
    public synchronized OutputQueue claim(int partition) {
        if (partition < 0 || partition >= partitions.size()) {
            throw new IllegalArgumentException("partition " + partition + " of " + partitions.size());
        }
        Partition queue = partitions.get(partition);
        if (queue.claimed) {
            throw new IllegalStateException("partition " + partition + " has a reader already");
        }
        queue.claimed = true;
        return queue;
    }

    @Override
    public void send(int partition, Batch batch) {
        CompletableFuture<Void> wake = null;
        boolean refused;
        Partition queue = partitions.get(partition);
        synchronized (this) {
            refused = failure != null || queue.abandoned;
            if (!refused) {
                long size = batch.size();
                rows += batch.rows();
                bytes += size;
                queue.entries.add(new Entry(batch, size));
                queue.queued += size;
                if (queue.queued > limit && !queue.overfull) {
                    queue.overfull = true;
                    if (overfull++ == 0) {
                        writable = new CompletableFuture<>();
                    }
                }
                wake = queue.takeWaiter();
            }
        }
        if (refused) {
            batch.close();
        }
        complete(wake);
    }

    @Override
    public synchronized CompletableFuture<?> writable() {
        return writable;
    }

    @Override
    public synchronized boolean abandoned() {
        return abandoned == partitions.size() || failure != null;
    }

    @Override
    public void finish() {
        List<CompletableFuture<Void>> wake = new ArrayList<>();
        boolean all;
        synchronized (this) {
            if (finished || failure != null) {
                return;
            }
            finished = true;
            for (Partition queue : partitions) {
                wake.add(queue.takeWaiter());
            }
            all = settled == partitions.size();
        }
        wake.forEach(OutputBuffer::complete);
        if (all) {
            drained.complete(null);
        }
    }

    @Override
    public void fail(Throwable reason) {
        boolean over;
        synchronized (this) {
            over = finished;
        }
        if (!over) {
            drop(locate.apply(QueryException.wrap(reason)));
        }
    }

    /// The task's operators have ended: what they finished is left to the consumers, an unfinished output ends in failure,
    /// for an end in the middle must never look like the end.
    @Override
    public void close() {
        fail(new QueryException(ErrorCode.QUERY_CANCELLED, "Task ended before its output was complete"));
    }

    /// Frees what was not consumed; consumers that have not seen everything get this failure.
    public void drop(QueryException reason) {
        List<Entry> freed = new ArrayList<>();
        List<CompletableFuture<Void>> wake = new ArrayList<>();
        synchronized (this) {
            if (failure != null || (finished && settled == partitions.size())) {
                return;
            }
            failure = reason;
            for (Partition queue : partitions) {
                freed.addAll(queue.entries);
                queue.entries.clear();
                queue.queued = 0;
                wake.add(queue.takeWaiter());
            }
            overfull = 0;
            wake.add(writable);
        }
        freed.forEach(entry -> entry.batch.close());
        wake.forEach(OutputBuffer::complete);
        drained.complete(null);
    }

    /// Completes when no consumer will take anything any more.
    public CompletableFuture<Void> drained() {
        return drained;
    }

    /// Rows sent so far, once a consumer.
    public synchronized long rows() {
        return rows;
    }

    /// Bytes sent so far, as they lie in memory.
    public synchronized long bytes() {
        return bytes;
    }

    private static void complete(CompletableFuture<Void> future) {
        if (future != null) {
            future.complete(null);
        }
    }

    private record Entry(Batch batch, long size) {}

    private final class Partition implements OutputQueue {
        private final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private long queued;
        private boolean overfull;
        private boolean claimed;
        private boolean abandoned;
        private boolean settled;
        private CompletableFuture<Void> waiter;

        @Override
        public Batch poll() {
            Entry entry;
            CompletableFuture<Void> wake = null;
            boolean all;
            synchronized (OutputBuffer.this) {
                if (failure != null) {
                    throw failure;
                }
                entry = entries.poll();
                if (entry != null) {
                    queued -= entry.size;
                    wake = belowLimit();
                }
                settleWhenEmpty();
                all = OutputBuffer.this.settled == partitions.size();
            }
            complete(wake);
            if (all) {
                drained.complete(null);
            }
            return entry == null ? null : entry.batch;
        }

        @Override
        public boolean governed() {
            return governed.isSet();
        }

        @Override
        public boolean finished() {
            boolean all;
            synchronized (OutputBuffer.this) {
                if (!entries.isEmpty() || failure != null || !(finished || abandoned)) {
                    return false;
                }
                settleWhenEmpty();
                all = OutputBuffer.this.settled == partitions.size();
            }
            if (all) {
                drained.complete(null);
            }
            return true;
        }

        @Override
        public CompletableFuture<?> available() {
            synchronized (OutputBuffer.this) {
                if (!entries.isEmpty() || finished || abandoned || failure != null) {
                    return CompletableFuture.completedFuture(null);
                }
                if (waiter == null) {
                    waiter = new CompletableFuture<>();
                }
                return waiter;
            }
        }

        @Override
        public void abandon() {
            List<Entry> freed;
            CompletableFuture<Void> wake;
            CompletableFuture<Void> waiting;
            boolean all;
            synchronized (OutputBuffer.this) {
                if (abandoned || settled) {
                    return;
                }
                abandoned = true;
                settled = true;
                OutputBuffer.this.settled++;
                freed = new ArrayList<>(entries);
                entries.clear();
                queued = 0;
                wake = belowLimit();
                waiting = takeWaiter();
                OutputBuffer.this.abandoned++;
                all = OutputBuffer.this.settled == partitions.size();
            }
            freed.forEach(entry -> entry.batch.close());
            complete(wake);
            complete(waiting);
            if (all) {
                drained.complete(null);
            }
        }

        private CompletableFuture<Void> takeWaiter() {
            CompletableFuture<Void> taken = waiter;
            waiter = null;
            return taken;
        }

        private CompletableFuture<Void> belowLimit() {
            if (overfull && queued <= limit) {
                overfull = false;
                return OutputBuffer.this.overfull > 0 && --OutputBuffer.this.overfull == 0 ? writable : null;
            }
            return null;
        }

        /// Only the reader's look counts: an empty partition still waits for its reader to see that it is.
        private void settleWhenEmpty() {
            if (finished && entries.isEmpty() && !settled) {
                settled = true;
                OutputBuffer.this.settled++;
            }
        }
    }
}
