package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.NativeArray;
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
final class PackedTable implements JoinTable {
    private static final int SLOT = 16;

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
    static PackedTable build(PackedKeys keys, long codes, long rows, BufferAllocator allocator, ParallelSteps parallel) {
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
            parallel.run(parts, p -> distinct[p] = insert(codes, rows, address, p, partBits, slotBits, chains));
            long sum = 0;
            for (long count : distinct) {
                if (count < 0) {
                    // Hashes are so uneven that one part is full: build it as one.
                    distinct[0] = insert(codes, rows, address, 0, 0, bits, chains);
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

    private static long insert(long codes, long rows, long slots, int part, int partBits, int slotBits, RowChains chains) {
        long mask = (1L << slotBits) - 1;
        long base = slots + ((long) part << slotBits) * SLOT;
        Memory.fill(base, (long) SLOT << slotBits, (byte) 0);
        long most = mask - (mask >>> 3);
        long distinct = 0;
        for (long row = 0; row < rows; row++) {
            long key = Memory.getLong(codes + row * 8);
            if (key < 0) {
                continue;
            }
            long hash = hash(key);
            if (partBits > 0 && hash >>> (64 - partBits) != part) {
                continue;
            }
            long slot = hash << partBits >>> (64 - slotBits);
            while (true) {
                long at = base + slot * SLOT;
                int head = Memory.getInt(at + 8);
                if (head == 0) {
                    Memory.putLong(at, key);
                    Memory.putInt(at + 8, (int) row + 1);
                    if (++distinct > most) {
                        return -1;
                    }
                    break;
                }
                if (Memory.getLong(at) == key) {
                    Memory.putInt(at + 8, (int) row + 1);
                    chains.link(row, head - 1);
                    break;
                }
                slot = slot + 1 & mask;
            }
        }
        return distinct;
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
        return new PackedLookup(this, new NativeArray(allocator));
    }

    @Override
    public void close() {
        slots.close();
        chains.close();
    }

    private record PackedLookup(PackedTable table, NativeArray codes) implements Lookup {
        @Override
        public void heads(List<Column> columns, int rows, long out) {
            codes.ensureScratch(rows * 8L);
            long at = codes.address();
            table.keys.encode(columns, rows, -1, at);
            long slots = table.slots.address();
            int partBits = table.partBits;
            int slotBits = table.slotBits;
            long mask = (1L << slotBits) - 1;
            for (long i = 0; i < rows; i++) {
                long key = Memory.getLong(at + i * 8);
                long hash = hash(key);
                long part = partBits == 0 ? 0 : hash >>> (64 - partBits) << slotBits;
                long slot = hash << partBits >>> (64 - slotBits);
                int head;
                while (true) {
                    long entry = slots + (part + slot) * SLOT;
                    head = Memory.getInt(entry + 8);
                    if (head == 0 || Memory.getLong(entry) == key) {
                        break;
                    }
                    slot = slot + 1 & mask;
                }
                Memory.putInt(out + i * 4, head - 1);
            }
        }

        @Override
        public void close() {
            codes.close();
        }
    }
}
