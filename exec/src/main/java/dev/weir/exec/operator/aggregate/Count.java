package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.GroupMasks;
import dev.weir.exec.kernel.GroupedSums;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// count(*), count(x) and count_if(x): an int64 a group. As long as x was never NULL, count(x) keeps nothing of its own but
/// answers what count(*) does.
final class Count implements Accumulator {
    private final boolean onlyTrue;
    private final BufferAllocator allocator;
    private final NativeArray counts;
    private final NativeArray lanes;
    /// The count of all rows, which must be added to after this one; null for a count on its own.
    private final Count rowCount;
    private boolean likeRows;
    private int groups;

    /// @param onlyTrue count_if: counts values that are true
    Count(boolean onlyTrue, Count rowCount, BufferAllocator allocator) {
        this.onlyTrue = onlyTrue;
        this.rowCount = rowCount;
        this.likeRows = rowCount != null;
        this.allocator = allocator;
        this.counts = new NativeArray(allocator);
        this.lanes = new NativeArray(allocator);
    }

    @Override
    public void resize(int count) {
        groups = count;
        if (!likeRows) {
            counts.ensure(count * 8L);
        }
    }

    /// Starts to count on its own: so far every row had a value.
    private void separate() {
        likeRows = false;
        counts.ensure(groups * 8L);
        Memory.copy(rowCount.counts.address(), counts.address(), groups * 8L);
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn argument = arguments.isEmpty() ? null : arguments.getFirst();
        long validity = argument == null ? 0 : argument.validityAddress();
        if (likeRows) {
            if (validity == 0) {
                return;
            }
            separate();
        }
        long to = counts.address();
        if (onlyTrue) {
            long data = argument.address();
            for (long i = 0; i < rows; i++) {
                if (Memory.getByte(data + i) != 0 && (validity == 0 || Memory.bit(validity, i))) {
                    increment(to, ids, i);
                }
            }
        } else if (validity != 0) {
            for (long i = 0; i < rows; i++) {
                if (Memory.bit(validity, i)) {
                    increment(to, ids, i);
                }
            }
        } else if (ids == 0) {
            Memory.putLong(to, Memory.getLong(to) + rows);
        } else if (groups <= GroupedSums.MOST_GROUPS && rows >= GroupedSums.LEAST_ROWS) {
            GroupedSums.count(ids, rows, groups, lanes, to);
        } else {
            for (long i = 0; i < rows; i++) {
                long at = to + Memory.getInt(ids + i * 4) * 8L;
                Memory.putLong(at, Memory.getLong(at) + 1);
            }
        }
    }

    @Override
    public void add(List<FlatColumn> arguments, BatchGroups batch) {
        boolean all = !onlyTrue && (arguments.isEmpty() || arguments.getFirst().validityAddress() == 0);
        if (all && !likeRows && batch.hasMasks()) {
            GroupMasks.count(batch.masks(), batch.rows(), groups, counts.address());
        } else {
            add(arguments, batch.ids(), batch.rows(), true);
        }
    }

    private static void increment(long to, long ids, long row) {
        long at = ids == 0 ? to : to + Memory.getInt(ids + row * 4) * 8L;
        Memory.putLong(at, Memory.getLong(at) + 1);
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        long to = counts.address();
        FlatColumn column = columns.getFirst();
        for (long i = 0; i < rows; i++) {
            if (!column.isNull((int) i)) {
                long at = ids == 0 ? to : to + Memory.getInt(ids + i * 4) * 8L;
                Memory.putLong(at, Memory.getLong(at) + Memory.getLong(column.address() + i * 8));
            }
        }
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        Count source = (Count) other;
        if (likeRows) {
            if (source.likeRows) {
                return;
            }
            separate();
        }
        long target = counts.address();
        for (long i = 0; i < count; i++) {
            long at = target + Memory.getInt(to + i * 4) * 8L;
            Memory.putLong(at, Memory.getLong(at) + source.count(Memory.getInt(from + i * 4)));
        }
    }

    long count(int group) {
        return Memory.getLong(address() + group * 8L);
    }

    private long address() {
        return likeRows ? rowCount.counts.address() : counts.address();
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        ArrowBuf data = allocator.buffer(Math.max(1, count * 8L));
        Memory.copy(address() + from * 8L, data.memoryAddress(), count * 8L);
        out.add(new FlatColumn(SqlType.BIGINT, Physical.INT64, count, data, null, null));
    }

    @Override
    public void intermediate(int from, int count, List<Column> out) {
        result(from, count, out);
    }

    @Override
    public long bytes() {
        return counts.capacity();
    }

    @Override
    public void reset() {
        counts.clear();
        likeRows = rowCount != null;
        groups = 0;
    }

    @Override
    public void close() {
        counts.close();
        lanes.close();
    }
}
