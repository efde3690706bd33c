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

/// Sums of real and double, kept as double.
final class DoubleSum implements Accumulator {
    private final SqlType type;
    private final BufferAllocator allocator;
    private final Presence presence;
    private final NativeArray sums;
    private final NativeArray scratch;

    DoubleSum(SqlType type, boolean keyless, BufferAllocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.presence = new Presence(keyless, allocator);
        this.sums = new NativeArray(allocator);
        this.scratch = new NativeArray(allocator);
    }

    @Override
    public void resize(int count) {
        sums.ensure(count * 8L);
        presence.resize(count);
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn column = arguments.getFirst();
        long validity = column.validityAddress();
        presence.add(ids, rows, validity, every);
        long data = Words.doubles(column, rows, scratch);
        long to = sums.address();
        if (validity != 0) {
            for (long i = 0; i < rows; i++) {
                if (Memory.bit(validity, i)) {
                    long at = ids == 0 ? to : to + Memory.getInt(ids + i * 4) * 8L;
                    Memory.putDouble(at, Memory.getDouble(at) + Memory.getDouble(data + i * 8));
                }
            }
        } else if (ids == 0) {
            // Four sums at once, since an addition waits for the one before.
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            long i = 0;
            for (; i + 4 <= rows; i += 4) {
                a += Memory.getDouble(data + i * 8);
                b += Memory.getDouble(data + i * 8 + 8);
                c += Memory.getDouble(data + i * 8 + 16);
                d += Memory.getDouble(data + i * 8 + 24);
            }
            for (; i < rows; i++) {
                a += Memory.getDouble(data + i * 8);
            }
            Memory.putDouble(to, Memory.getDouble(to) + (a + b) + (c + d));
        } else {
            for (long i = 0; i < rows; i++) {
                long at = to + Memory.getInt(ids + i * 4) * 8L;
                Memory.putDouble(at, Memory.getDouble(at) + Memory.getDouble(data + i * 8));
            }
        }
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        add(columns, ids, rows, true);
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        DoubleSum source = (DoubleSum) other;
        presence.merge(source.presence, from, to, count);
        for (long i = 0; i < count; i++) {
            long at = sums.address() + Memory.getInt(to + i * 4) * 8L;
            Memory.putDouble(at, Memory.getDouble(at) + source.sum(Memory.getInt(from + i * 4)));
        }
    }

    double sum(int group) {
        return Memory.getDouble(sums.address() + group * 8L);
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        if (!(type instanceof SqlType.Real)) {
            intermediate(from, count, out);
            return;
        }
        ArrowBuf data = allocator.buffer(Math.max(1, count * 4L));
        ArrowBuf validity = presence.validity(from, count, data);
        for (int i = 0; i < count; i++) {
            Memory.putFloat(data.memoryAddress() + i * 4L, (float) sum(from + i));
        }
        out.add(new FlatColumn(type, Physical.FLOAT32, count, data, validity, null));
    }

    @Override
    public void intermediate(int from, int count, List<Column> out) {
        ArrowBuf data = allocator.buffer(Math.max(1, count * 8L));
        ArrowBuf validity = presence.validity(from, count, data);
        Memory.copy(sums.address() + from * 8L, data.memoryAddress(), count * 8L);
        out.add(new FlatColumn(SqlType.DOUBLE, Physical.FLOAT64, count, data, validity, null));
    }

    @Override
    public long bytes() {
        return sums.capacity() + presence.bytes();
    }

    @Override
    public void reset() {
        sums.clear();
        presence.reset();
    }

    @Override
    public void close() {
        sums.close();
        scratch.close();
        presence.close();
    }
}
