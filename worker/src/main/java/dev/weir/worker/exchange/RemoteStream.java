package dev.weir.worker.exchange;

import com.google.protobuf.ByteString;
import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.exchange.ArrowBatches;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.GrantRequest;
import dev.weir.proto.v1.GrantResponse;
import dev.weir.worker.exchange.Streams.StreamId;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.TransferPair;

/// Reads a partition of another process's task over Flight.
///
/// A virtual thread moves whatever arrives out of the connection at once; the queue that it fills is bounded because the
/// producer sends no more than was granted, and what the task has taken is granted again. Decoding happens in `poll`, on
/// the task's thread and in the task's memory.
final class RemoteStream implements ExchangeSource.Stream, AutoCloseable {
    private final Peers.Peer peer;
    private final StreamId stream;
    private final ByteString key;
    private final String domain;
    private final List<SqlType> types;
    private final BufferAllocator allocator;
    private final long window;
    private final GovernedMark governed;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ArrayDeque<Arrived> queue = new ArrayDeque<>();
    private CompletableFuture<Void> waiter;
    private FlightStream flight;
    private QueryException failure;
    private boolean complete;
    private boolean closed;
    private long consumed;
    private long received;

    private record Arrived(VectorSchemaRoot root, long cost) {}

    /// @param key    the query's, which the producer wants to see
    /// @param domain of the producer, for messages
    /// @param window   credits that are out at most, in bytes
    /// @param governed of the task that reads
    RemoteStream(
            Peers.Peer peer, StreamId stream, ByteString key, String domain, List<SqlType> types, BufferAllocator allocator, long window,
            GovernedMark governed) {
        this.governed = governed;
        this.peer = peer;
        this.stream = stream;
        this.key = key;
        this.domain = domain;
        this.types = types;
        this.allocator = allocator;
        this.window = window;
    }

    void start(String consumer) {
        Thread.ofVirtual().name("exchange " + stream).start(() -> read(consumer));
    }

    /// Values only, without what describes them.
    synchronized long receivedBytes() {
        return received;
    }

    @Override
    public Batch poll() {
        Arrived next;
        long grant = 0;
        synchronized (this) {
            next = queue.poll();
            if (next == null && failure != null) {
                throw failure;
            }
            if (next != null) {
                consumed += next.cost;
                if (consumed >= window / 2 && !complete) {
                    grant = consumed;
                    consumed = 0;
                }
            }
        }
        if (next == null) {
            return null;
        }
        if (grant > 0) {
            grant(grant);
        }
        try (VectorSchemaRoot root = next.root) {
            return ArrowBatches.fromArrow(root, types, allocator);
        }
    }

    @Override
    public synchronized boolean finished() {
        return queue.isEmpty() && failure == null && complete;
    }

    @Override
    public synchronized CompletableFuture<?> available() {
        if (!queue.isEmpty() || failure != null || complete) {
            return CompletableFuture.completedFuture(null);
        }
        if (waiter == null) {
            waiter = new CompletableFuture<>();
        }
        return waiter;
    }

    /// Completes when the reading thread has gone and all that it held is freed.
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        List<Arrived> freed;
        FlightStream open;
        CompletableFuture<Void> wake;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            freed = new ArrayList<>(queue);
            queue.clear();
            open = complete ? null : flight;
            complete = true;
            wake = takeWaiter();
        }
        freed.forEach(arrived -> arrived.root.close());
        if (open != null) {
            open.cancel("no longer wanted", null);
        }
        if (wake != null) {
            wake.complete(null);
        }
    }

    private void read(String consumer) {
        try (FlightStream opened = peer.flight().getStream(Streams.ticket(stream, window, consumer, key))) {
            // The producer waits for its reader, so it must have seen the call before the call may be given up.
            opened.getSchema();
            boolean wanted;
            synchronized (this) {
                flight = opened;
                wanted = !closed;
            }
            long sequence = 0;
            while (wanted && opened.next()) {
                ArrowBuf metadata = opened.getLatestMetadata();
                if (metadata == null || metadata.readableBytes() != StreamSender.MARKED_METADATA_BYTES || metadata.getLong(0) != sequence) {
                    throw new QueryException(ErrorCode.INTERNAL, "Exchange stream out of sequence: " + stream + ", expected " + sequence);
                }
                sequence++;
                if (metadata.getByte(StreamSender.METADATA_BYTES) != 0) {
                    governed.set();
                }
                wanted = arrive(new Arrived(take(opened.getRoot()), metadata.getLong(Long.BYTES)));
            }
            end(null);
        } catch (Throwable failed) {
            end(WireErrors.received(failed, "stage " + stream.task().stage() + " of domain " + domain + " at " + peer.address()));
        } finally {
            ended.complete(null);
        }
    }

    /// Moves the vectors into the task's memory, so that the next message cannot touch them.
    private VectorSchemaRoot take(VectorSchemaRoot arrived) {
        List<FieldVector> vectors = new ArrayList<>(arrived.getFieldVectors().size());
        for (FieldVector vector : arrived.getFieldVectors()) {
            TransferPair pair = vector.getTransferPair(vector.getField(), allocator);
            pair.transfer();
            vectors.add((FieldVector) pair.getTo());
        }
        return new VectorSchemaRoot(arrived.getSchema().getFields(), vectors, arrived.getRowCount());
    }

    private boolean arrive(Arrived arrived) {
        CompletableFuture<Void> wake = null;
        boolean late;
        synchronized (this) {
            late = closed;
            received += arrived.cost - StreamSender.MESSAGE_COST;
            if (!late) {
                queue.add(arrived);
                wake = takeWaiter();
            }
        }
        if (late) {
            arrived.root.close();
        }
        if (wake != null) {
            wake.complete(null);
        }
        return !late;
    }

    private void end(QueryException failed) {
        CompletableFuture<Void> wake;
        synchronized (this) {
            if (!closed) {
                failure = failed;
            }
            complete = true;
            wake = takeWaiter();
        }
        if (wake != null) {
            wake.complete(null);
        }
    }

    private CompletableFuture<Void> takeWaiter() {
        CompletableFuture<Void> taken = waiter;
        waiter = null;
        return taken;
    }

    private void grant(long credits) {
        GrantRequest request = GrantRequest.newBuilder().setTask(Streams.encode(stream.task())).setPartition(stream.partition()).setCredits(credits).setKey(key).build();
        peer.control().grant(request, new StreamObserver<>() {
            @Override
            public void onNext(GrantResponse response) {}

            @Override
            public void onError(Throwable lost) {
                // The stream itself fails with the connection.
            }

            @Override
            public void onCompleted() {}
        });
    }
}
