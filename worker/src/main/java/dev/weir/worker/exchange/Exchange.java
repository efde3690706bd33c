package dev.weir.worker.exchange;

import com.google.protobuf.ByteString;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.operator.join.KeyFilterBatches;
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

    /// As below, for a reader that has no failures of its own.
    public ExchangeSource open(List<Location> producers, int partition, ByteString key, List<SqlType> types, BufferAllocator allocator) {
        return open(producers, partition, key, types, allocator, new GovernedMark());
    }

    /// Starts to read the given partition of each producer.
    ///
    /// @param key      the query's, shown to other processes
    /// @param governed of the task that reads; set when rows of a governed scan arrive
    public ExchangeSource open(
            List<Location> producers, int partition, ByteString key, List<SqlType> types, BufferAllocator allocator, GovernedMark governed) {
        List<ExchangeSource.Stream> streams = new ArrayList<>(producers.size());
        long share = Math.max(LEAST_WINDOW, window / Math.max(1, producers.size()));
        for (Location producer : producers) {
            streams.add(open(producer, partition, key, types, allocator, share, governed));
        }
        return new TaskInput(streams);
    }

    /// Starts to read a task of this process, whatever its columns are; for who made its plan.
    public ExchangeSource openOwn(TaskId producer, int partition) {
        return new TaskInput(List.of(new LocalStream(outputs.find(producer).thenApply(buffer -> buffer.claim(partition)), partition, new GovernedMark())));
    }

    /// Starts to read a runtime filter of the given task.
    ///
    /// @param partition the reader's own
    public ExchangeSource openFilter(Location producer, int filter, int partition, ByteString key, BufferAllocator allocator) {
        Location stream = new Location(producer.task().filter(filter), producer.address(), producer.domain(), producer.worker());
        return new TaskInput(List.of(open(stream, partition, key, KeyFilterBatches.TYPES, allocator, LEAST_WINDOW, new GovernedMark())));
    }

    private ExchangeSource.Stream open(
            Location producer, int partition, ByteString key, List<SqlType> types, BufferAllocator allocator, long share,
            GovernedMark governed) {
        if (outputs.hosts(producer.worker())) {
            return LocalStream.of(outputs.find(producer.task()), partition, types, governed);
        }
        RemoteStream stream = new RemoteStream(
                peers.at(producer.address()), new StreamId(producer.task(), partition), key, producer.domain(), types, allocator, share, governed);
        stream.start(worker);
        return stream;
    }
}
