package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// An aggregate over different values: a set of (group, value) lets only the first of each through to the states behind it.
final class Distinct implements Accumulator {
    private final List<Accumulator> inner;
    private final BufferAllocator allocator;
    private final RowGroups set;
    private final NativeArray positions;
    private final NativeArray numbers;
    private final NativeArray picked;
    private int groups;

    Distinct(Accumulator inner, SqlType argument, BufferAllocator allocator) {
        this(List.of(inner), argument, allocator);
    }

    Distinct(List<Accumulator> inner, SqlType argument, BufferAllocator allocator) {
        this.inner = inner;
        this.allocator = allocator;
        this.set = new RowGroups(List.of(SqlType.INTEGER, argument), allocator);
        this.positions = new NativeArray(allocator);
        this.numbers = new NativeArray(allocator);
        this.picked = new NativeArray(allocator);
    }

    List<Accumulator> inner() {
        return inner;
    }

    @Override
    public void resize(int count) {
        groups = count;
        for (Accumulator accumulator : inner) {
            accumulator.resize(count);
        }
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn argument = arguments.getFirst();
        ArrowBuf groupOfRow = allocator.buffer(Math.max(1, rows * 4L));
        if (ids == 0) {
            Memory.fill(groupOfRow.memoryAddress(), rows * 4L, (byte) 0);
        } else {
            Memory.copy(ids, groupOfRow.memoryAddress(), rows * 4L);
        }
        try (FlatColumn group = new FlatColumn(SqlType.INTEGER, Physical.INT32, rows, groupOfRow, null, null)) {
            numbers.ensureScratch(rows * 4L);
            positions.ensureScratch(rows * 4L);
            int next = set.groups();
            set.assign(List.of(group, argument), rows, numbers.address());
            long validity = argument.validityAddress();
            int count = 0;
            for (long i = 0; i < rows; i++) {
                // New entries are numbered in the order of their first rows.
                if (Memory.getInt(numbers.address() + i * 4) == next) {
                    next++;
                    if (validity == 0 || Memory.bit(validity, i)) {
                        Memory.putInt(positions.address() + count * 4L, (int) i);
                        count++;
                    }
                }
            }
            picked.ensureScratch(count * 4L);
            for (long i = 0; i < count; i++) {
                Memory.putInt(picked.address() + i * 4, Memory.getInt(group.address() + Memory.getInt(positions.address() + i * 4) * 4L));
            }
            try (Column values = Gather.take(argument, positions.address(), count, allocator); FlatColumn flat = Flatten.flat(values, allocator)) {
                for (Accumulator accumulator : inner) {
                    accumulator.add(List.of(flat), picked.address(), count, false);
                }
            }
        }
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        throw new IllegalStateException("distinct aggregates run in one step");
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        Distinct source = (Distinct) other;
        int[] target = new int[source.groups];
        Arrays.fill(target, -1);
        for (long i = 0; i < count; i++) {
            target[Memory.getInt(from + i * 4)] = Memory.getInt(to + i * 4);
        }
        KeyLayout layout = source.set.layout();
        try (NativeArray entries = new NativeArray(allocator, Batch.MAX_ROWS * 4L); NativeArray ids = new NativeArray(allocator, Batch.MAX_ROWS * 4L)) {
            int found = 0;
            int all = source.set.groups();
            for (int entry = 0; entry < all; entry++) {
                int group = target[(int) layout.word(source.set.row(entry), 0)];
                if (group >= 0) {
                    Memory.putInt(entries.address() + found * 4L, entry);
                    Memory.putInt(ids.address() + found * 4L, group);
                    found++;
                }
                if (found == Batch.MAX_ROWS) {
                    addEntries(source, entries.address(), ids.address(), found);
                    found = 0;
                }
            }
            // Also when there are none: groups without a value have to be known as such.
            addEntries(source, entries.address(), ids.address(), found);
        }
    }

    private void addEntries(Distinct source, long entries, long ids, int count) {
        // The views point into the other set's strings, which stay until this call is over.
        try (FlatColumn values = source.set.layout().decode(1, source.set.row(0), entries, 0, count, null, allocator)) {
            add(List.of(values), ids, count, false);
        }
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        inner.getFirst().result(from, count, out);
    }

    @Override
    public void intermediate(int from, int count, List<Column> out) {
        throw new IllegalStateException("distinct aggregates run in one step");
    }

    @Override
    public void freeze() {
        inner.forEach(Accumulator::freeze);
    }

    @Override
    public long bytes() {
        long sum = set.bytes();
        for (Accumulator accumulator : inner) {
            sum += accumulator.bytes();
        }
        return sum;
    }

    @Override
    public void reset() {
        inner.forEach(Accumulator::reset);
        set.reset();
    }

    @Override
    public void close() {
        inner.forEach(Accumulator::close);
        set.close();
        positions.close();
        numbers.close();
        picked.close();
    }
}
