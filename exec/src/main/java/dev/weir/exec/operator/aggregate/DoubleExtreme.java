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

/// min, max and any_value of real and double; NaN is greater than every number.
final class DoubleExtreme implements Accumulator {
    private final SqlType type;
    private final Extreme extreme;
    private final BufferAllocator allocator;
    private final Presence presence;
    private final NativeArray values;
    private final NativeArray scratch;
    private int groups;

    DoubleExtreme(SqlType type, Extreme extreme, boolean keyless, BufferAllocator allocator) {
        this.type = type;
        this.extreme = extreme;
        this.allocator = allocator;
        this.presence = new Presence(keyless, allocator);
        this.values = new NativeArray(allocator);
        this.scratch = new NativeArray(allocator);
    }

    @Override
    public void resize(int count) {
        values.ensure(count * 8L);
        for (long g = groups; g < count; g++) {
            Memory.putDouble(values.address() + g * 8, extreme == Extreme.GREATEST ? Double.NEGATIVE_INFINITY : Double.NaN);
        }
        groups = count;
        presence.resize(count);
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn column = arguments.getFirst();
        long validity = column.validityAddress();
        presence.add(ids, rows, validity, every);
        long data = Words.doubles(column, rows, scratch);
        for (long i = 0; i < rows; i++) {
            if (validity == 0 || Memory.bit(validity, i)) {
                keep(values.address() + (ids == 0 ? 0 : Memory.getInt(ids + i * 4) * 8L), Memory.getDouble(data + i * 8));
            }
        }
    }

    private void keep(long at, double value) {
        double before = Memory.getDouble(at);
        boolean better = extreme == Extreme.GREATEST
                ? value > before || Double.isNaN(value)
                : value < before || Double.isNaN(before);
        if (better) {
            Memory.putDouble(at, value);
        }
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        add(columns, ids, rows, true);
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        DoubleExtreme source = (DoubleExtreme) other;
        presence.merge(source.presence, from, to, count);
        for (long i = 0; i < count; i++) {
            keep(values.address() + Memory.getInt(to + i * 4) * 8L, Memory.getDouble(source.values.address() + Memory.getInt(from + i * 4) * 8L));
        }
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        Physical physical = type.physical();
        ArrowBuf data = allocator.buffer(Math.max(1, (long) count * physical.width()));
        ArrowBuf validity = presence.validity(from, count, data);
        for (int i = 0; i < count; i++) {
            double value = Memory.getDouble(values.address() + (from + i) * 8L);
            if (physical == Physical.FLOAT32) {
                Memory.putFloat(data.memoryAddress() + i * 4L, (float) value);
            } else {
                Memory.putDouble(data.memoryAddress() + i * 8L, value);
            }
        }
        out.add(new FlatColumn(type, physical, count, data, validity, null));
    }

    @Override
    public void intermediate(int from, int count, List<Column> out) {
        result(from, count, out);
    }

    @Override
    public long bytes() {
        return values.capacity() + presence.bytes();
    }

    @Override
    public void reset() {
        groups = 0;
        presence.reset();
    }

    @Override
    public void close() {
        values.close();
        scratch.close();
        presence.close();
    }
}
