package dev.weir.coordinator.schedule;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.cluster.WorkerChannels.WorkerChannel;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import dev.weir.proto.v1.ExchangeTicket;
import dev.weir.proto.v1.GrantRequest;
import dev.weir.proto.v1.GrantResponse;
import dev.weir.proto.v1.TaskIdMessage;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/// Reads a result over Flight. A virtual thread empties the connection at once, so that a client that dawdles holds up
/// nobody else on it; what it may take is bounded by the credits granted to the worker.
final class NetworkResult implements ResultStream {
    private static final long WINDOW = 8L << 20;
    private static final int METADATA_BYTES = 16;

    private final WorkerChannel channel;
    private final WorkerNode worker;
    private final TaskIdMessage task;
    private final ByteString key;
    private final BufferAllocator allocator;
    private final ArrayDeque<Arrived> queue = new ArrayDeque<>();
    private Schema schema;
    private FlightStream flight;
    private QueryException failure;
    private boolean complete;
    private boolean closed;
    private long consumed;

    private record Arrived(VectorSchemaRoot root, long cost) {}

    NetworkResult(WorkerChannel channel, WorkerNode worker, TaskId root, ByteString key, BufferAllocator allocator) {
        this.channel = channel;
        this.worker = worker;
        this.allocator = allocator;
        this.task = OrderEncoder.encode(root);
        this.key = key;
        Thread.ofVirtual().name("result " + root).start(this::read);
    }

    @Override
    public synchronized Schema schema() {
        while (schema == null && failure == null && !closed) {
            await();
        }
        if (schema == null) {
            throw failure != null ? failure : new QueryException(ErrorCode.QUERY_CANCELLED, "Result was closed");
        }
        return schema;
    }

    @Override
    public VectorSchemaRoot next() {
        Arrived next;
        long grant = 0;
        synchronized (this) {
            while (queue.isEmpty() && !complete) {
                await();
            }
            next = queue.poll();
            if (next == null && failure != null) {
                throw failure;
            }
            if (next != null) {
                consumed += next.cost;
                if (consumed >= WINDOW / 2 && !complete) {
                    grant = consumed;
                    consumed = 0;
                }
            }
        }
        if (grant > 0) {
            grant(grant);
        }
        return next == null ? null : next.root;
    }

    @Override
    public void close() {
        List<Arrived> freed;
        FlightStream open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            freed = new ArrayList<>(queue);
            queue.clear();
            open = complete ? null : flight;
            if (!complete) {
                failure = new QueryException(ErrorCode.QUERY_CANCELLED, "Result was closed");
            }
            complete = true;
            notifyAll();
        }
        freed.forEach(arrived -> arrived.root.close());
        if (open != null) {
            open.cancel("no longer wanted", null);
        }
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QueryException(ErrorCode.QUERY_CANCELLED, "Interrupted while waiting for rows", interrupted);
        }
    }

    private void read() {
        ExchangeTicket ticket = ExchangeTicket.newBuilder().setTask(task).setPartition(0).setCredits(WINDOW).setConsumer("coordinator").setKey(key).build();
        try (FlightStream opened = channel.flight().getStream(new Ticket(ticket.toByteArray()))) {
            boolean wanted;
            synchronized (this) {
                flight = opened;
                wanted = !closed;
            }
            if (wanted) {
                begin(opened.getSchema());
            }
            long sequence = 0;
            while (wanted && opened.next()) {
                ArrowBuf metadata = opened.getLatestMetadata();
                if (metadata == null || metadata.readableBytes() != METADATA_BYTES || metadata.getLong(0) != sequence) {
                    throw new QueryException(ErrorCode.INTERNAL, "Result out of sequence, expected batch " + sequence);
                }
                sequence++;
                wanted = arrive(new Arrived(take(opened.getRoot()), metadata.getLong(Long.BYTES)));
            }
            end(null);
        } catch (Throwable failed) {
            end(WorkerErrors.of(failed, worker));
        }
    }

    private synchronized void begin(Schema told) {
        schema = told;
        notifyAll();
    }

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
        synchronized (this) {
            if (!closed) {
                queue.add(arrived);
                notifyAll();
                return true;
            }
        }
        arrived.root.close();
        return false;
    }

    private synchronized void end(QueryException failed) {
        if (!closed) {
            failure = failed;
        }
        complete = true;
        notifyAll();
    }

    private void grant(long credits) {
        GrantRequest request = GrantRequest.newBuilder().setTask(task).setPartition(0).setCredits(credits).setKey(key).build();
        channel.control().grant(request, new StreamObserver<>() {
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
