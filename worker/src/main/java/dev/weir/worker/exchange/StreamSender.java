package dev.weir.worker.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.QueryException;
import dev.weir.worker.wire.BatchMessage;
import dev.weir.worker.wire.RawFlight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Sends one partition of a task's output to its reader over Flight.
///
/// Driven by events and never waiting: rows arrived, the transport is ready, the reader granted credits, the reader has
/// gone. Each event wakes {@link #run} on the exchange's executor, where one thread at a time sends what may be sent. Not
/// more is sent than the reader has granted, so nothing of this stream ever lies unread in the connection's window, where
/// it would hold up the other streams of that connection.
///
/// Each message's metadata is 16 bytes, little endian: the sequence number from 0, and the cost in credits. Between workers
/// a 17th byte is 1 when the rows may stem from a governed scan.
final class StreamSender {
    static final int METADATA_BYTES = 16;
    static final int MARKED_METADATA_BYTES = METADATA_BYTES + 1;
    /// What a message costs beside its values: its description, which for a few rows is most of it.
    static final long MESSAGE_COST = 1 << 10;

    private final OutputQueue queue;
    private final StreamFormat format;
    private final ServerStreamListener listener;
    private final RawFlight.Sender sender;
    private final BufferAllocator allocator;
    private final Executor executor;
    private final Runnable ended;
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicLong credits;
    private VectorSchemaRoot root;
    private long sequence;
    private boolean done;
    private boolean waiting;
    private volatile boolean cancelled;

    /// @param credits bytes that may be sent before the first grant
    /// @param ended   called once, when nothing more will be sent
    StreamSender(
            OutputQueue queue, StreamFormat format, ServerStreamListener listener, RawFlight.Sender sender, BufferAllocator allocator, Executor executor,
            long credits, Runnable ended) {
        this.queue = queue;
        this.format = format;
        this.listener = listener;
        this.sender = sender;
        this.allocator = allocator;
        this.executor = executor;
        this.credits = new AtomicLong(credits);
        this.ended = ended;
    }

    void start() {
        listener.setOnCancelHandler(() -> {
            cancelled = true;
            wake();
        });
        listener.setOnReadyHandler(this::wake);
        wake();
    }

    void grant(long bytes) {
        credits.addAndGet(bytes);
        wake();
    }

    /// Makes `run` look again; safe from any thread, also from within.
    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException shutdown) {
                // The process ends: this thread cleans up what no sender will.
                cancelled = true;
                run();
            }
        }
    }

    private void run() {
        int seen = wakes.get();
        do {
            if (!done) {
                try {
                    send();
                } catch (Throwable failure) {
                    stop(failure);
                }
            }
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void send() {
        if (root == null) {
            root = VectorSchemaRoot.create(format.schema(), allocator);
            listener.start(root);
        }
        while (true) {
            if (cancelled || listener.isCancelled()) {
                queue.abandon();
                end();
                return;
            }
            if (queue.finished()) {
                // Needs no credit: the task may be gone by now, and the reader waits for nothing else.
                end();
                listener.completed();
                return;
            }
            if (credits.get() <= 0 || !listener.isReady()) {
                return;
            }
            Batch batch = queue.poll();
            if (batch != null) {
                send(batch);
            } else {
                if (!waiting) {
                    waiting = true;
                    queue.available().whenComplete((_, _) -> {
                        waiting = false;
                        wake();
                    });
                }
                return;
            }
        }
    }

    private void send(Batch batch) {
        try (Batch owned = batch; VectorSchemaRoot vectors = format.encode(owned, allocator)) {
            long cost = MESSAGE_COST;
            for (FieldVector vector : vectors.getFieldVectors()) {
                cost += vector.getBufferSize();
            }
            ByteBuffer metadata = ByteBuffer.allocate(format.marked() ? MARKED_METADATA_BYTES : METADATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            metadata.putLong(sequence++).putLong(cost);
            if (format.marked()) {
                metadata.put((byte) (queue.governed() ? 1 : 0));
            }
            credits.addAndGet(-cost);
            sender.send(BatchMessage.of(vectors, metadata.array()));
        }
    }

    private void stop(Throwable failure) {
        queue.abandon();
        end();
        if (!cancelled) {
            QueryException coded = QueryException.wrap(failure);
            listener.error(WireErrors.toFlight(queue.governed() ? coded.withoutValue() : coded));
        }
    }

    private void end() {
        done = true;
        if (root != null) {
            root.close();
        }
        ended.run();
    }
}
