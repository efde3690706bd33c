package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Variances and standard deviations: count, mean and sum of squared distances a group (Welford 1962), merged by the
/// formula of Chan, Golub and LeVeque (1979).
final class Variance implements Accumulator {
    private static final int STATE = 24;

    private final AggregateFunction.Accumulator kind;
    private final BufferAllocator allocator;
    private final NativeArray states;
    private final NativeArray scratch;

    Variance(AggregateFunction.Accumulator kind, BufferAllocator allocator) {
        this.kind = kind;
        this.allocator = allocator;
        this.states = new NativeArray(allocator);
        this.scratch = new NativeArray(allocator);
    }

    @Override
    public void resize(int count) {
        states.ensure((long) count * STATE);
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn column = arguments.getFirst();
        long validity = column.validityAddress();
        long data = Words.doubles(column, rows, scratch);
        for (long i = 0; i < rows; i++) {
            if (validity != 0 && !Memory.bit(validity, i)) {
                continue;
            }
            long at = state(ids == 0 ? 0 : Memory.getInt(ids + i * 4));
            double value = Memory.getDouble(data + i * 8);
            long count = Memory.getLong(at) + 1;
            double mean = Memory.getDouble(at + 8);
            double distance = value - mean;
            mean += distance / count;
            Memory.putLong(at, count);
            Memory.putDouble(at + 8, mean);
            Memory.putDouble(at + 16, Memory.getDouble(at + 16) + distance * (value - mean));
        }
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        for (long i = 0; i < rows; i++) {
            combine(state(ids == 0 ? 0 : Memory.getInt(ids + i * 4)), Memory.getLong(columns.get(0).address() + i * 8),
                    Memory.getDouble(columns.get(1).address() + i * 8), Memory.getDouble(columns.get(2).address() + i * 8));
        }
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        Variance source = (Variance) other;
        for (long i = 0; i < count; i++) {
            long at = source.state(Memory.getInt(from + i * 4));
            combine(state(Memory.getInt(to + i * 4)), Memory.getLong(at), Memory.getDouble(at + 8), Memory.getDouble(at + 16));
        }
    }

    private static void combine(long at, long count, double mean, double squares) {
        long before = Memory.getLong(at);
        if (count == 0) {
            return;
        }
        long total = before + count;
        double distance = mean - Memory.getDouble(at + 8);
        Memory.putLong(at, total);
        Memory.putDouble(at + 8, Memory.getDouble(at + 8) + distance * count / total);
        Memory.putDouble(at + 16, Memory.getDouble(at + 16) + squares + distance * distance * before * count / total);
    }

    private long state(int group) {
        return states.address() + (long) group * STATE;
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        boolean sample = kind == AggregateFunction.Accumulator.VARIANCE_SAMPLE || kind == AggregateFunction.Accumulator.STDDEV_SAMPLE;
        boolean root = kind == AggregateFunction.Accumulator.STDDEV_SAMPLE || kind == AggregateFunction.Accumulator.STDDEV_POPULATION;
        ArrowBuf data = allocator.buffer(Math.max(1, count * 8L));
        ArrowBuf validity = null;
        for (int i = 0; i < count; i++) {
            long at = state(from + i);
            long divisor = Memory.getLong(at) - (sample ? 1 : 0);
            double value = 0;
            if (divisor > 0) {
                value = Memory.getDouble(at + 16) / divisor;
                value = root ? Math.sqrt(value) : value;
            } else {
                if (validity == null) {
                    validity = Validity.all(count, allocator, data);
                }
                Memory.clearBit(validity.memoryAddress(), i);
            }
            Memory.putDouble(data.memoryAddress() + i * 8L, value);
        }
        out.add(new FlatColumn(SqlType.DOUBLE, Physical.FLOAT64, count, data, validity, null));
    }

    @Override
    public void intermediate(int from, int count, List<Column> out) {
        for (int word = 0; word < 3; word++) {
            ArrowBuf data = allocator.buffer(Math.max(1, count * 8L));
            for (int i = 0; i < count; i++) {
                Memory.putLong(data.memoryAddress() + i * 8L, Memory.getLong(state(from + i) + word * 8L));
            }
            out.add(word == 0
                    ? new FlatColumn(SqlType.BIGINT, Physical.INT64, count, data, null, null)
                    : new FlatColumn(SqlType.DOUBLE, Physical.FLOAT64, count, data, null, null));
        }
    }

    @Override
    public long bytes() {
        return states.capacity();
    }

    @Override
    public void reset() {
        states.clear();
    }

    @Override
    public void close() {
        states.close();
        scratch.close();
    }
}
