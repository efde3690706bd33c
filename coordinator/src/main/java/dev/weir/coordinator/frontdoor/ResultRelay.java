package dev.weir.coordinator.frontdoor;

import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.coordinator.relay.WireBatch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.worker.wire.RawFlight;
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
    private final RawFlight.Sender sender = RawFlight.sender();
    private volatile QueryExecution query;
    private volatile ResultStream stream;

    /// Made on the call's thread.
    ResultRelay(BufferAllocator allocator, ServerStreamListener listener) {
        this.allocator = allocator;
        this.listener = listener;
    }

    /// Opens the query's stream when the thread starts, so that a slow start, or a wait for other queries, does not hold the
    /// call's thread.
    void start(String name, Supplier<QueryExecution> made) {
        // Registered on the call's thread: later is too late for a cancel that is already there.
        listener.setOnReadyHandler(wake::release);
        listener.setOnCancelHandler(() -> {
            cancelled.set(true);
            wake.release();
            ResultStream running = stream;
            QueryExecution waiting = query;
            if (running != null) {
                running.close();
            } else if (waiting != null) {
                waiting.cancel(left());
            }
        });
        Thread.ofVirtual().name(name).start(() -> run(made));
    }

    private static QueryException left() {
        return new QueryException(ErrorCode.QUERY_CANCELLED, "The client left before the query ran");
    }

    private void run(Supplier<QueryExecution> made) {
        try (ResultStream results = open(made.get())) {
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

    private ResultStream open(QueryExecution execution) {
        query = execution;
        if (cancelled.get()) {
            execution.cancel(left());
        }
        return execution.open();
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
