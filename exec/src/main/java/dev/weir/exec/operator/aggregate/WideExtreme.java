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

/// min, max and any_value of decimals of more than 18 digits, in whatever width a batch has them.
final class WideExtreme implements Accumulator {
    private final SqlType type;
    private final Extreme extreme;
    private final BufferAllocator allocator;
    private final Presence presence;
    private final NativeArray values;
    private int groups;

    WideExtreme(SqlType type, Extreme extreme, boolean keyless, BufferAllocator allocator) {
        this.type = type;
        this.extreme = extreme;
        this.allocator = allocator;
        this.presence = new Presence(keyless, allocator);
        this.values = new NativeArray(allocator);
    }

    @Override
    public void resize(int count) {
        values.ensure(count * 16L);
        for (long g = groups; g < count; g++) {
            long at = values.address() + g * 16;
            Memory.putLong(at, extreme == Extreme.GREATEST ? 0 : -1);
            Memory.putLong(at + 8, extreme == Extreme.GREATEST ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
        groups = count;
        presence.resize(count);
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn column = arguments.getFirst();
        long validity = column.validityAddress();
        presence.add(ids, rows, validity, every);
        boolean wide = column.physical() == Physical.INT128;
        for (long i = 0; i < rows; i++) {
            if (validity != 0 && !Memory.bit(validity, i)) {
                continue;
            }
            long low = Memory.getLong(column.address() + (wide ? i * 16 : i * 8));
            long high = wide ? Memory.getLong(column.address() + i * 16 + 8) : low >> 63;
            keep(values.address() + (ids == 0 ? 0 : Memory.getInt(ids + i * 4) * 16L), low, high);
        }
    }

    private void keep(long at, long low, long high) {
        int order = Wide.compare(low, high, Memory.getLong(at), Memory.getLong(at + 8));
        if (extreme == Extreme.GREATEST ? order > 0 : order < 0) {
            Memory.putLong(at, low);
            Memory.putLong(at + 8, high);
        }
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        add(columns, ids, rows, true);
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        WideExtreme source = (WideExtreme) other;
        presence.merge(source.presence, from, to, count);
        for (long i = 0; i < count; i++) {
            long at = source.values.address() + Memory.getInt(from + i * 4) * 16L;
            keep(values.address() + Memory.getInt(to + i * 4) * 16L, Memory.getLong(at), Memory.getLong(at + 8));
        }
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        boolean narrow = true;
        for (int g = from; g < from + count; g++) {
            long at = values.address() + g * 16L;
            narrow &= !presence.has(g) || Wide.fitsLong(Memory.getLong(at), Memory.getLong(at + 8));
        }
        Physical physical = narrow ? Physical.INT64 : Physical.INT128;
        ArrowBuf data = allocator.buffer(Math.max(1, (long) count * physical.width()));
        ArrowBuf validity = presence.validity(from, count, data);
        for (int i = 0; i < count; i++) {
            long at = values.address() + (from + i) * 16L;
            long to = data.memoryAddress() + (long) i * physical.width();
            boolean has = presence.has(from + i);
            Memory.putLong(to, has ? Memory.getLong(at) : 0);
            if (!narrow) {
                Memory.putLong(to + 8, has ? Memory.getLong(at + 8) : 0);
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
        presence.close();
    }
}
