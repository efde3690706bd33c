package dev.weir.worker.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.operator.exchange.ArrowBatches;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.GrantRequest;
import dev.weir.proto.v1.GrantResponse;
import dev.weir.proto.v1.WorkerControlGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// A process of its own, as far as exchanges go: server, registry, connections, memory.
final class ExchangeNode implements AutoCloseable {
    static final com.google.protobuf.ByteString KEY = com.google.protobuf.ByteString.copyFromUtf8("the key");
    static final List<SqlType> TYPES = List.of(SqlType.BIGINT, SqlType.VARCHAR);

    final BufferAllocator allocator = new RootAllocator();
    final OutputRegistry outputs = new OutputRegistry(Duration.ofSeconds(2));
    final Peers peers = new Peers(allocator);
    final String name;
    final Exchange exchange;
    final ExchangeProducer producer;
    private final ExecutorService senders = Executors.newFixedThreadPool(2);
    private final ExchangeServer server;
    /// Whether the tasks are still known to the worker, which asks them who may read.
    volatile boolean knowsTasks = true;
    private boolean closed;

    ExchangeNode(String name, long window) throws IOException {
        this.name = name;
        exchange = new Exchange(outputs, peers, name, window);
        StreamFormat format = new StreamFormat() {
            @Override
            public Schema schema() {
                return ArrowBatches.schema(TYPES);
            }

            @Override
            public VectorSchemaRoot encode(Batch batch, BufferAllocator memory) {
                return ArrowBatches.toArrow(batch, TYPES, memory);
            }
        };
        producer = new ExchangeProducer(outputs, _ -> format, (_, key) -> knowsTasks && key.equals(KEY), allocator, senders);
        server = new ExchangeServer("127.0.0.1", 0, allocator, producer, new WorkerControlGrpc.WorkerControlImplBase() {
            @Override
            public void grant(GrantRequest request, StreamObserver<GrantResponse> observer) {
                producer.grant(Streams.decode(request.getTask()), request.getPartition(), request.getKey(), request.getCredits());
                observer.onNext(GrantResponse.getDefaultInstance());
                observer.onCompleted();
            }
        });
        outputs.host(name);
    }

    Exchange.Location location(TaskId task) {
        return new Exchange.Location(task, new Peers.Address("127.0.0.1", server.port()), "sales", name);
    }

    OutputBuffer output(TaskId task, int partitions, long limit) {
        OutputBuffer output = new OutputBuffer(partitions, limit, UnaryOperator.identity(), new GovernedMark(), TYPES);
        outputs.add(task, output);
        return output;
    }

    Batch batch(long from, int rows, String text) {
        try (ColumnBuilder numbers = new ColumnBuilder(SqlType.BIGINT, allocator); ColumnBuilder texts = new ColumnBuilder(SqlType.VARCHAR, allocator)) {
            for (int i = 0; i < rows; i++) {
                numbers.append(from + i);
                if (i % 7 == 3) {
                    texts.appendNull();
                } else {
                    texts.append(text + (from + i));
                }
            }
            return new Batch(List.of(numbers.build(), texts.build()), rows);
        }
    }

    /// Takes the next batch, waiting for it as a driver would; null at the end.
    static Batch next(ExchangeSource.Stream stream) throws Exception {
        while (true) {
            Batch batch = stream.poll();
            if (batch != null) {
                return batch;
            }
            if (stream.finished()) {
                return null;
            }
            stream.available().get(60, TimeUnit.SECONDS);
        }
    }

    void kill() {
        closed = true;
        server.kill();
        peers.close();
        senders.shutdownNow();
    }

    @Override
    public void close() throws Exception {
        if (!closed) {
            kill();
        }
        senders.awaitTermination(60, TimeUnit.SECONDS);
        if (!MemoryDrain.await(allocator, Duration.ofSeconds(30))) {
            throw new TimeoutException("leaked: " + allocator.toVerboseString());
        }
        allocator.close();
    }
}
