package dev.weir.coordinator.schedule;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.cluster.WorkerChannels.WorkerChannel;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.coordinator.relay.WireBatch;
import dev.weir.coordinator.relay.WireGet;
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
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/// Reads a result over Flight, its batches as they are. The connection is emptied at once, so that a client that dawdles
/// holds up nobody else on it; what it may take is bounded by the credits granted to the worker.
final class NetworkResult implements ResultStream {
    private static final long WINDOW = 8L << 20;

    private final WorkerChannel channel;
    private final TaskIdMessage task;
    private final ByteString key;
    private final ArrayDeque<Arrived> queue = new ArrayDeque<>();
    private final WireGet get;
    private Schema schema;
    private QueryException failure;
    private boolean complete;
    private boolean closed;
    private long consumed;

    private record Arrived(WireBatch batch, long cost) {}

    NetworkResult(WorkerChannel channel, WorkerNode worker, TaskId root, ByteString key, Schema expected, BufferAllocator allocator) {
        this.channel = channel;
        this.task = OrderEncoder.encode(root);
        this.key = key;
        ExchangeTicket ticket = ExchangeTicket.newBuilder().setTask(task).setPartition(0).setCredits(WINDOW).setConsumer("coordinator").setKey(key).build();
        this.get = WireGet.open(channel.channel(), ticket.toByteArray(), allocator, new WireGet.Receiver() {
            @Override
            public void schema(Schema told) {
                if (!told.equals(expected)) {
                    throw new QueryException(ErrorCode.INTERNAL, "Rows of " + worker + " are not of the columns that were asked for");
                }
                begin(told);
            }

            @Override
            public void batch(WireBatch batch, long cost) {
                arrive(new Arrived(batch, cost));
            }

            @Override
            public void ended(Throwable cause) {
                end(cause == null ? null : WorkerErrors.of(cause, worker));
            }
        });
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
    public ResultBatch next() {
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
        return next == null ? null : next.batch;
    }

    @Override
    public void close() {
        List<Arrived> freed;
        boolean open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            freed = new ArrayList<>(queue);
            queue.clear();
            open = !complete;
            if (open) {
                failure = new QueryException(ErrorCode.QUERY_CANCELLED, "Result was closed");
            }
            complete = true;
            notifyAll();
        }
        freed.forEach(arrived -> arrived.batch.close());
        if (open) {
            get.cancel();
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

    private synchronized void begin(Schema told) {
        schema = told;
        notifyAll();
    }

    private void arrive(Arrived arrived) {
        synchronized (this) {
            if (!closed) {
                queue.add(arrived);
                notifyAll();
                return;
            }
        }
        arrived.batch.close();
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
