package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// An array indexed by the packed key, for dense key ranges: one load a probe row and nothing to compare.
public final class DenseTable implements JoinTable {
    private final PackedKeys keys;
    /// int32 a code: row, or -1; the entry after the last stands for keys out of range.
    private final NativeArray heads;
    private final RowChains chains;
    private final long distinct;

    private DenseTable(PackedKeys keys, NativeArray heads, RowChains chains, long distinct) {
        this.keys = keys;
        this.heads = heads;
        this.chains = chains;
        this.distinct = distinct;
    }

    /// @param codes the packed keys of the build rows, negative for rows that match nothing
    public static DenseTable build(PackedKeys keys, long codes, long rows, BufferAllocator allocator, ParallelSteps parallel) {
        NativeArray heads = new NativeArray(allocator);
        RowChains chains = new RowChains(allocator, rows);
        try {
            long bytes = (keys.codes() + 1) * 4;
            heads.ensureScratch(bytes);
            long address = heads.address();
            int parts = parallel.parts(rows);
            long[] distinct = new long[parts];
            long part = (keys.codes() + parts) / parts;
            parallel.run(parts, p -> distinct[p] = insert(codes, rows, address, p * part, Math.min(keys.codes() + 1, (p + 1) * part), chains));
            long sum = 0;
            for (long count : distinct) {
                sum += count;
            }
            return new DenseTable(keys, heads, chains, sum);
        } catch (RuntimeException | Error failure) {
            heads.close();
            chains.close();
            throw failure;
        }
    }

    /// Inserts the rows whose code lies in `[from, to)`; parts never touch the same entry.
    private static long insert(long codes, long rows, long heads, long from, long to, RowChains chains) {
        if (from >= to) {
            return 0;
        }
        Memory.fill(heads + from * 4, (to - from) * 4, (byte) -1);
        long distinct = 0;
        for (long row = 0; row < rows; row++) {
            long code = Memory.getLong(codes + row * 8);
            if (code < from || code >= to) {
                continue;
            }
            long at = heads + code * 4;
            int before = Memory.getInt(at);
            Memory.putInt(at, (int) row);
            if (before >= 0) {
                chains.link(row, before);
            } else {
                distinct++;
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
        return "array";
    }

    @Override
    public Lookup lookup(BufferAllocator allocator) {
        return new DenseLookup(this, allocator);
    }

    @Override
    public void close() {
        heads.close();
        chains.close();
    }

    private record DenseLookup(DenseTable table, NativeArray codes) implements Lookup {
        DenseLookup(DenseTable table, BufferAllocator allocator) {
            this(table, new NativeArray(allocator));
        }

        @Override
        public void heads(List<Column> columns, int rows, long out) {
            codes.ensureScratch(rows * 8L);
            long at = codes.address();
            table.keys.encode(columns, rows, table.keys.codes(), at);
            long heads = table.heads.address();
            for (long i = 0; i < rows; i++) {
                Memory.putInt(out + i * 4, Memory.getInt(heads + Memory.getLong(at + i * 8) * 4));
            }
        }

        @Override
        public void close() {
            codes.close();
        }
    }
}
