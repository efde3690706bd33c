package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.QueryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Exchange between tasks of one process: batches are handed over, not serialised.
///
/// A producer may have `credit` bytes under way; one that is full waits, without a thread, until consumers have taken
/// enough. One lock a producer, since a call does little and comes once a batch.
public final class LocalExchange implements AutoCloseable {
    private final List<Producer> producers = new ArrayList<>();
    private final int consumers;

    /// @param producers tasks that send
    /// @param consumers tasks that receive
    /// @param credit    bytes that each producer may have under way to all consumers together
    public LocalExchange(int producers, int consumers, long credit) {
        this.consumers = consumers;
        for (int i = 0; i < producers; i++) {
            this.producers.add(new Producer(consumers, credit));
        }
    }

    /// Where producing task `producer` sends its rows.
    public ExchangeSink sink(int producer) {
        return producers.get(producer);
    }

    /// What consuming task `consumer` receives; a stream a producer.
    public ExchangeSource source(int consumer) {
        if (consumer < 0 || consumer >= consumers) {
            throw new IllegalArgumentException("consumer " + consumer + " of " + consumers);
        }
        List<LocalStream> streams = new ArrayList<>();
        for (Producer producer : producers) {
            streams.add(new LocalStream(producer, consumer));
        }
        return new LocalSource(streams);
    }

    /// Frees all that was not taken.
    @Override
    public void close() {
        for (Producer producer : producers) {
            producer.close();
        }
    }

    private static final class Producer implements ExchangeSink {
        private record Queued(Batch batch, long bytes) {}

        private final List<ArrayDeque<Queued>> queues = new ArrayList<>();
        private final CompletableFuture<?>[] available;
        private final boolean[] gone;
        private final long credit;
        private CompletableFuture<Void> writable = CompletableFuture.completedFuture(null);
        private long underWay;
        private boolean finished;
        private Throwable failure;
        private boolean closed;

        private Producer(int consumers, long credit) {
            this.credit = credit;
            this.available = new CompletableFuture<?>[consumers];
            this.gone = new boolean[consumers];
            for (int i = 0; i < consumers; i++) {
                queues.add(new ArrayDeque<>());
            }
        }

        @Override
        public int partitions() {
            return gone.length;
        }

        @Override
        public void send(int partition, Batch batch) {
            CompletableFuture<?> wake = null;
            boolean dropped;
            synchronized (this) {
                dropped = closed || gone[partition] || failure != null;
                if (!dropped) {
                    long bytes = batch.size();
                    queues.get(partition).add(new Queued(batch, bytes));
                    underWay += bytes;
                    if (underWay >= credit && writable.isDone()) {
                        writable = new CompletableFuture<>();
                    }
                    wake = take(partition);
                }
            }
            if (dropped) {
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
            return allGone();
        }

        @Override
        public void finish() {
            List<CompletableFuture<?>> wake;
            synchronized (this) {
                finished = true;
                wake = takeAll();
            }
            wake.forEach(LocalExchange::complete);
        }

        @Override
        public void fail(Throwable thrown) {
            List<Queued> freed = new ArrayList<>();
            List<CompletableFuture<?>> wake;
            synchronized (this) {
                if (failure == null) {
                    failure = thrown;
                }
                drain(freed);
                wake = takeAll();
                wake.add(writable);
            }
            freed.forEach(queued -> queued.batch().close());
            wake.forEach(LocalExchange::complete);
        }

        @Override
        public void close() {
            List<Queued> freed = new ArrayList<>();
            List<CompletableFuture<?>> wake;
            synchronized (this) {
                closed = true;
                drain(freed);
                if (!finished && failure == null) {
                    failure = new IllegalStateException("exchange closed before its producer finished");
                }
                wake = takeAll();
                wake.add(writable);
            }
            freed.forEach(queued -> queued.batch().close());
            wake.forEach(LocalExchange::complete);
        }

        private Batch poll(int partition) {
            Queued next;
            CompletableFuture<?> wake = null;
            synchronized (this) {
                if (failure != null) {
                    throw thrown(failure);
                }
                next = queues.get(partition).poll();
                if (next != null) {
                    underWay -= next.bytes();
                    wake = underWay < credit ? writable : null;
                }
            }
            complete(wake);
            return next == null ? null : next.batch();
        }

        private synchronized boolean finished(int partition) {
            return failure == null && (finished || gone[partition]) && queues.get(partition).isEmpty();
        }

        private synchronized CompletableFuture<?> available(int partition) {
            if (finished || closed || failure != null || gone[partition] || !queues.get(partition).isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            if (available[partition] == null) {
                available[partition] = new CompletableFuture<>();
            }
            return available[partition];
        }

        private void abandon(int partition) {
            List<Queued> freed;
            CompletableFuture<?> wakeConsumer;
            CompletableFuture<?> wakeProducer;
            synchronized (this) {
                gone[partition] = true;
                freed = new ArrayList<>(queues.get(partition));
                queues.get(partition).clear();
                for (Queued queued : freed) {
                    underWay -= queued.bytes();
                }
                wakeConsumer = take(partition);
                wakeProducer = underWay < credit || allGone() ? writable : null;
            }
            freed.forEach(queued -> queued.batch().close());
            complete(wakeConsumer);
            complete(wakeProducer);
        }

        private boolean allGone() {
            for (boolean one : gone) {
                if (!one) {
                    return false;
                }
            }
            return true;
        }

        private void drain(List<Queued> freed) {
            for (ArrayDeque<Queued> queue : queues) {
                freed.addAll(queue);
                queue.clear();
            }
            underWay = 0;
        }

        private CompletableFuture<?> take(int partition) {
            CompletableFuture<?> taken = available[partition];
            available[partition] = null;
            return taken;
        }

        private List<CompletableFuture<?>> takeAll() {
            List<CompletableFuture<?>> taken = new ArrayList<>();
            for (int i = 0; i < available.length; i++) {
                taken.add(take(i));
            }
            return taken;
        }
    }

    /// Outside the lock: whoever waits may go on in this very call.
    private static void complete(CompletableFuture<?> future) {
        if (future != null) {
            future.complete(null);
        }
    }

    private static RuntimeException thrown(Throwable failure) {
        return QueryException.wrap(failure);
    }

    private record LocalStream(Producer producer, int partition) implements ExchangeSource.Stream {
        @Override
        public Batch poll() {
            return producer.poll(partition);
        }

        @Override
        public boolean finished() {
            return producer.finished(partition);
        }

        @Override
        public CompletableFuture<?> available() {
            return producer.available(partition);
        }
    }

    private static final class LocalSource implements ExchangeSource {
        private final List<LocalStream> streams;

        private LocalSource(List<LocalStream> streams) {
            this.streams = streams;
        }

        @Override
        public List<ExchangeSource.Stream> streams() {
            return List.copyOf(streams);
        }

        @Override
        public void close() {
            for (LocalStream stream : streams) {
                stream.producer().abandon(stream.partition());
            }
        }
    }
}
