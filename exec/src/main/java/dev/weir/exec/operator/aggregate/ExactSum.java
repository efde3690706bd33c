package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.GroupMasks;
import dev.weir.exec.kernel.GroupedSums;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.kernel.Reductions;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Sums of integers, decimals and intervals, exact however long they run.
///
/// Values are added up in int64 as long as a bound (greatest magnitude times rows) proves that no sum overflows; then the
/// int64 sums move into 128-bit totals, which are not even allocated for most queries, and start at zero again.
final class ExactSum implements Accumulator {
    private final SqlType type;
    private final BufferAllocator allocator;
    private final Presence presence;
    private final NativeArray partial;
    private final NativeArray totals;
    private final NativeArray scratch;
    private final NativeArray lanes;
    private int groups;
    private boolean wide;
    /// No entry of `partial` has a greater magnitude.
    private long bound;

    ExactSum(SqlType type, boolean keyless, BufferAllocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.presence = new Presence(keyless, allocator);
        this.partial = new NativeArray(allocator);
        this.totals = new NativeArray(allocator);
        this.scratch = new NativeArray(allocator);
        this.lanes = new NativeArray(allocator);
    }

    @Override
    public void resize(int count) {
        groups = count;
        partial.ensure(count * 8L);
        if (wide) {
            totals.ensure(count * 16L);
        }
        presence.resize(count);
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn column = arguments.getFirst();
        long validity = column.validityAddress();
        presence.add(ids, rows, validity, every);
        if (rows == 0) {
            return;
        }
        if (column.physical() == Physical.INT128) {
            widen();
            for (long i = 0; i < rows; i++) {
                if (validity == 0 || Memory.bit(validity, i)) {
                    long at = column.address() + i * 16;
                    Wide.add(total(ids, i), Memory.getLong(at), Memory.getLong(at + 8));
                }
            }
            return;
        }
        long data = Words.integers(column, rows, scratch);
        long greatest = Words.magnitudeBits(data, rows);
        if (greatest > Long.MAX_VALUE / rows) {
            widen();
            for (long i = 0; i < rows; i++) {
                if (validity == 0 || Memory.bit(validity, i)) {
                    long value = Memory.getLong(data + i * 8);
                    Wide.add(total(ids, i), value, value >> 63);
                }
            }
            return;
        }
        raise(greatest * rows);
        long sums = partial.address();
        if (validity != 0) {
            for (long i = 0; i < rows; i++) {
                long at = ids == 0 ? sums : sums + Memory.getInt(ids + i * 4) * 8L;
                long value = Memory.bit(validity, i) ? Memory.getLong(data + i * 8) : 0;
                Memory.putLong(at, Memory.getLong(at) + value);
            }
        } else if (ids == 0) {
            Memory.putLong(sums, Memory.getLong(sums) + Reductions.sum64(data, rows));
        } else if (groups <= GroupedSums.MOST_GROUPS && rows >= GroupedSums.LEAST_ROWS) {
            GroupedSums.add(data, ids, rows, groups, lanes, sums);
        } else {
            GroupedSums.plain(data, ids, rows, sums);
        }
    }

    @Override
    public void add(List<FlatColumn> arguments, BatchGroups batch) {
        if (!batch.hasMasks() || !addMasked(arguments.getFirst(), batch)) {
            add(arguments, batch.ids(), batch.rows(), true);
        }
    }

    /// Adds group by group; answers false, leaving all as it was, when values have NULLs or are too large.
    private boolean addMasked(FlatColumn column, BatchGroups batch) {
        if (column.validityAddress() != 0 || column.physical() == Physical.INT128) {
            return false;
        }
        int rows = batch.rows();
        long data = Words.integers(column, rows, scratch);
        lanes.ensureScratch(GroupMasks.padded(groups) * 8L);
        long added = lanes.address();
        long union = GroupMasks.sums(data, batch.masks(), rows, groups, added);
        long greatest = Words.magnitude(64 - Long.numberOfLeadingZeros(union));
        if (greatest > Long.MAX_VALUE / rows) {
            return false;
        }
        presence.add(batch.ids(), rows, 0, true);
        raise(greatest * rows);
        long sums = partial.address();
        for (long g = 0; g < groups; g++) {
            Memory.putLong(sums + g * 8, Memory.getLong(sums + g * 8) + Memory.getLong(added + g * 8));
        }
        return true;
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        add(columns, ids, rows, true);
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        ExactSum source = (ExactSum) other;
        presence.merge(source.presence, from, to, count);
        raise(source.bound);
        long sums = partial.address();
        for (long i = 0; i < count; i++) {
            long at = sums + Memory.getInt(to + i * 4) * 8L;
            Memory.putLong(at, Memory.getLong(at) + Memory.getLong(source.partial.address() + Memory.getInt(from + i * 4) * 8L));
        }
        if (source.wide) {
            widen();
            for (long i = 0; i < count; i++) {
                long at = source.totals.address() + Memory.getInt(from + i * 4) * 16L;
                Wide.add(totals.address() + Memory.getInt(to + i * 4) * 16L, Memory.getLong(at), Memory.getLong(at + 8));
            }
        }
    }

    private long total(long ids, long row) {
        return ids == 0 ? totals.address() : totals.address() + Memory.getInt(ids + row * 4) * 16L;
    }

    private void widen() {
        wide = true;
        totals.ensure(groups * 16L);
    }

    /// Raises the bound, moving the sums to the totals first when it would leave 64 bits.
    private void raise(long by) {
        if (bound > Long.MAX_VALUE - by) {
            widen();
            for (long g = 0; g < groups; g++) {
                long value = Memory.getLong(partial.address() + g * 8);
                Wide.add(totals.address() + g * 16, value, value >> 63);
                Memory.putLong(partial.address() + g * 8, 0);
            }
            bound = 0;
        }
        bound += by;
    }

    SqlType type() {
        return type;
    }

    long low(int group) {
        long value = Memory.getLong(partial.address() + group * 8L);
        return wide ? value + Memory.getLong(totals.address() + group * 16L) : value;
    }

    long high(int group) {
        long value = Memory.getLong(partial.address() + group * 8L);
        if (!wide) {
            return value >> 63;
        }
        long at = totals.address() + group * 16L;
        long low = value + Memory.getLong(at);
        return (value >> 63) + Memory.getLong(at + 8) + (Long.compareUnsigned(low, value) < 0 ? 1 : 0);
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        boolean decimal = type instanceof SqlType.Decimal;
        boolean narrow = true;
        for (int g = from; wide && g < from + count; g++) {
            long low = low(g);
            long high = high(g);
            boolean fits = Wide.fitsLong(low, high);
            if (!(fits || decimal && Wide.isDecimal(low, high))) {
                throw Wide.overflow();
            }
            narrow &= fits;
        }
        Physical physical = decimal ? (narrow ? Physical.INT64 : Physical.INT128) : type.physical();
        ArrowBuf data = allocator.buffer(Math.max(1, (long) count * physical.width()));
        ArrowBuf validity = presence.validity(from, count, data);
        long to = data.memoryAddress();
        for (int i = 0; i < count; i++) {
            long low = low(from + i);
            switch (physical) {
                case INT64 -> Memory.putLong(to + i * 8L, low);
                case INT128 -> {
                    Memory.putLong(to + i * 16L, low);
                    Memory.putLong(to + i * 16L + 8, high(from + i));
                }
                default -> {
                    if ((int) low != low) {
                        data.getReferenceManager().release();
                        if (validity != null) {
                            validity.getReferenceManager().release();
                        }
                        throw Wide.overflow();
                    }
                    Memory.putInt(to + i * 4L, (int) low);
                }
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
        return partial.capacity() + totals.capacity() + presence.bytes();
    }

    @Override
    public void reset() {
        partial.clear();
        totals.close();
        wide = false;
        bound = 0;
        groups = 0;
        presence.reset();
    }

    @Override
    public void close() {
        partial.close();
        totals.close();
        scratch.close();
        lanes.close();
        presence.close();
    }
}
