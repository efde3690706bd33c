package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.spill.HashPartitions;
import dev.weir.exec.operator.spill.SpilledPartitions;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Aggregate.Step;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;

/// Groups all rows and holds the result. Each thread groups what it gets; few groups are merged at once, many are merged
/// by the threads that read the result, a partition of the keys at a time; a partition that one table alone has needs no
/// merging. When memory is short groups go to disk ({@link SpilledGroups}), and the result is read from there.
public final class HashAggregation implements SinkFactory, Measured {
    private static final long MERGED_AT_ONCE = 1 << 15;
    private static final long GROUPS_A_PARTITION = 1 << 16;
    private static final int MOST_PARTITION_BITS = 8;
    private static final long DENSE_ENTRIES_A_GROUP = 8;

    private final PhysicalPlan.Aggregate plan;
    private final TaskContext context;
    private final OperatorMemory memory;
    /// Null when there is nothing to split by.
    private final SpilledGroups spilled;
    /// Calls with DISTINCT keep tables of their own, which are dear to merge.
    private final boolean mayTurnOver;
    private final int tableGroups;
    private final List<Grouping> finished = new ArrayList<>();
    private volatile SpilledPartitions onDisk;
    /// The merged result; null when it is merged by partition.
    private Grouping merged;
    private List<PartitionedGroups> partitioned = List.of();
    private int partitions;

    public HashAggregation(PhysicalPlan.Aggregate plan, TaskContext context) {
        this(plan, context, TableTurnover.CACHED_GROUPS);
    }

    /// @param tableGroups groups from which on a thread's table may be put aside
    HashAggregation(PhysicalPlan.Aggregate plan, TaskContext context, int tableGroups) {
        this.plan = plan;
        this.tableGroups = tableGroups;
        this.context = context;
        this.memory = context.memory().operator("Aggregate");
        this.mayTurnOver = plan.calls().stream().noneMatch(AggregateCall::distinct);
        this.spilled = plan.keys().isEmpty() || plan.step() == Step.PARTIAL ? null : SpilledGroups.of(plan);
    }

    @Override
    public Sink create() {
        return new GroupingSink();
    }

    /// The result; to be started after {@link #complete}.
    public SourceFactory results() {
        return new AggregationResults(this);
    }

    @Override
    public void complete() {
        if (onDisk != null) {
            completeOnDisk();
            return;
        }
        long total = 0;
        for (Grouping grouping : finished) {
            total += grouping.groups();
        }
        if (finished.isEmpty()) {
            finished.add(new Grouping(plan, context.allocator()));
        }
        if (finished.size() == 1 || total <= MERGED_AT_ONCE || plan.keys().isEmpty()) {
            merged = finished.removeFirst();
            while (!finished.isEmpty()) {
                memory.checkStopped();
                merged.merge(finished.getFirst());
                finished.removeFirst().close();
            }
            merged.freeze();
            return;
        }
        int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(total / GROUPS_A_PARTITION));
        GroupTable.Split split = split(Math.min(MOST_PARTITION_BITS, bits), total);
        partition(split);
    }

    /// Writes what threads did not write themselves, or puts it into the order of the partitions on disk.
    private void completeOnDisk() {
        if (spilled.storesRows()) {
            partitions = HashPartitions.COUNT;
            partition(new GroupTable.Split(false, 0, GroupTable.Split.SPILLED));
            return;
        }
        try (SpilledPartitions.Writer writer = onDisk.writer()) {
            while (!finished.isEmpty()) {
                Grouping grouping = finished.getFirst();
                grouping.freeze();
                spilled.write(grouping, writer, memory);
                memory.add(-grouping.bytes());
                finished.removeFirst().close();
            }
            writer.flush();
        }
    }

    private void partition(GroupTable.Split split) {
        PartitionedGroups[] parts = new PartitionedGroups[finished.size()];
        try {
            new ParallelSteps(context.threads(), memory).run(parts.length, p -> {
                finished.get(p).freeze();
                parts[p] = new PartitionedGroups(finished.get(p), partitions, split, context.allocator());
            });
        } finally {
            partitioned = new ArrayList<>();
            for (PartitionedGroups part : parts) {
                if (part != null) {
                    partitioned.add(part);
                }
            }
        }
    }

    /// Splits dense integer keys by range, so that each partition is merged in an array, all others by hash; sets how many
    /// partitions there are.
    private GroupTable.Split split(int bits, long total) {
        partitions = 1 << bits;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (Grouping grouping : finished) {
            GroupTable.KeySpan span = grouping.table().span();
            if (span == null) {
                return new GroupTable.Split(false, 0, 64 - bits);
            }
            min = Math.min(min, span.min());
            max = Math.max(max, span.max());
        }
        long distance = max - min;
        if (min > max || distance < 0 || distance > DENSE_ENTRIES_A_GROUP * total) {
            return new GroupTable.Split(false, 0, 64 - bits);
        }
        int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(distance) - bits);
        return new GroupTable.Split(true, min, shift);
    }

    @Override
    public void close() {
        finished.forEach(Grouping::close);
        finished.clear();
        partitioned.forEach(PartitionedGroups::close);
        partitioned = List.of();
        if (merged != null) {
            merged.close();
            merged = null;
        }
        if (onDisk != null) {
            onDisk.close();
            onDisk = null;
        }
        memory.close();
    }

    @Override
    public void measure(Figures figures) {
        figures.memory(memory.peak());
        figures.add("spilled bytes", memory.spilled());
    }

    /// How to read what is on disk; null when nothing is.
    SpilledGroupSource spilledSource(AtomicInteger next) {
        return onDisk == null ? null : new SpilledGroupSource(spilled, onDisk, partitioned, next, memory, context.allocator());
    }

    boolean isSpilled() {
        return onDisk != null;
    }

    private synchronized void startSpilling() {
        if (onDisk == null) {
            onDisk = spilled.partitions(memory, 0, context.allocator());
        }
    }

    PhysicalPlan.Aggregate plan() {
        return plan;
    }

    BufferAllocator allocator() {
        return context.allocator();
    }

    /// The whole result, or null when it comes in {@link #partitions}.
    Grouping merged() {
        return merged;
    }

    int partitions() {
        return partitions;
    }

    List<PartitionedGroups> partitioned() {
        return partitioned;
    }

    /// No partition has more groups than this after merging.
    int groupsOf(int partition) {
        int sum = 0;
        for (PartitionedGroups part : partitioned) {
            sum += part.groups(partition);
        }
        return sum;
    }

    /// Whether the one group without keys is to be shown: not by a PARTIAL step that saw no row.
    boolean isSilent() {
        return plan.keys().isEmpty() && plan.step() == Step.PARTIAL && merged.rows() == 0;
    }

    private synchronized void take(List<Grouping> groupings) {
        finished.addAll(groupings);
    }

    /// The groups of one thread, ordered by the partition of their keys.
    ///
    /// @param order  int32 group numbers
    /// @param starts where each partition begins in `order`; one more for the end
    record PartitionedGroups(Grouping grouping, NativeArray order, int[] starts) implements AutoCloseable {
        PartitionedGroups(Grouping grouping, int partitions, GroupTable.Split split, BufferAllocator allocator) {
            this(grouping, new NativeArray(allocator, grouping.groups() * 4L), new int[partitions + 1]);
            for (int g = 0; g < grouping.groups(); g++) {
                starts[grouping.table().partition(g, split) + 1]++;
            }
            for (int p = 0; p < partitions; p++) {
                starts[p + 1] += starts[p];
            }
            int[] next = starts.clone();
            for (int g = 0; g < grouping.groups(); g++) {
                int at = next[grouping.table().partition(g, split)]++;
                Memory.putInt(order.address() + at * 4L, g);
            }
        }

        int groups(int partition) {
            return starts[partition + 1] - starts[partition];
        }

        /// The first group of a partition whose groups follow one another as they are numbered; else -1.
        int first(int partition) {
            int count = groups(partition);
            if (count == 0) {
                return -1;
            }
            // Numbers ascend within a partition.
            int first = Memory.getInt(order.address() + starts[partition] * 4L);
            int last = Memory.getInt(order.address() + (starts[partition] + count - 1) * 4L);
            return last - first == count - 1 ? first : -1;
        }

        @Override
        public void close() {
            order.close();
        }
    }

    private final class GroupingSink implements Sink {
        private Grouping mine = new Grouping(plan, context.allocator());
        /// Groups put aside because their table was full; they keep no table.
        private final List<Grouping> aside = new ArrayList<>();
        private final TableTurnover turnover = new TableTurnover(tableGroups);
        private long bytesAside;
        private SpilledPartitions.Writer writer;
        private long counted;
        private boolean collecting;

        GroupingSink() {
            collect(true);
        }

        @Override
        public Progress advance() {
            return Progress.NEED_INPUT;
        }

        @Override
        public void addInput(Batch input) {
            try (input) {
                if (onDisk != null && spilled.storesRows()) {
                    spilled.write(input, writer());
                    return;
                }
                mine.add(input);
            }
            if (mayTurnOver && turnover.isDue(mine)) {
                putAside();
            }
            count(mine.bytes() + bytesAside);
            // Arrays double, the old one lives on for a moment, and other threads' do so at the same time.
            if (spilled != null && memory.mustSpill(counted, counted + counted / 2)) {
                startSpilling();
                if (!spilled.storesRows()) {
                    writeGroups();
                    mine = new Grouping(plan, context.allocator());
                }
            }
        }

        private void putAside() {
            mine.freezeKeys();
            aside.add(mine);
            bytesAside += mine.bytes();
            mine = new Grouping(plan, context.allocator());
            mine.table().expect(tableGroups);
        }

        /// Leaves no groups.
        private void writeGroups() {
            aside.add(mine);
            mine = null;
            while (!aside.isEmpty()) {
                Grouping groups = aside.getFirst();
                groups.freeze();
                spilled.write(groups, writer(), memory);
                aside.removeFirst().close();
            }
            bytesAside = 0;
            count(0);
        }

        private SpilledPartitions.Writer writer() {
            if (writer == null) {
                writer = onDisk.writer();
            }
            return writer;
        }

        private void count(long bytes) {
            memory.add(bytes - counted);
            counted = bytes;
        }

        private void collect(boolean begins) {
            if (collecting != begins) {
                collecting = begins;
                memory.collecting(begins ? 1 : -1);
            }
        }

        @Override
        public void finish() {
            collect(false);
            if (mine.rows() > 0 || !aside.isEmpty()) {
                if (onDisk != null && !spilled.storesRows()) {
                    writeGroups();
                } else {
                    aside.add(mine);
                    mine = null;
                    take(aside);
                    aside.clear();
                }
            }
            if (writer != null) {
                writer.flush();
            }
        }

        @Override
        public void close() {
            collect(false);
            if (mine != null) {
                aside.add(mine);
                mine = null;
                count(0);
            }
            aside.forEach(Grouping::close);
            aside.clear();
            if (writer != null) {
                writer.close();
                writer = null;
            }
        }
    }
}
