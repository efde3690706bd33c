package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Open addressing over packed keys that are too sparse for an array. A slot holds key and row, so that a hit costs one
/// cache line.
///
/// | bytes of a slot | |
/// |---|---|
/// | 0-7 | packed key |
/// | 8-11 | row + 1; 0 marks an empty slot |
public final class PackedTable implements JoinTable {
    private static final int SLOT = 16;
    private static final int BLOCK = 1024;
    /// Rows between two looks whether the task is to end.
    private static final int CHECKED = 1024 * BLOCK;

    private final PackedKeys keys;
    private final NativeArray slots;
    private final RowChains chains;
    /// The table consists of equal parts, by the hash's upper bits; a probe wraps around inside its part.
    private final int partBits;
    private final int slotBits;
    private final long distinct;

    private PackedTable(PackedKeys keys, NativeArray slots, RowChains chains, int partBits, int slotBits, long distinct) {
        this.keys = keys;
        this.slots = slots;
        this.chains = chains;
        this.partBits = partBits;
        this.slotBits = slotBits;
        this.distinct = distinct;
    }

    /// @param codes the packed keys of the build rows, negative for rows that match nothing
    public static PackedTable build(PackedKeys keys, long codes, long rows, BufferAllocator allocator, ParallelSteps parallel) {
        NativeArray slots = new NativeArray(allocator);
        RowChains chains = new RowChains(allocator, rows);
        try {
            int bits = Math.max(4, 64 - Long.numberOfLeadingZeros(rows * 2 - 1));
            int parts = Hash.CONSTANT ? 1 : Integer.highestOneBit(parallel.parts(rows));
            int partBits = Integer.numberOfTrailingZeros(parts);
            int slotBits = bits - partBits;
            slots.ensureScratch((long) SLOT << bits);
            long address = slots.address();
            long[] distinct = new long[parts];
            parallel.run(parts, p -> distinct[p] = insert(codes, rows, address, p, partBits, slotBits, chains, parallel.memory()));
            long sum = 0;
            for (long count : distinct) {
                if (count < 0) {
                    // Hashes are so uneven that one part is full: build it as one.
                    distinct[0] = insert(codes, rows, address, 0, 0, bits, chains, parallel.memory());
                    return new PackedTable(keys, slots, chains, 0, bits, distinct[0]);
                }
                sum += count;
            }
            return new PackedTable(keys, slots, chains, partBits, slotBits, sum);
        } catch (RuntimeException | Error failure) {
            slots.close();
            chains.close();
            throw failure;
        }
    }

    private static long hash(long key) {
        if (Hash.CONSTANT) {
            return 42;
        }
        return (key ^ (key >>> 31)) * 0x9E3779B97F4A7C15L;
    }

    /// Where a key with this hash is looked for first: the part by the upper bits, the slot in it by those below. The two
    /// are adjacent, so that together they are just the upper bits.
    private long slot(long hash) {
        return hash >>> (64 - partBits - slotBits);
    }

    private static long insert(
            long codes, long rows, long slots, int part, int partBits, int slotBits, RowChains chains, OperatorMemory memory) {
        long mask = (1L << slotBits) - 1;
        long base = slots + ((long) part << slotBits) * SLOT;
        Memory.fill(base, (long) SLOT << slotBits, (byte) 0);
        long most = mask - (mask >>> 3);
        long distinct = 0;
        long touched = 0;
        for (long from = 0; from < rows; from += BLOCK) {
            if (from % CHECKED == 0) {
                memory.checkStopped();
            }
            long to = Math.min(rows, from + BLOCK);
            // Loads that do not depend on one another, which the processor overlaps; then the slots are in the cache.
            for (long row = from; row < to; row++) {
                touched += Memory.getInt(base + (hash(Memory.getLong(codes + row * 8)) << partBits >>> (64 - slotBits)) * SLOT + 8);
            }
            for (long row = from; row < to; row++) {
                long key = Memory.getLong(codes + row * 8);
                long hash = hash(key);
                if (key < 0 || partBits > 0 && hash >>> (64 - partBits) != part) {
                    continue;
                }
                int before = put(base, mask, hash << partBits >>> (64 - slotBits), key, (int) row);
                if (before >= 0) {
                    chains.link(row, before);
                } else if (++distinct > most) {
                    return -1;
                }
            }
        }
        return touched == Long.MIN_VALUE ? -1 : distinct;
    }

    /// Makes `row` the head of its key; answers the head so far, or -1.
    private static int put(long base, long mask, long first, long key, int row) {
        long slot = first;
        while (true) {
            long at = base + slot * SLOT;
            int head = Memory.getInt(at + 8);
            if (head == 0) {
                Memory.putLong(at, key);
                Memory.putInt(at + 8, row + 1);
                return -1;
            }
            if (Memory.getLong(at) == key) {
                Memory.putInt(at + 8, row + 1);
                return head - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    @Override
    public long next() {
        return chains.address();
    }

    @Override
    public long distinct() {
        return distinct;
    }

    @Override
    public String name() {
        return "hash of packed keys";
    }

    @Override
    public Lookup lookup(BufferAllocator allocator) {
        return new PackedLookup(this, allocator);
    }

    @Override
    public void close() {
        slots.close();
        chains.close();
    }

    private record PackedLookup(PackedTable table, NativeArray codes, NativeArray open) implements Lookup {
        PackedLookup(PackedTable table, BufferAllocator allocator) {
            this(table, new NativeArray(allocator), new NativeArray(allocator));
        }

        /// Looks at the first slot of every row without branching, so that the processor overlaps the misses; the few rows
        /// whose key is not there and whose slot is taken walk on afterwards.
        @Override
        public void heads(List<Column> columns, int rows, long out) {
            codes.ensureScratch(rows * 8L);
            open.ensureScratch(rows * 4L);
            long at = codes.address();
            long undecided = open.address();
            table.keys.encode(columns, rows, -1, at);
            long slots = table.slots.address();
            long count = 0;
            for (long i = 0; i < rows; i++) {
                long key = Memory.getLong(at + i * 8);
                long entry = slots + table.slot(hash(key)) * SLOT;
                int head = Memory.getInt(entry + 8);
                long difference = Memory.getLong(entry) ^ key;
                // 1 when the slot is taken by another key; an empty slot answers -1 whatever key it seems to hold.
                long taken = (difference | -difference) >>> 63 & (-(long) head) >>> 63;
                Memory.putInt(out + i * 4, head - 1);
                Memory.putInt(undecided + count * 4, (int) i);
                count += taken;
            }
            for (long u = 0; u < count; u++) {
                long row = Memory.getInt(undecided + u * 4);
                Memory.putInt(out + row * 4, walk(slots, Memory.getLong(at + row * 8)));
            }
        }

        private int walk(long slots, long key) {
            long mask = (1L << table.slotBits) - 1;
            long first = table.slot(hash(key));
            long part = first & ~mask;
            long slot = first & mask;
            while (true) {
                slot = slot + 1 & mask;
                long entry = slots + (part + slot) * SLOT;
                int head = Memory.getInt(entry + 8);
                if (head == 0 || Memory.getLong(entry) == key) {
                    return head - 1;
                }
            }
        }

        @Override
        public void close() {
            codes.close();
            open.close();
        }
    }
}
