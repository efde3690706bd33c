package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Open addressing over keys of any types: a slot holds 32 bits of the hash and the row; keys are compared in the
/// normalised rows of {@link KeyLayout}.
///
/// | bits of a slot | |
/// |---|---|
/// | 0-31 | row + 1; 0 marks an empty slot |
/// | 32-63 | upper half of the hash |
final class RowTable implements JoinTable {
    private static final long TAG = 0xFFFFFFFF00000000L;

    private final KeyLayout layout;
    private final boolean[] nullsEqual;
    private final NativeArray rows;
    private final NativeArray slots;
    private final RowChains chains;
    private final long mask;
    private final long distinct;

    private RowTable(KeyLayout layout, boolean[] nullsEqual, NativeArray rows, NativeArray slots, RowChains chains, long mask, long distinct) {
        this.layout = layout;
        this.nullsEqual = nullsEqual;
        this.rows = rows;
        this.slots = slots;
        this.chains = chains;
        this.mask = mask;
        this.distinct = distinct;
    }

    /// @param batches the keys of the build side batch by batch; they outlive the table, since views point into their heaps
    static RowTable build(
            List<List<Column>> batches, KeyLayout layout, List<Boolean> nullsEqual, long count, BufferAllocator allocator, ParallelSteps parallel) {
        boolean[] equal = new boolean[nullsEqual.size()];
        for (int k = 0; k < equal.length; k++) {
            equal[k] = nullsEqual.get(k);
        }
        NativeArray rows = new NativeArray(allocator);
        NativeArray slots = new NativeArray(allocator);
        RowChains chains = new RowChains(allocator, count);
        try (NativeArray hashes = new NativeArray(allocator)) {
            int bits = Math.max(4, 64 - Long.numberOfLeadingZeros(count * 2 - 1));
            long mask = (1L << bits) - 1;
            rows.ensureScratch(count * layout.width());
            hashes.ensureScratch(count * 8);
            int parts = parallel.parts(count);
            parallel.run(parts, p -> encode(batches, layout, p, parts, rows.address(), hashes.address()));
            slots.ensureScratch(8L << bits);
            Memory.fill(slots.address(), 8L << bits, (byte) 0);
            RowTable table = new RowTable(layout, equal, rows, slots, chains, mask, 0);
            long distinct = table.insert(hashes.address(), count);
            return new RowTable(layout, equal, rows, slots, chains, mask, distinct);
        } catch (RuntimeException | Error failure) {
            rows.close();
            slots.close();
            chains.close();
            throw failure;
        }
    }

    /// Normalises and hashes the batches of one part.
    private static void encode(List<List<Column>> batches, KeyLayout layout, int part, int parts, long rows, long hashes) {
        long from = 0;
        for (int b = 0; b < batches.size(); b++) {
            List<Column> columns = batches.get(b);
            int count = columns.getFirst().length();
            if (b % parts == part) {
                layout.encode(columns, count, rows + from * layout.width());
                for (int k = 0; k < columns.size(); k++) {
                    Hash.hash(columns.get(k), count, hashes + from * 8, k > 0);
                }
            }
            from += count;
        }
    }

    private long insert(long hashes, long count) {
        long width = layout.width();
        long keys = rows.address();
        long table = slots.address();
        long distinct = 0;
        for (long row = 0; row < count; row++) {
            long key = keys + row * width;
            if (!canMatch(key)) {
                continue;
            }
            long hash = Memory.getLong(hashes + row * 8);
            long slot = hash & mask;
            while (true) {
                long entry = Memory.getLong(table + slot * 8);
                if (entry == 0) {
                    Memory.putLong(table + slot * 8, hash & TAG | row + 1);
                    distinct++;
                    break;
                }
                long head = (entry & ~TAG) - 1;
                if (((entry ^ hash) & TAG) == 0 && layout.equal(keys + head * width, key)) {
                    Memory.putLong(table + slot * 8, hash & TAG | row + 1);
                    chains.link(row, (int) head);
                    break;
                }
                slot = slot + 1 & mask;
            }
        }
        return distinct;
    }

    /// Whether no key is NULL that matches nothing.
    private boolean canMatch(long row) {
        if (!layout.anyNull(row)) {
            return true;
        }
        for (int k = 0; k < nullsEqual.length; k++) {
            if (!nullsEqual[k] && layout.isNull(row, k)) {
                return false;
            }
        }
        return true;
    }

    KeyLayout layout() {
        return layout;
    }

    /// The normalised keys of the build rows.
    long rows() {
        return rows.address();
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
        return "hash";
    }

    @Override
    public RowLookup lookup(BufferAllocator allocator) {
        return new RowLookup(this, new NativeArray(allocator), new NativeArray(allocator));
    }

    @Override
    public void close() {
        rows.close();
        slots.close();
        chains.close();
    }

    record RowLookup(RowTable table, NativeArray keys, NativeArray hashes) implements Lookup {
        @Override
        public void heads(List<Column> columns, int rows, long out) {
            KeyLayout layout = table.layout;
            long width = layout.width();
            keys.ensureScratch(rows * width);
            hashes.ensureScratch(rows * 8L);
            layout.encode(columns, rows, keys.address());
            long hash = hashes.address();
            for (int k = 0; k < columns.size(); k++) {
                Hash.hash(columns.get(k), rows, hash, k > 0);
            }
            // First only loads of slots, which the processor overlaps; then the comparisons.
            long slots = table.slots.address();
            long mask = table.mask;
            long build = table.rows.address();
            long probe = keys.address();
            for (long i = 0; i < rows; i++) {
                long entry = Memory.getLong(slots + (Memory.getLong(hash + i * 8) & mask) * 8);
                Memory.putInt(out + i * 4, (int) entry - 1);
            }
            for (long i = 0; i < rows; i++) {
                if (Memory.getInt(out + i * 4) < 0) {
                    continue;
                }
                long key = probe + i * width;
                int head = -1;
                if (table.canMatch(key)) {
                    long code = Memory.getLong(hash + i * 8);
                    long slot = code & mask;
                    while (true) {
                        long entry = Memory.getLong(slots + slot * 8);
                        if (entry == 0) {
                            break;
                        }
                        int candidate = (int) entry - 1;
                        if (((entry ^ code) & TAG) == 0 && layout.equal(build + candidate * width, key)) {
                            head = candidate;
                            break;
                        }
                        slot = slot + 1 & mask;
                    }
                }
                Memory.putInt(out + i * 4, head);
            }
        }

        /// The normalised keys of the batch looked up last.
        long probeRows() {
            return keys.address();
        }

        @Override
        public void close() {
            keys.close();
            hashes.close();
        }
    }
}
