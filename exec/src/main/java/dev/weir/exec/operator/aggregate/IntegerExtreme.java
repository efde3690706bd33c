package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.kernel.Reductions;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// min, max and any_value of what is kept as an integer of up to 64 bits; bool_and and bool_or, which are the least and
/// the greatest boolean.
final class IntegerExtreme implements Accumulator {
    private final SqlType type;
    private final boolean least;
    private final BufferAllocator allocator;
    private final Presence presence;
    private final NativeArray values;
    private final NativeArray scratch;
    private int groups;

    IntegerExtreme(SqlType type, Extreme extreme, boolean keyless, BufferAllocator allocator) {
        this.type = type;
        this.least = extreme != Extreme.GREATEST;
        this.allocator = allocator;
        this.presence = new Presence(keyless, allocator);
        this.values = new NativeArray(allocator);
        this.scratch = new NativeArray(allocator);
    }

    @Override
    public void resize(int count) {
        values.ensure(count * 8L);
        for (long g = groups; g < count; g++) {
            Memory.putLong(values.address() + g * 8, least ? Long.MAX_VALUE : Long.MIN_VALUE);
        }
        groups = count;
        presence.resize(count);
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn column = arguments.getFirst();
        long validity = column.validityAddress();
        presence.add(ids, rows, validity, every);
        long data = Words.integers(column, rows, scratch);
        long to = values.address();
        if (ids == 0 && validity == 0) {
            keep(to, least ? Reductions.min64(data, rows) : Reductions.max64(data, rows));
        } else if (validity != 0) {
            for (long i = 0; i < rows; i++) {
                if (Memory.bit(validity, i)) {
                    keep(ids == 0 ? to : to + Memory.getInt(ids + i * 4) * 8L, Memory.getLong(data + i * 8));
                }
            }
        } else if (least) {
            for (long i = 0; i < rows; i++) {
                long at = to + Memory.getInt(ids + i * 4) * 8L;
                Memory.putLong(at, Math.min(Memory.getLong(at), Memory.getLong(data + i * 8)));
            }
        } else {
            for (long i = 0; i < rows; i++) {
                long at = to + Memory.getInt(ids + i * 4) * 8L;
                Memory.putLong(at, Math.max(Memory.getLong(at), Memory.getLong(data + i * 8)));
            }
        }
    }

    private void keep(long at, long value) {
        long before = Memory.getLong(at);
        Memory.putLong(at, least ? Math.min(before, value) : Math.max(before, value));
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        add(columns, ids, rows, true);
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        IntegerExtreme source = (IntegerExtreme) other;
        presence.merge(source.presence, from, to, count);
        for (long i = 0; i < count; i++) {
            keep(values.address() + Memory.getInt(to + i * 4) * 8L, Memory.getLong(source.values.address() + Memory.getInt(from + i * 4) * 8L));
        }
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        int width = type.physical().width();
        ArrowBuf data = allocator.buffer(Math.max(1L, (long) count * width));
        ArrowBuf validity = presence.validity(from, count, data);
        long to = data.memoryAddress();
        for (int i = 0; i < count; i++) {
            // Without a value the slot still needs the right form: a boolean is 0 or 1.
            long value = presence.has(from + i) ? Memory.getLong(values.address() + (from + i) * 8L) : 0;
            switch (width) {
                case 1 -> Memory.putByte(to + i, (byte) value);
                case 2 -> Memory.putShort(to + i * 2L, (short) value);
                case 4 -> Memory.putInt(to + i * 4L, (int) value);
                default -> Memory.putLong(to + i * 8L, value);
            }
        }
        out.add(new FlatColumn(type, type.physical(), count, data, validity, null));
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
