package dev.weir.worker.task;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.join.KeyFilterBatches;
import dev.weir.exec.operator.join.KeyFilterCodec;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.plan.TaskId;
import dev.weir.worker.exchange.GovernedMark;
import dev.weir.worker.exchange.OutputBuffer;
import dev.weir.worker.exchange.OutputRegistry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;

/// The runtime filters that a task makes for tasks elsewhere: each is a stream of rows of bytes like any output, so that
/// credits, admission, counting and failures are those of rows. A filter that is not made ends its stream in failure, and
/// its readers go on without.
final class FilterOutputs {
    private final Map<TaskId, OutputBuffer> streams = new LinkedHashMap<>();
    private final OutputRegistry outputs;

    private FilterOutputs(OutputRegistry outputs) {
        this.outputs = outputs;
    }

    /// Makes the streams known to readers; what the task publishes goes out from then on.
    ///
    /// @param allocator of the task
    static FilterOutputs open(TaskSpec spec, RuntimeFilters filters, OutputRegistry outputs, BufferAllocator allocator) {
        FilterOutputs opened = new FilterOutputs(outputs);
        for (TaskSpec.FilterOutput output : spec.filterOutputs()) {
            OutputBuffer stream = new OutputBuffer(output.consumers(), Long.MAX_VALUE, UnaryOperator.identity(), new GovernedMark(), KeyFilterBatches.TYPES);
            TaskId id = spec.id().filter(output.filter());
            outputs.add(id, stream);
            opened.streams.put(id, stream);
            filters.get(output.filter()).whenComplete((filter, _) -> send(filter, stream, allocator));
        }
        return opened;
    }

    /// How many tasks make a part of each.
    static Map<Integer, Integer> parts(TaskSpec spec) {
        Map<Integer, Integer> parts = new HashMap<>();
        for (TaskSpec.FilterOutput output : spec.filterOutputs()) {
            parts.put(output.filter(), output.parts());
        }
        return parts;
    }

    private static void send(KeyFilter filter, OutputBuffer stream, BufferAllocator allocator) {
        byte[] bytes = filter == null ? null : KeyFilterCodec.encode(filter);
        if (bytes == null) {
            stream.close();
            return;
        }
        try {
            for (int i = 0; i < KeyFilterBatches.count(bytes); i++) {
                try (Batch piece = KeyFilterBatches.batch(bytes, i, allocator)) {
                    for (int partition = 0; partition < stream.partitions(); partition++) {
                        stream.send(partition, piece.retain());
                    }
                }
            }
            stream.finish();
        } catch (RuntimeException tooMuch) {
            // Without memory for it the readers do without it; the join itself goes on.
            stream.close();
        }
    }

    /// The task has ended: what it has not made will not come. What it has made stays for readers that are late; the task
    /// does not wait for them.
    void close() {
        streams.values().forEach(OutputBuffer::close);
    }

    /// Bytes sent, once a reader.
    long bytes() {
        long bytes = 0;
        for (OutputBuffer stream : streams.values()) {
            bytes += stream.bytes();
        }
        return bytes;
    }

    /// Nothing of the query runs here any more, so that nobody who is left to read has a use for it: what is narrowed by a
    /// filter are rows that its join probes with.
    void remove() {
        streams.forEach((id, stream) -> {
            outputs.remove(id);
            stream.drop(new QueryException(ErrorCode.QUERY_CANCELLED, "Task has ended"));
        });
    }
}
