package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// count(*), count(x) and count_if(x): an int64 a group.
final class Count implements Accumulator {
    private final boolean onlyTrue;
    private final BufferAllocator allocator;
    private final NativeArray counts;

    /// @param onlyTrue count_if: counts values that are true
    Count(boolean onlyTrue, BufferAllocator allocator) {
        this.onlyTrue = onlyTrue;
        this.allocator = allocator;
        this.counts = new NativeArray(allocator);
    }

    @Override
    public void resize(int groups) {
        counts.ensure(groups * 8L);
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        long to = counts.address();
        FlatColumn argument = arguments.isEmpty() ? null : arguments.getFirst();
        long validity = argument == null ? 0 : argument.validityAddress();
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
        } else {
            for (long i = 0; i < rows; i++) {
                long at = to + Memory.getInt(ids + i * 4) * 8L;
                Memory.putLong(at, Memory.getLong(at) + 1);
            }
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
        long source = ((Count) other).counts.address();
        long target = counts.address();
        for (long i = 0; i < count; i++) {
            long at = target + Memory.getInt(to + i * 4) * 8L;
            Memory.putLong(at, Memory.getLong(at) + Memory.getLong(source + Memory.getInt(from + i * 4) * 8L));
        }
    }

    long count(int group) {
        return Memory.getLong(counts.address() + group * 8L);
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        ArrowBuf data = allocator.buffer(Math.max(1, count * 8L));
        Memory.copy(counts.address() + from * 8L, data.memoryAddress(), count * 8L);
        out.add(new FlatColumn(SqlType.BIGINT, Physical.INT64, count, data, null, null));
    }

    @Override
    public void intermediate(int from, int count, List<Column> out) {
        result(from, count, out);
    }

    @Override
    public void reset() {
        counts.clear();
    }

    @Override
    public void close() {
        counts.close();
    }
}
