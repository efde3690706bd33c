package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.kernel.Reductions;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/// Groups by one integer-like key. While the keys seen lie densely they index an array, else they are hashed; a slot of
/// the hash table holds key (8 bytes) and group + 1 (4 bytes, 0 when empty). Keys that come in no order are too far apart
/// at first and may fill their range later: then they index an array after all.
public final class IntegerGroups implements GroupTable {
    private static final int SLOT = 16;
    /// An array may have this many entries a group, or {@link #SMALL_ARRAY} in any case.
    private static final long ARRAY_ENTRIES_A_GROUP = 16;
    private static final long SMALL_ARRAY = 1 << 20;
    /// An array of fewer groups is not worth handing on.
    private static final int LEAST_ARRAY = 1 << 12;
    /// Groups of a hash table whose range is looked at first.
    private static final int FIRST_LOOK = 1 << 14;

    private final SqlType type;
    private final BufferAllocator allocator;
    /// int64 a group.
    private final NativeArray keys;
    private final NativeArray slots;
    private final NativeArray scratch;
    private final NativeArray open;
    private int groups;
    private int nullGroup = -1;
    private boolean dense = true;
    /// Of the array: the key of its first entry, and how many it has.
    private long base;
    private long entries;
    private int slotBits;
    private int expected;
    /// So many hashed groups are looked at again.
    private int nextLook = FIRST_LOOK;

    public IntegerGroups(SqlType type, BufferAllocator allocator) {
        this.type = type;
        this.allocator = allocator;
        keys = new NativeArray(allocator);
        slots = new NativeArray(allocator);
        scratch = new NativeArray(allocator);
        open = new NativeArray(allocator);
    }

    static boolean handles(SqlType type) {
        return switch (type.physical()) {
            case BOOL, INT8, INT16, INT32, INT64 -> true;
            case INT128, FLOAT32, FLOAT64, VIEW -> false;
        };
    }

    @Override
    public int groups() {
        return groups;
    }

    @Override
    public boolean isFar(List<Column> columns, int rows) {
        if (!dense || groups < LEAST_ARRAY || rows == 0) {
            return false;
        }
        try (FlatColumn column = Flatten.flat(columns.getFirst(), allocator)) {
            if (column.validityAddress() != 0) {
                return false;
            }
            long data = Words.integers(column, rows, scratch);
            long low = Math.min(Reductions.min64(data, rows), base);
            long span = Math.max(Reductions.max64(data, rows), base + entries - 1) - low;
            return span < 0 || span >= mostEntries(rows);
        }
    }

    @Override
    public boolean isArray() {
        return dense;
    }

    @Override
    public void expect(int count) {
        expected = count;
    }

    private long mostEntries(int rows) {
        return Math.max(SMALL_ARRAY, ARRAY_ENTRIES_A_GROUP * (groups + (long) rows));
    }

    @Override
    public void assign(List<Column> columns, int rows, long out) {
        if (rows == 0) {
            return;
        }
        try (FlatColumn column = Flatten.flat(columns.getFirst(), allocator)) {
            long validity = column.validityAddress();
            long data = Words.integers(column, rows, scratch);
            if (validity == 0) {
                number(data, rows, out);
                return;
            }
            // The slots of NULLs may hold anything: give them some key of the batch, and take their groups away after.
            long filler = 0;
            boolean any = false;
            for (long i = 0; i < rows && !any; i++) {
                if (Memory.bit(validity, i)) {
                    filler = Memory.getLong(data + i * 8);
                    any = true;
                }
            }
            if (any) {
                if (data == column.address()) {
                    scratch.ensureScratch(rows * 8L);
                    Memory.copy(data, scratch.address(), rows * 8L);
                    data = scratch.address();
                }
                for (long i = 0; i < rows; i++) {
                    if (!Memory.bit(validity, i)) {
                        Memory.putLong(data + i * 8, filler);
                    }
                }
                number(data, rows, out);
            }
            for (long i = 0; i < rows; i++) {
                if (!Memory.bit(validity, i)) {
                    if (nullGroup < 0) {
                        nullGroup = add(0);
                    }
                    Memory.putInt(out + i * 4, nullGroup);
                }
            }
        }
    }

    private void number(long data, int rows, long out) {
        if (!dense && groups >= nextLook) {
            nextLook = groups + (groups >> 1);
            arrayIfDense();
        }
        if (dense) {
            makeRoom(Reductions.min64(data, rows), Reductions.max64(data, rows), rows);
        }
        if (dense) {
            numberDense(data, rows, out);
        } else {
            numberHashed(data, rows, out);
        }
    }

    /// Widens the array to hold keys from `min` to `max`, or changes to hashing.
    private void makeRoom(long min, long max, int rows) {
        if (entries > 0 && min >= base && max - base >= 0 && max - base < entries) {
            return;
        }
        long low = entries == 0 ? min : Math.min(min, base);
        long high = entries == 0 ? max : Math.max(max, base + entries - 1);
        long span = high - low;
        long most = mostEntries(rows);
        if (span < 0 || span >= most) {
            hashFromNow();
            return;
        }
        // Room to grow into on the side that grew, so that ascending keys do not copy the array each time.
        long room = Math.max(span + 1, Math.min(most, (span + 1) * 2));
        long spare = room - (span + 1);
        if (entries > 0 && min < base) {
            long below = Math.min(spare, low - Long.MIN_VALUE < 0 ? Long.MAX_VALUE : low - Long.MIN_VALUE);
            low -= below;
        } else if (low > Long.MAX_VALUE - room) {
            room = span + 1;
        }
        slots.close();
        try {
            slots.ensure(room * 4);
        } catch (OutOfMemoryException e) {
            hashFromNow();
            return;
        }
        fillArray(low, room);
    }

    /// Makes the empty slots an array of so many entries.
    private void fillArray(long first, long count) {
        base = first;
        entries = count;
        for (int g = 0; g < groups; g++) {
            if (g != nullGroup) {
                Memory.putInt(slots.address() + (Memory.getLong(keys.address() + g * 8L) - base) * 4, g + 1);
            }
        }
    }

    /// Changes from hashing to an array when the groups fill their range by now.
    private void arrayIfDense() {
        KeySpan span = spanOfGroups();
        long distance = span.max() - span.min();
        if (distance < 0 || distance >= mostEntries(0)) {
            return;
        }
        slots.close();
        try {
            slots.ensure((distance + 1) * 4);
        } catch (OutOfMemoryException e) {
            hashFromNow();
            return;
        }
        dense = true;
        fillArray(span.min(), distance + 1);
    }

    /// Changes to hashing: the array would be too sparse, or is larger than what memory is left.
    private void hashFromNow() {
        dense = false;
        slots.close();
        slotBits = 0;
        growSlots();
    }

    private void numberDense(long data, int rows, long out) {
        long array = slots.address();
        long first = base;
        for (long i = 0; i < rows; i++) {
            long key = Memory.getLong(data + i * 8);
            long at = array + (key - first) * 4;
            int group = Memory.getInt(at) - 1;
            if (group < 0) {
                group = add(key);
                Memory.putInt(at, group + 1);
            }
            Memory.putInt(out + i * 4, group);
        }
    }

    /// Looks at the first slot of every row without branching, so that the processor overlaps the misses; rows whose key is
    /// not there are looked up, or added, one by one.
    private void numberHashed(long data, int rows, long out) {
        if (areRuns(data, rows)) {
            numberRuns(data, rows, out);
            return;
        }
        open.ensureScratch(rows * 4L);
        long undecided = open.address();
        long table = slots.address();
        int shift = 64 - slotBits;
        long count = 0;
        for (long i = 0; i < rows; i++) {
            long key = Memory.getLong(data + i * 8);
            long entry = table + hashed(key, shift) * SLOT;
            int group = Memory.getInt(entry + 8);
            long difference = Memory.getLong(entry) ^ key;
            Memory.putInt(out + i * 4, group - 1);
            Memory.putInt(undecided + count * 4, (int) i);
            count += (difference | -difference) >>> 63 | (group - 1L) >>> 63;
        }
        for (long u = 0; u < count; u++) {
            long row = Memory.getInt(undecided + u * 4);
            Memory.putInt(out + row * 4, find(Memory.getLong(data + row * 8)));
        }
    }

    /// Whether equal keys follow one another often enough to be worth a comparison each.
    private static boolean areRuns(long data, int rows) {
        int sample = Math.min(rows, 512);
        int equal = 0;
        for (long i = 1; i < sample; i++) {
            equal += Memory.getLong(data + i * 8) == Memory.getLong(data + i * 8 - 8) ? 1 : 0;
        }
        return equal * 3 > sample;
    }

    private void numberRuns(long data, int rows, long out) {
        long last = Memory.getLong(data);
        int lastGroup = find(last);
        for (long i = 0; i < rows; i++) {
            long key = Memory.getLong(data + i * 8);
            if (key != last) {
                last = key;
                lastGroup = find(key);
            }
            Memory.putInt(out + i * 4, lastGroup);
        }
    }

    private int find(long key) {
        long mask = (1L << slotBits) - 1;
        long slot = slotOf(key);
        while (true) {
            long at = slots.address() + slot * SLOT;
            int group = Memory.getInt(at + 8);
            if (group == 0) {
                int added = add(key);
                Memory.putLong(at, key);
                Memory.putInt(at + 8, added + 1);
                if (groups * 2L > mask) {
                    growSlots();
                }
                return added;
            }
            if (Memory.getLong(at) == key) {
                return group - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    private long slotOf(long key) {
        return hashed(key, 64 - slotBits);
    }

    private static long hashed(long key, int shift) {
        return Hash.CONSTANT ? 0 : (key ^ key >>> 32) * 0x9E3779B97F4A7C15L >>> shift;
    }

    private void growSlots() {
        // Small tables grow fourfold: moving entries costs more than the memory does.
        slotBits = Math.max(10, Math.max(slotBits + (slotBits < 20 ? 2 : 1), 65 - Long.numberOfLeadingZeros(Math.max(groups, expected) * 2L)));
        slots.close();
        slots.ensure((long) SLOT << slotBits);
        long mask = (1L << slotBits) - 1;
        for (int g = 0; g < groups; g++) {
            if (g == nullGroup) {
                continue;
            }
            long key = Memory.getLong(keys.address() + g * 8L);
            long slot = slotOf(key);
            while (Memory.getInt(slots.address() + slot * SLOT + 8) != 0) {
                slot = slot + 1 & mask;
            }
            Memory.putLong(slots.address() + slot * SLOT, key);
            Memory.putInt(slots.address() + slot * SLOT + 8, g + 1);
        }
    }

    private int add(long key) {
        int group = groups++;
        keys.ensure(groups * 8L);
        Memory.putLong(keys.address() + group * 8L, key);
        return group;
    }

    @Override
    public void insertFrom(GroupTable other, long numbers, int count, long out) {
        IntegerGroups source = (IntegerGroups) other;
        if (count == 0) {
            return;
        }
        scratch.ensureScratch(count * 8L);
        long data = scratch.address();
        int nullAt = -1;
        for (int i = 0; i < count; i++) {
            int group = Memory.getInt(numbers + i * 4L);
            if (group == source.nullGroup) {
                nullAt = i;
            }
            Memory.putLong(data + i * 8L, Memory.getLong(source.keys.address() + group * 8L));
        }
        if (nullAt >= 0) {
            if (nullGroup < 0) {
                nullGroup = add(0);
            }
            if (count == 1) {
                Memory.putInt(out, nullGroup);
                return;
            }
            Memory.putLong(data + nullAt * 8L, Memory.getLong(data + (nullAt == 0 ? 1 : 0) * 8L));
        }
        number(data, count, out);
        if (nullAt >= 0) {
            Memory.putInt(out + nullAt * 4L, nullGroup);
        }
    }

    @Override
    public long hash(int group) {
        return Hash.CONSTANT ? 42 : group == nullGroup ? Hash.NULL : Hash.ofLong(Memory.getLong(keys.address() + group * 8L));
    }

    @Override
    public KeySpan span() {
        return dense ? spanOfGroups() : null;
    }

    private KeySpan spanOfGroups() {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int g = 0; g < groups; g++) {
            if (g != nullGroup) {
                long key = Memory.getLong(keys.address() + g * 8L);
                min = Math.min(min, key);
                max = Math.max(max, key);
            }
        }
        return new KeySpan(min, max);
    }

    @Override
    public int partition(int group, Split split) {
        if (!split.byRange()) {
            return GroupTable.super.partition(group, split);
        }
        return group == nullGroup ? 0 : (int) (Memory.getLong(keys.address() + group * 8L) - split.base() >>> split.shift());
    }

    @Override
    public void freeze() {
        slots.close();
        scratch.close();
        open.close();
    }

    @Override
    public Column key(int key, int from, int count) {
        int width = type.physical().width();
        ArrowBuf data = allocator.buffer(Math.max(1L, (long) count * width));
        long to = data.memoryAddress();
        long values = keys.address() + from * 8L;
        switch (width) {
            case 1 -> {
                for (long i = 0; i < count; i++) {
                    Memory.putByte(to + i, (byte) Memory.getLong(values + i * 8));
                }
            }
            case 2 -> {
                for (long i = 0; i < count; i++) {
                    Memory.putShort(to + i * 2, (short) Memory.getLong(values + i * 8));
                }
            }
            case 4 -> {
                for (long i = 0; i < count; i++) {
                    Memory.putInt(to + i * 4, (int) Memory.getLong(values + i * 8));
                }
            }
            default -> Memory.copy(values, to, count * 8L);
        }
        ArrowBuf validity = null;
        if (nullGroup >= from && nullGroup < from + count) {
            validity = Validity.all(count, allocator, data);
            Memory.clearBit(validity.memoryAddress(), nullGroup - from);
        }
        return new FlatColumn(type, type.physical(), count, data, validity, null);
    }

    @Override
    public long bytes() {
        return keys.capacity() + slots.capacity();
    }

    @Override
    public void reset() {
        groups = 0;
        nullGroup = -1;
        dense = true;
        base = 0;
        entries = 0;
        slotBits = 0;
        nextLook = FIRST_LOOK;
        slots.close();
    }

    @Override
    public void close() {
        keys.close();
        slots.close();
        scratch.close();
        open.close();
    }
}
