package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.kernel.OwnedStrings;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Groups by keys of any types: normalised rows ({@link KeyLayout}) found by hash. NULLs are equal to one another.
///
/// A slot of the table is the upper half of the hash and, in its lower half, group + 1; 0 marks an empty slot.
public final class RowGroups implements GroupTable {
    /// Groups up to which lookups hit the cache anyway.
    private static final int FITS_CACHE = 1 << 13;
    private static final long TAG = 0xFFFFFFFF00000000L;

    private final KeyLayout layout;
    private final BufferAllocator allocator;
    private final NativeArray rows;
    private final NativeArray hashes;
    private final NativeArray slots;
    private final OwnedStrings strings;
    private final NativeArray batchRows;
    private final NativeArray batchHashes;
    private StringHeap heap;
    private boolean frozen;
    private int groups;
    private long mask = -1;
    private int expected;

    public RowGroups(List<SqlType> types, BufferAllocator allocator) {
        this.layout = new KeyLayout(types);
        this.allocator = allocator;
        rows = new NativeArray(allocator);
        hashes = new NativeArray(allocator);
        slots = new NativeArray(allocator);
        strings = new OwnedStrings(allocator);
        batchRows = new NativeArray(allocator);
        batchHashes = new NativeArray(allocator);
    }

    @Override
    public int groups() {
        return groups;
    }

    KeyLayout layout() {
        return layout;
    }

    /// The address of a group's normalised keys.
    long row(int group) {
        return rows.address() + (long) group * layout.width();
    }

    @Override
    public void expect(int count) {
        expected = count;
    }

    @Override
    public void assign(List<Column> keys, int count, long out) {
        long width = layout.width();
        batchRows.ensureScratch(count * width + 8);
        batchHashes.ensureScratch(count * 8L);
        layout.encode(keys, count, batchRows.address());
        for (int k = 0; k < keys.size(); k++) {
            Hash.hash(keys.get(k), count, batchHashes.address(), k > 0);
        }
        number(batchRows.address(), batchHashes.address(), count, out);
    }

    private void number(long keys, long codes, int count, long out) {
        if (mask < 0) {
            growSlots();
        }
        long width = layout.width();
        if (groups > FITS_CACHE) {
            touch(codes, count, out);
        }
        for (long i = 0; i < count; i++) {
            long hash = Memory.getLong(codes + i * 8);
            long key = keys + i * width;
            // Runs of equal keys, as clustered data has them, need no lookup.
            if (i > 0 && hash == Memory.getLong(codes + i * 8 - 8) && layout.equal(key, key - width)) {
                Memory.putInt(out + i * 4, Memory.getInt(out + i * 4 - 4));
            } else {
                Memory.putInt(out + i * 4, find(key, hash));
            }
        }
    }

    /// Loads the first slots of all rows, then the rows they name: loads that do not depend on one another, which the
    /// processor overlaps. Leaves nothing but a warm cache (and numbers in `out` that are written again).
    private void touch(long codes, int count, long out) {
        long table = slots.address();
        long width = layout.width();
        for (long i = 0; i < count; i++) {
            Memory.putInt(out + i * 4, (int) Memory.getLong(table + (Memory.getLong(codes + i * 8) & mask) * 8) - 1);
        }
        long touched = 0;
        for (long i = 0; i < count; i++) {
            touched ^= Memory.getLong(rows.address() + Math.max(0, Memory.getInt(out + i * 4)) * width + width - 8);
        }
        Memory.putLong(batchRows.address() + batchRows.capacity() - 8, touched);
    }

    private int find(long key, long hash) {
        long slot = hash & mask;
        while (true) {
            long at = slots.address() + slot * 8;
            long entry = Memory.getLong(at);
            if (entry == 0) {
                int added = add(key, hash);
                Memory.putLong(at, hash & TAG | added + 1L);
                if (groups * 2L > mask) {
                    growSlots();
                }
                return added;
            }
            int group = (int) entry - 1;
            if (((entry ^ hash) & TAG) == 0 && layout.equal(row(group), key)) {
                return group;
            }
            slot = slot + 1 & mask;
        }
    }

    private int add(long key, long hash) {
        int group = groups++;
        rows.ensure((long) groups * layout.width());
        hashes.ensure(groups * 8L);
        long row = row(group);
        Memory.copy(key, row, layout.width());
        if (layout.hasViews()) {
            layout.own(row, strings);
        }
        Memory.putLong(hashes.address() + group * 8L, hash);
        return group;
    }

    private void growSlots() {
        // Small tables grow fourfold: moving entries costs more than the memory does.
        mask = mask < 0 ? Math.max(1023, Long.highestOneBit(Math.max(1, expected)) * 4 - 1) : mask < 1 << 20 ? mask * 4 + 3 : mask * 2 + 1;
        slots.close();
        slots.ensure((mask + 1) * 8);
        for (int g = 0; g < groups; g++) {
            long hash = Memory.getLong(hashes.address() + g * 8L);
            long slot = hash & mask;
            while (Memory.getLong(slots.address() + slot * 8) != 0) {
                slot = slot + 1 & mask;
            }
            Memory.putLong(slots.address() + slot * 8, hash & TAG | g + 1L);
        }
    }

    @Override
    public void insertFrom(GroupTable other, long numbers, int count, long out) {
        RowGroups source = (RowGroups) other;
        if (mask < 0) {
            growSlots();
        }
        for (long i = 0; i < count; i++) {
            int group = Memory.getInt(numbers + i * 4);
            Memory.putInt(out + i * 4, find(source.row(group), Memory.getLong(source.hashes.address() + group * 8L)));
        }
    }

    @Override
    public long hash(int group) {
        return Memory.getLong(hashes.address() + group * 8L);
    }

    @Override
    public void freeze() {
        slots.close();
        batchRows.close();
        batchHashes.close();
        if (!frozen) {
            heap = strings.heap();
            frozen = true;
        }
    }

    @Override
    public Column key(int key, int from, int count) {
        return layout.decode(key, rows.address(), 0, from, count, heap, allocator);
    }

    @Override
    public long bytes() {
        return rows.capacity() + hashes.capacity() + slots.capacity() + strings.held();
    }

    @Override
    public void reset() {
        groups = 0;
        mask = -1;
        frozen = false;
        slots.close();
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
        rows.close();
        hashes.close();
        slots.close();
        batchRows.close();
        batchHashes.close();
        releaseStrings();
    }
}
