package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.aggregate.HashAggregation.PartitionedGroups;
import dev.weir.exec.operator.spill.HashPartitions;
import java.util.concurrent.atomic.AtomicInteger;

/// Reads the result of an aggregation; where it is not merged yet, each thread merges the partitions that it takes.
final class AggregationResults implements SourceFactory {
    private static final int MORSEL = 4 * Batch.MAX_ROWS;

    private final HashAggregation aggregation;
    private final AtomicInteger next = new AtomicInteger();

    AggregationResults(HashAggregation aggregation) {
        this.aggregation = aggregation;
    }

    @Override
    public Source create() {
        SpilledGroupSource spilled = aggregation.spilledSource(next);
        return spilled != null ? spilled : aggregation.merged() != null ? new MergedSource() : new PartitionSource();
    }

    @Override
    public int parallelism() {
        Grouping merged = aggregation.merged();
        return Math.max(1, merged != null ? merged.groups() / MORSEL : aggregation.isSpilled() ? HashPartitions.COUNT : aggregation.partitions());
    }

    @Override
    public void close() {
        // The groups belong to the aggregation.
    }

    private final class MergedSource implements Source {
        private final Grouping groups = aggregation.merged();
        private int at;
        private int end;

        @Override
        public Progress advance() {
            if (at >= end) {
                long from = (long) next.getAndIncrement() * MORSEL;
                int all = aggregation.isSilent() ? 0 : groups.groups();
                if (from >= all) {
                    return Progress.FINISHED;
                }
                at = (int) from;
                end = (int) Math.min(all, from + MORSEL);
            }
            return Progress.HAVE_OUTPUT;
        }

        @Override
        public Batch takeOutput() {
            int count = Math.min(Batch.MAX_ROWS, end - at);
            Batch batch = groups.output(at, count);
            at += count;
            return batch;
        }

        @Override
        public void close() {
            // Nothing of its own.
        }
    }

    private final class PartitionSource implements Source {
        private Grouping groups;
        /// Whether the groups are those of the one table that has the partition: nothing is merged, nothing is ours.
        private boolean borrowed;
        private int partition;
        private int merged;
        private int at;
        private int end;

        @Override
        public Progress advance() {
            if (groups == null) {
                partition = next.getAndIncrement();
                if (partition >= aggregation.partitions()) {
                    return Progress.FINISHED;
                }
                begin();
            }
            if (!borrowed && merged < aggregation.partitioned().size()) {
                PartitionedGroups source = aggregation.partitioned().get(merged++);
                int from = source.starts()[partition];
                groups.merge(source.grouping(), source.order().address() + from * 4L, source.starts()[partition + 1] - from);
                if (merged == aggregation.partitioned().size()) {
                    groups.freeze();
                    end = groups.groups();
                }
                return Progress.NEED_INPUT;
            }
            if (at >= end) {
                close();
                return Progress.NEED_INPUT;
            }
            return Progress.HAVE_OUTPUT;
        }

        private void begin() {
            PartitionedGroups only = only();
            borrowed = only != null && only.first(partition) >= 0;
            if (borrowed) {
                groups = only.grouping();
                at = only.first(partition);
                end = at + only.groups(partition);
            } else {
                groups = new Grouping(aggregation.plan(), aggregation.allocator());
                groups.table().expect(aggregation.groupsOf(partition));
                merged = 0;
                at = 0;
                end = 0;
            }
        }

        /// The table that alone has groups of the partition; null when there are several, or none.
        private PartitionedGroups only() {
            PartitionedGroups only = null;
            for (PartitionedGroups part : aggregation.partitioned()) {
                if (part.groups(partition) > 0) {
                    if (only != null) {
                        return null;
                    }
                    only = part;
                }
            }
            return only;
        }

        @Override
        public Batch takeOutput() {
            int count = Math.min(Batch.MAX_ROWS, end - at);
            Batch batch = groups.output(at, count);
            at += count;
            return batch;
        }

        @Override
        public void close() {
            if (groups != null && !borrowed) {
                groups.close();
            }
            groups = null;
        }
    }
}
