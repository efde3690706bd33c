package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.kernel.OwnedStrings;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// min, max and any_value of strings and bytes; the kept ones are copied, and copied together when most copies are stale.
final class StringExtreme implements Accumulator {
    private static final long COMPACT_FROM = 1 << 20;

    private final SqlType type;
    private final Extreme extreme;
    private final BufferAllocator allocator;
    /// One byte a group: whether it has a value. Strings have no greatest value to start from.
    private final NativeArray present;
    private final NativeArray views;
    private OwnedStrings strings;
    private StringHeap heap;
    private boolean frozen;
    private int groups;
    private long compactAt = COMPACT_FROM;

    StringExtreme(SqlType type, Extreme extreme, BufferAllocator allocator) {
        this.type = type;
        this.extreme = extreme;
        this.allocator = allocator;
        this.present = new NativeArray(allocator);
        this.views = new NativeArray(allocator);
        this.strings = new OwnedStrings(allocator);
    }

    @Override
    public void resize(int count) {
        present.ensure(count);
        views.ensure(count * 16L);
        groups = count;
    }

    @Override
    public void add(List<FlatColumn> arguments, long ids, int rows, boolean every) {
        FlatColumn column = arguments.getFirst();
        long validity = column.validityAddress();
        for (long i = 0; i < rows; i++) {
            if (validity == 0 || Memory.bit(validity, i)) {
                keep(ids == 0 ? 0 : Memory.getInt(ids + i * 4), column.address() + i * 16);
            }
        }
        compact();
    }

    private void keep(int group, long view) {
        long has = present.address() + group;
        long kept = views.address() + group * 16L;
        if (Memory.getByte(has) != 0) {
            boolean better = switch (extreme) {
                case LEAST -> StringView.compare(view, kept) < 0;
                case GREATEST -> StringView.compare(view, kept) > 0;
                case ANY -> false;
            };
            if (!better) {
                return;
            }
        }
        Memory.putByte(has, (byte) 1);
        strings.copy(view, kept);
    }

    private void compact() {
        if (strings.used() < compactAt) {
            return;
        }
        OwnedStrings fresh = new OwnedStrings(allocator);
        try {
            for (long g = 0; g < groups; g++) {
                if (Memory.getByte(present.address() + g) != 0) {
                    fresh.copy(views.address() + g * 16, views.address() + g * 16);
                }
            }
        } catch (RuntimeException failure) {
            fresh.close();
            throw failure;
        }
        strings.close();
        strings = fresh;
        compactAt = Math.max(COMPACT_FROM, fresh.used() * 3);
    }

    @Override
    public void addIntermediate(List<FlatColumn> columns, long ids, int rows) {
        add(columns, ids, rows, true);
    }

    @Override
    public void merge(Accumulator other, long from, long to, int count) {
        StringExtreme source = (StringExtreme) other;
        for (long i = 0; i < count; i++) {
            int group = Memory.getInt(from + i * 4);
            if (Memory.getByte(source.present.address() + group) != 0) {
                keep(Memory.getInt(to + i * 4), source.views.address() + group * 16L);
            }
        }
        compact();
    }

    @Override
    public void freeze() {
        if (!frozen) {
            heap = strings.heap();
            frozen = true;
        }
    }

    @Override
    public void result(int from, int count, List<Column> out) {
        ArrowBuf data = allocator.buffer(Math.max(1, count * 16L));
        ArrowBuf validity = null;
        for (int i = 0; i < count; i++) {
            if (Memory.getByte(present.address() + from + i) == 0) {
                if (validity == null) {
                    validity = Validity.all(count, allocator, data);
                }
                Memory.clearBit(validity.memoryAddress(), i);
                StringView.writeEmpty(data.memoryAddress() + i * 16L);
            } else {
                StringView.copy(views.address() + (from + i) * 16L, data.memoryAddress() + i * 16L);
            }
        }
        out.add(new FlatColumn(type, Physical.VIEW, count, data, validity, heap == null ? null : heap.retain()));
    }

    @Override
    public void intermediate(int from, int count, List<Column> out) {
        result(from, count, out);
    }

    @Override
    public long bytes() {
        return present.capacity() + views.capacity() + strings.held();
    }

    @Override
    public void reset() {
        present.clear();
        groups = 0;
        frozen = false;
        compactAt = COMPACT_FROM;
        releaseStrings();
    }

    private void releaseStrings() {
        if (heap != null) {
            heap.release();
            heap = null;
        }
        strings.close();
    }

    @Override
    public void close() {
        present.close();
        views.close();
        releaseStrings();
    }
}
