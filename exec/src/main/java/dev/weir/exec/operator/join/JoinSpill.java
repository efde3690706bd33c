package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Compact;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.operator.spill.HashPartitions;
import dev.weir.exec.operator.spill.SpilledPartitions;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;

/// Which partitions of a join are on disk, and the rows of both sides there.
///
/// Rows belong to a partition by the hash of their keys. While the build side is collected more and more partitions go to
/// disk, half of those that are left at a time; afterwards the set is fixed, and probe rows of these partitions go to disk
/// as well. {@link SpilledJoin} joins them when the others are through.
final class JoinSpill implements AutoCloseable {
    private final OperatorMemory memory;
    private final BufferAllocator allocator;
    private final boolean possible;
    private final Side build;
    private final Side probe;
    private volatile long mask;

    /// @param keys   positions of the keys
    /// @param stored positions of the columns that the join reads
    private record Side(List<SqlType> types, List<Integer> keys, List<Integer> stored, SpilledPartitions partitions) {
        static Side of(PhysicalPlan input, List<Integer> keys, boolean[] needed, OperatorMemory memory, int level, BufferAllocator allocator) {
            List<Integer> stored = new ArrayList<>();
            List<SqlType> storedTypes = new ArrayList<>();
            for (int c = 0; c < needed.length; c++) {
                if (needed[c]) {
                    stored.add(c);
                    storedTypes.add(input.types().get(c));
                }
            }
            return new Side(input.types(), keys, stored, new SpilledPartitions(memory, storedTypes, level, allocator));
        }

        int write(Column[] columns, int rows, long mask, SpilledPartitions.Writer writer) {
            List<Column> keyColumns = new ArrayList<>(keys.size());
            for (int key : keys) {
                keyColumns.add(columns[key]);
            }
            List<Column> storedColumns = new ArrayList<>(stored.size());
            for (int column : stored) {
                storedColumns.add(columns[column]);
            }
            return writer.write(keyColumns, storedColumns, rows, mask);
        }
    }

    /// @param level how often these rows were split before
    JoinSpill(PhysicalPlan.HashJoin join, boolean[] buildNeeded, OperatorMemory memory, int level, BufferAllocator allocator) {
        this.memory = memory;
        this.allocator = allocator;
        // What IN makes of NULLs depends on all rows of the other side.
        possible = level < HashPartitions.LEVELS && !join.buildKeys().isEmpty() && !join.nullAware() && memory.space() != null;
        build = Side.of(join.build(), join.buildKeys(), buildNeeded, memory, level, allocator);
        probe = Side.of(join.probe(), join.probeKeys(), probeNeeded(join), memory, level, allocator);
    }

    private static boolean[] probeNeeded(PhysicalPlan.HashJoin join) {
        boolean[] needed = new boolean[join.probe().types().size()];
        for (int column : join.output()) {
            if (column < needed.length) {
                needed[column] = true;
            }
        }
        for (int key : join.probeKeys()) {
            needed[key] = true;
        }
        if (join.residual() != null) {
            mark(join.residual(), needed);
        }
        return needed;
    }

    private static void mark(Expression expression, boolean[] needed) {
        if (expression instanceof Expression.Column column && column.index() < needed.length) {
            needed[column.index()] = true;
        }
        for (Expression child : expression.children()) {
            mark(child, needed);
        }
    }

    boolean isPossible() {
        return possible;
    }

    /// A bit for each partition that is on disk.
    long mask() {
        return mask;
    }

    SpilledPartitions build() {
        return build.partitions();
    }

    SpilledPartitions probe() {
        return probe.partitions();
    }

    /// Gives up half of the partitions that are in memory, unless another thread has done so since `seen`.
    synchronized void grow(long seen) {
        if (mask != seen) {
            return;
        }
        long left = ~mask & HashPartitions.ALL;
        long grown = mask;
        for (int take = (Long.bitCount(left) + 1) / 2; take > 0; take--) {
            long lowest = Long.lowestOneBit(left);
            grown |= lowest;
            left ^= lowest;
        }
        mask = grown;
    }

    /// Writes the build rows of partitions on disk. Answers the batch itself when there are none, else a new one with the
    /// others; the caller closes both.
    BuildBatch evict(BuildBatch batch, long gone, SpilledPartitions.Writer writer) {
        int rest = build.write(batch.columns(), batch.rows(), gone, writer);
        if (rest == batch.rows()) {
            return batch;
        }
        Column[] columns = new Column[batch.columns().length];
        BuildBatch left = new BuildBatch(rest, columns);
        try {
            for (int column : build.stored()) {
                if (rest > 0) {
                    columns[column] = compact(Gather.take(batch.columns()[column], writer.others(), rest, allocator));
                }
            }
            return left;
        } catch (RuntimeException | Error failure) {
            left.close();
            throw failure;
        }
    }

    /// Few rows must not keep whole pages alive now that memory is short. Takes over the column.
    private Column compact(Column column) {
        if (!(column instanceof FlatColumn flat) || flat.heap() == null) {
            return column;
        }
        try (flat) {
            return Compact.compact(flat, allocator);
        }
    }

    /// Writes the probe rows of partitions on disk and answers the others, null when there are none. Takes over the batch.
    Batch evict(Batch batch, SpilledPartitions.Writer writer) {
        int rest;
        try {
            rest = probe.write(batch.columns().toArray(Column[]::new), batch.rows(), mask, writer);
        } catch (RuntimeException | Error failure) {
            batch.close();
            throw failure;
        }
        if (rest == batch.rows()) {
            return batch;
        }
        try (batch) {
            return rest == 0 ? null : Gather.take(batch, writer.others(), rest, allocator);
        }
    }

    /// Build rows on disk.
    long buildRows() {
        long rows = 0;
        for (int p = 0; p < HashPartitions.COUNT; p++) {
            rows += build.partitions().rows(p);
        }
        return rows;
    }

    /// Reads a key of all build rows on disk.
    void eachBuildKey(int key, Consumer<Column> taker) {
        int at = build.stored().indexOf(build.keys().get(key));
        for (int p = 0; p < HashPartitions.COUNT; p++) {
            try (SpilledPartitions.Reader reader = build.partitions().reader(p)) {
                for (Batch next = reader.next(); next != null; next = reader.next()) {
                    try (Batch batch = next) {
                        memory.checkStopped();
                        taker.accept(batch.column(at));
                    }
                }
            }
        }
    }

    /// A build batch of stored columns. Takes over the batch.
    BuildBatch restoredBuild(Batch read) {
        Column[] columns = new Column[build.types().size()];
        for (int c = 0; c < read.columns().size(); c++) {
            columns[build.stored().get(c)] = read.column(c);
        }
        return new BuildBatch(read.rows(), columns);
    }

    /// A probe batch of stored columns; the others, which nobody reads, are NULL. Takes over the batch.
    Batch restoredProbe(Batch read) {
        List<Column> columns = new ArrayList<>(probe.types().size());
        try (read) {
            for (int c = 0; c < probe.types().size(); c++) {
                int at = probe.stored().indexOf(c);
                columns.add(at >= 0 ? read.column(at).retain() : Constants.column(Expression.Literal.ofNull(probe.types().get(c)), read.rows(), allocator));
            }
            return new Batch(columns, read.rows());
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    @Override
    public void close() {
        build.partitions().close();
        probe.partitions().close();
    }
}
