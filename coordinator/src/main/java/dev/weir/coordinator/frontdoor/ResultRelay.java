package dev.weir.coordinator.frontdoor;

import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.coordinator.relay.RelayedFlight;
import dev.weir.coordinator.relay.WireBatch;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Sends a query's batches to one client as fast as the client reads: those of workers as they came, without a look at a row.
///
/// Runs on a thread of its own (virtual), never on the call's: readiness is announced on the call's thread. A client that
/// goes away closes the stream, which ends the query. There is no write timeout: a user may dawdle over a result.
final class ResultRelay {
    private final BufferAllocator allocator;
    private final ServerStreamListener listener;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final RelayedFlight.Sender sender = RelayedFlight.sender();
    private volatile ResultStream stream;

    /// Made on the call's thread.
    ResultRelay(BufferAllocator allocator, ServerStreamListener listener) {
        this.allocator = allocator;
        this.listener = listener;
    }

    /// Opens the stream when the thread starts, so that a slow start does not hold the call's thread.
    void start(String name, Supplier<ResultStream> open) {
        // Registered on the call's thread: later is too late for a cancel that is already there.
        listener.setOnReadyHandler(wake::release);
        listener.setOnCancelHandler(() -> {
            cancelled.set(true);
            wake.release();
            ResultStream running = stream;
            if (running != null) {
                running.close();
            }
        });
        Thread.ofVirtual().name(name).start(() -> run(open));
    }

    private void run(Supplier<ResultStream> open) {
        try (ResultStream results = open.get()) {
            stream = results;
            if (cancelled.get()) {
                return;
            }
            relay(results);
            if (!cancelled.get()) {
                listener.completed();
            }
        } catch (Throwable failure) {
            if (!cancelled.get()) {
                listener.error(FlightErrors.toFlight(failure));
            }
        }
    }

    private void relay(ResultStream results) throws InterruptedException {
        listener.setUseZeroCopy(true);
        try (VectorSchemaRoot root = VectorSchemaRoot.create(results.schema(), allocator)) {
            listener.start(root);
            while (!cancelled.get()) {
                ResultBatch batch = results.next();
                if (batch == null) {
                    return;
                }
                try (batch) {
                    while (!listener.isReady() && !cancelled.get()) {
                        wake.acquire();
                    }
                    if (!cancelled.get()) {
                        send(batch, root);
                    }
                }
            }
        }
    }

    private void send(ResultBatch batch, VectorSchemaRoot root) {
        if (batch instanceof WireBatch encoded && sender != null) {
            sender.send(encoded);
            return;
        }
        try (VectorSchemaRoot vectors = batch.toVectors()) {
            move(vectors, root);
        }
        listener.putNext();
        root.clear();
    }

    private static void move(VectorSchemaRoot from, VectorSchemaRoot to) {
        List<FieldVector> sources = from.getFieldVectors();
        for (int i = 0; i < sources.size(); i++) {
            sources.get(i).makeTransferPair(to.getVector(i)).transfer();
        }
        to.setRowCount(from.getRowCount());
    }
}
