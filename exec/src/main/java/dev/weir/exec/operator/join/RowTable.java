package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Open addressing over keys of any types: a slot holds 32 bits of the hash and the row; keys are compared in the
/// normalised rows of {@link KeyLayout}.
///
/// | bits of a slot | |
/// |---|---|
/// | 0-31 | row + 1; 0 marks an empty slot |
/// | 32-63 | upper half of the hash |
public final class RowTable implements JoinTable {
    private static final int BLOCK = 1024;
    /// Rows between two looks whether the task is to end.
    private static final int CHECKED = 1024 * BLOCK;
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
    public static RowTable build(
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
            long distinct = table.insert(hashes.address(), count, parallel.memory());
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

    private long insert(long hashes, long count, OperatorMemory memory) {
        long width = layout.width();
        long keys = rows.address();
        long table = slots.address();
        long distinct = 0;
        long touched = 0;
        for (long row = 0; row < count; row++) {
            if (row % BLOCK == 0) {
                if (row % CHECKED == 0) {
                    memory.checkStopped();
                }
                // Loads that do not depend on one another, which the processor overlaps; then the slots are in the cache.
                for (long ahead = row; ahead < Math.min(count, row + BLOCK); ahead++) {
                    touched |= Memory.getLong(table + (Memory.getLong(hashes + ahead * 8) & mask) * 8);
                }
            }
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
        return touched == 1 ? Math.max(distinct, 0) : distinct;
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
            long slots = table.slots.address();
            long mask = table.mask;
            long build = table.rows.address();
            long probe = keys.address();
            // First slots, then first words of the rows they name: loads that do not depend on one another, which the
            // processor overlaps. Only then the comparisons.
            for (long i = 0; i < rows; i++) {
                long entry = Memory.getLong(slots + (Memory.getLong(hash + i * 8) & mask) * 8);
                Memory.putInt(out + i * 4, (int) entry - 1);
            }
            touch(layout, build, rows, out);
            for (long i = 0; i < rows; i++) {
                if (Memory.getInt(out + i * 4) < 0) {
                    continue;
                }
                Memory.putInt(out + i * 4, find(layout, probe + i * width, Memory.getLong(hash + i * 8), slots, build));
            }
        }

        /// Loads the last word of each row that a slot named, and what it points to when it is a long string.
        private void touch(KeyLayout layout, long build, int rows, long candidates) {
            long width = layout.width();
            long touched = 0;
            for (long i = 0; i < rows; i++) {
                touched ^= Memory.getLong(build + Math.max(0, Memory.getInt(candidates + i * 4)) * width + width - 8);
            }
            if (layout.hasViews()) {
                for (long i = 0; i < rows; i++) {
                    long view = build + Math.max(0, Memory.getInt(candidates + i * 4)) * width + width - 16;
                    touched ^= Memory.getByte(StringView.bytes(view));
                }
            }
            // Kept, or the loads would be optimised away.
            Memory.putLong(keys.address() + rows * width, touched);
        }

        private int find(KeyLayout layout, long key, long hash, long slots, long build) {
            if (!table.canMatch(key)) {
                return -1;
            }
            long width = layout.width();
            long slot = hash & table.mask;
            while (true) {
                long entry = Memory.getLong(slots + slot * 8);
                if (entry == 0) {
                    return -1;
                }
                int candidate = (int) entry - 1;
                if (((entry ^ hash) & TAG) == 0 && layout.equal(build + candidate * width, key)) {
                    return candidate;
                }
                slot = slot + 1 & table.mask;
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
