package dev.weir.worker.exchange;

import com.google.protobuf.ByteString;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.type.SqlType;
import dev.weir.worker.exchange.Streams.StreamId;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Opens what tasks read: looks in this process first, dials otherwise.
public final class Exchange {
    private static final long LEAST_WINDOW = 256 << 10;

    private final OutputRegistry outputs;
    private final Peers peers;
    private final String worker;
    private final long window;

    /// @param worker this process's id
    /// @param window bytes that one task may have under way from all tasks of a stage
    public Exchange(OutputRegistry outputs, Peers peers, String worker, long window) {
        this.outputs = outputs;
        this.peers = peers;
        this.worker = worker;
        this.window = window;
    }

    /// Where a producing task runs.
    public record Location(TaskId task, Peers.Address address, String domain, String worker) {}

    /// Starts to read the given partition of each producer.
    ///
    /// @param key the query's, shown to other processes
    public ExchangeSource open(List<Location> producers, int partition, ByteString key, List<SqlType> types, BufferAllocator allocator) {
        List<ExchangeSource.Stream> streams = new ArrayList<>(producers.size());
        long share = Math.max(LEAST_WINDOW, window / Math.max(1, producers.size()));
        for (Location producer : producers) {
            if (outputs.hosts(producer.worker())) {
                streams.add(new LocalStream(outputs.find(producer.task()), partition));
            } else {
                RemoteStream stream = new RemoteStream(
                        peers.at(producer.address()), new StreamId(producer.task(), partition), key, producer.domain(), types, allocator, share);
                stream.start(worker);
                streams.add(stream);
            }
        }
        return new TaskInput(streams);
    }
}
