package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.aggregate.HashAggregation.PartitionedGroups;
import dev.weir.exec.operator.spill.HashPartitions;
import dev.weir.exec.operator.spill.SpilledPartitions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;

/// Reads the result of an aggregation that was spilled: groups one partition after the other, and splits one that is too
/// large once more.
final class SpilledGroupSource implements Source {
    /// A partition that is still to be read; `owned` when it is the last of partitions that are closed after it.
    private record Pending(SpilledPartitions partitions, int partition, boolean owned) {}

    private final SpilledGroups spilled;
    private final SpilledPartitions top;
    private final List<PartitionedGroups> kept;
    private final AtomicInteger next;
    private final OperatorMemory memory;
    private final BufferAllocator allocator;
    private final Deque<Pending> deeper = new ArrayDeque<>();

    private Pending current;
    private SpilledPartitions.Reader reader;
    private Grouping groups;
    private SpilledPartitions split;
    private SpilledPartitions.Writer writer;
    private long counted;
    private boolean complete;
    private int at;

    /// @param top  read to its end by all sources together, who share `next`
    /// @param kept groups that stayed in memory, by the same partitions
    SpilledGroupSource(
            SpilledGroups spilled, SpilledPartitions top, List<PartitionedGroups> kept, AtomicInteger next, OperatorMemory memory, BufferAllocator allocator) {
        this.spilled = spilled;
        this.top = top;
        this.kept = kept;
        this.next = next;
        this.memory = memory;
        this.allocator = allocator;
    }

    @Override
    public Progress advance() {
        if (current == null && !begin()) {
            return Progress.FINISHED;
        }
        if (!complete) {
            Batch batch = reader.next();
            if (batch == null) {
                endOfInput();
            } else {
                add(batch);
            }
            return Progress.NEED_INPUT;
        }
        if (groups != null && at < groups.groups()) {
            return Progress.HAVE_OUTPUT;
        }
        end();
        return Progress.NEED_INPUT;
    }

    private boolean begin() {
        current = deeper.poll();
        if (current == null) {
            int partition = next.getAndIncrement();
            if (partition >= HashPartitions.COUNT) {
                return false;
            }
            current = new Pending(top, partition, false);
        }
        reader = current.partitions().reader(current.partition());
        groups = new Grouping(spilled.reads(), allocator);
        complete = false;
        at = 0;
        return true;
    }

    private void add(Batch batch) {
        try (batch) {
            groups.add(batch);
        }
        count(groups.bytes());
        if (!spilled.storesRows() && current.partitions().level() + 1 < HashPartitions.LEVELS && memory.mustSpill(counted, counted + counted / 2)) {
            writeOn();
        }
    }

    private void count(long bytes) {
        memory.add(bytes - counted);
        counted = bytes;
    }

    /// Writes the groups of a partition that is too large to partitions of its own.
    private void writeOn() {
        if (split == null) {
            split = spilled.partitions(memory, current.partitions().level() + 1, allocator);
            writer = split.writer();
        }
        groups.freeze();
        spilled.write(groups, writer, memory);
        groups.close();
        groups = null;
        groups = new Grouping(spilled.reads(), allocator);
        count(0);
    }

    private void endOfInput() {
        reader.close();
        reader = null;
        if (split == null) {
            for (PartitionedGroups part : kept) {
                int from = part.starts()[current.partition()];
                int count = part.starts()[current.partition() + 1] - from;
                if (count > 0) {
                    groups.merge(part.grouping(), part.order().address() + from * 4L, count);
                }
            }
            groups.freeze();
            count(groups.bytes());
        } else {
            writeOn();
            writer.flush();
            writer.close();
            writer = null;
            groups.close();
            groups = null;
            boolean last = true;
            for (int p = 0; p < HashPartitions.COUNT; p++) {
                if (split.rows(p) > 0) {
                    deeper.push(new Pending(split, p, last));
                    last = false;
                }
            }
            split = null;
        }
        complete = true;
    }

    private void end() {
        if (groups != null) {
            groups.close();
            groups = null;
        }
        count(0);
        if (current.owned()) {
            current.partitions().close();
        }
        current = null;
    }

    @Override
    public Batch takeOutput() {
        int count = Math.min(Batch.MAX_ROWS, groups.groups() - at);
        Batch batch = groups.output(at, count);
        at += count;
        return batch;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        if (writer != null) {
            writer.close();
        }
        if (split != null) {
            split.close();
        }
        if (current != null) {
            end();
        }
        for (Pending pending : deeper) {
            if (pending.owned()) {
                pending.partitions().close();
            }
        }
        deeper.clear();
    }
}
