package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.kernel.OwnedStrings;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Groups by keys of any types: normalised rows ({@link KeyLayout}) found by hash. NULLs are equal to one another.
///
/// A slot of the table is the upper half of the hash and, in its lower half, group + 1; 0 marks an empty slot.
///
/// Where strings are among several keys, rows are first looked up by the heads of the strings ({@link KeyLayout#hashHeads}):
/// the bytes of a string that joins have carried along lie somewhere in memory, and what other keys tell apart need not be
/// fetched to be hashed. When heads prove to be alike, and when groups are handed to others, the groups are hashed in full.
public final class RowGroups implements GroupTable {
    /// Groups up to which lookups hit the cache anyway.
    private static final int FITS_CACHE = 1 << 13;
    private static final long TAG = 0xFFFFFFFF00000000L;
    /// Rows after which alike heads are looked for.
    private static final int CHUNK = 1024;
    /// Rows with equal hashes and other keys that are borne, and one more for so many groups.
    private static final int MOST_ALIKE = 256;
    private static final int GROUPS_AN_ALIKE = 8;
    private static final int OWNED_AT_ONCE = 64;

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
    /// Whether the groups' hashes are those of heads.
    private boolean heads;
    private boolean headsAlike;
    private int alike;
    /// Where loads go that only warm the cache.
    private long sink;

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
        if (groups == 0 && !headsAlike && !Hash.CONSTANT) {
            heads = keys.size() > 1 && hasFlatStrings(keys);
        }
        hash(keys, count);
        if (mask < 0) {
            growSlots();
        }
        for (int from = 0; from < count; from += heads ? CHUNK : count) {
            if (heads && alike > MOST_ALIKE + groups / GROUPS_AN_ALIKE) {
                headsAlike = true;
                hashInFull();
                hash(keys, count);
            }
            int known = groups;
            number(batchRows.address(), batchHashes.address(), from, heads ? Math.min(count, from + CHUNK) : count, out);
            own(known);
        }
    }

    private void hash(List<Column> keys, int count) {
        if (heads) {
            layout.hashHeads(keys, batchRows.address(), count, batchHashes.address());
            return;
        }
        for (int k = 0; k < keys.size(); k++) {
            Hash.hash(keys.get(k), count, batchHashes.address(), k > 0);
        }
    }

    /// Whether there are strings to be hashed row by row, not once a dictionary.
    private static boolean hasFlatStrings(List<Column> keys) {
        for (Column key : keys) {
            if (key instanceof FlatColumn flat && flat.physical() == Physical.VIEW) {
                return true;
            }
        }
        return false;
    }

    /// From now on all hashes are those of {@link Hash}.
    private void hashInFull() {
        if (!heads) {
            return;
        }
        heads = false;
        for (int g = 0; g < groups; g++) {
            Memory.putLong(hashes.address() + g * 8L, layout.hash(row(g)));
        }
        if (mask >= 0) {
            fillSlots();
        }
    }

    private void number(long keys, long codes, int from, int to, long out) {
        long width = layout.width();
        if (groups > FITS_CACHE) {
            touch(codes, from, to, out);
        }
        for (long i = from; i < to; i++) {
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
    private void touch(long codes, int from, int to, long out) {
        long table = slots.address();
        long width = layout.width();
        for (long i = from; i < to; i++) {
            Memory.putInt(out + i * 4, (int) Memory.getLong(table + (Memory.getLong(codes + i * 8) & mask) * 8) - 1);
        }
        long touched = 0;
        for (long i = from; i < to; i++) {
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
            if (((entry ^ hash) & TAG) == 0) {
                if (layout.equal(row(group), key)) {
                    return group;
                }
                alike++;
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
        Memory.putLong(hashes.address() + group * 8L, hash);
        return group;
    }

    /// Copies the strings of the groups from `first` on, some groups at a time: first a load of each string, which the
    /// processor overlaps.
    private void own(int first) {
        if (!layout.hasViews()) {
            return;
        }
        for (int from = first; from < groups; from += OWNED_AT_ONCE) {
            int to = Math.min(groups, from + OWNED_AT_ONCE);
            long touched = 0;
            for (int g = from; g < to; g++) {
                touched ^= layout.touch(row(g));
            }
            sink = touched;
            for (int g = from; g < to; g++) {
                layout.own(row(g), strings);
            }
        }
    }

    private void growSlots() {
        // Small tables grow fourfold: moving entries costs more than the memory does.
        mask = mask < 0 ? Math.max(1023, Long.highestOneBit(Math.max(1, expected)) * 4 - 1) : mask < 1 << 20 ? mask * 4 + 3 : mask * 2 + 1;
        fillSlots();
    }

    private void fillSlots() {
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
        hashInFull();
        if (mask < 0) {
            growSlots();
        }
        int known = groups;
        for (long i = 0; i < count; i++) {
            int group = Memory.getInt(numbers + i * 4);
            Memory.putInt(out + i * 4, find(source.row(group), source.hash(group)));
        }
        own(known);
    }

    @Override
    public long hash(int group) {
        return heads ? layout.hash(row(group)) : Memory.getLong(hashes.address() + group * 8L);
    }

    @Override
    public void freeze() {
        slots.close();
        mask = -1;
        hashInFull();
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
        heads = false;
        alike = 0;
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
