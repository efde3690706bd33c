package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// A bitmap of the packed keys with the number of bits before each word: the rank of a key's bit is where its row stands.
/// Takes two bits a possible key and four bytes a key, so that it stays in the cache where an array or a hash table does
/// not, and nothing is compared.
///
/// | bytes of an entry (64 codes) | |
/// |---|---|
/// | 0-7 | which of the codes occur |
/// | 8-11 | how many occur in the entries before |
public final class RankedTable implements JoinTable {
    private static final int ENTRY = 16;

    private final PackedKeys keys;
    private final NativeArray entries;
    /// int32 a key that occurs, by rank: row.
    private final NativeArray heads;
    private final RowChains chains;
    private final long distinct;

    private RankedTable(PackedKeys keys, NativeArray entries, NativeArray heads, RowChains chains, long distinct) {
        this.keys = keys;
        this.entries = entries;
        this.heads = heads;
        this.chains = chains;
        this.distinct = distinct;
    }

    /// Bytes of the bitmap for this many codes.
    static long bytes(long codes) {
        return ((codes >>> 6) + 1) * ENTRY;
    }

    /// @param codes the packed keys of the build rows, negative for rows that match nothing
    public static RankedTable build(PackedKeys keys, long codes, long rows, BufferAllocator allocator, ParallelSteps parallel) {
        NativeArray entries = new NativeArray(allocator);
        NativeArray heads = new NativeArray(allocator);
        RowChains chains = new RowChains(allocator, rows);
        try {
            entries.ensureScratch(bytes(keys.codes()));
            long bitmap = entries.address();
            long words = (keys.codes() >>> 6) + 1;
            int parts = parallel.parts(rows);
            long part = (words + parts - 1) / parts;
            // Parts are cut at whole words, so that no two threads write the same one.
            parallel.run(parts, p -> mark(codes, rows, bitmap, p * part, Math.min(words, (p + 1) * part)));
            long distinct = rank(bitmap, words);
            heads.ensureScratch(Math.max(1, distinct) * 4);
            Memory.fill(heads.address(), Math.max(1, distinct) * 4, (byte) -1);
            long first = heads.address();
            parallel.run(parts, p -> place(codes, rows, bitmap, first, p * part, Math.min(words, (p + 1) * part), chains));
            return new RankedTable(keys, entries, heads, chains, distinct);
        } catch (RuntimeException | Error failure) {
            entries.close();
            heads.close();
            chains.close();
            throw failure;
        }
    }

    private static void mark(long codes, long rows, long bitmap, long from, long to) {
        if (from >= to) {
            return;
        }
        Memory.fill(bitmap + from * ENTRY, (to - from) * ENTRY, (byte) 0);
        for (long row = 0; row < rows; row++) {
            long code = Memory.getLong(codes + row * 8);
            long word = code >> 6;
            if (word >= from && word < to) {
                Memory.putLong(bitmap + word * ENTRY, Memory.getLong(bitmap + word * ENTRY) | 1L << code);
            }
        }
    }

    private static long rank(long bitmap, long words) {
        long before = 0;
        for (long word = 0; word < words; word++) {
            Memory.putInt(bitmap + word * ENTRY + 8, (int) before);
            before += Long.bitCount(Memory.getLong(bitmap + word * ENTRY));
        }
        return before;
    }

    private static void place(long codes, long rows, long bitmap, long heads, long from, long to, RowChains chains) {
        for (long row = 0; row < rows; row++) {
            long code = Memory.getLong(codes + row * 8);
            long word = code >> 6;
            if (word >= from && word < to) {
                long entry = bitmap + word * ENTRY;
                long at = heads + (Memory.getInt(entry + 8) + Long.bitCount(Memory.getLong(entry) & (1L << code) - 1)) * 4L;
                int before = Memory.getInt(at);
                Memory.putInt(at, (int) row);
                if (before >= 0) {
                    chains.link(row, before);
                }
            }
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
        return "ranked bitmap";
    }

    @Override
    public Lookup lookup(BufferAllocator allocator) {
        return new RankedLookup(this, new NativeArray(allocator));
    }

    @Override
    public void close() {
        entries.close();
        heads.close();
        chains.close();
    }

    private record RankedLookup(RankedTable table, NativeArray codes) implements Lookup {
        @Override
        public void heads(List<Column> columns, int rows, long out) {
            codes.ensureScratch(rows * 8L);
            long at = codes.address();
            // Codes from codes() on stand for keys out of range: the last entry has room for one, whose bit is never set.
            table.keys.encode(columns, rows, table.keys.codes(), at);
            long bitmap = table.entries.address();
            long heads = table.heads.address();
            for (long i = 0; i < rows; i++) {
                long code = Memory.getLong(at + i * 8);
                long entry = bitmap + (code >>> 6) * ENTRY;
                long word = Memory.getLong(entry);
                long present = word >>> code & 1;
                long rank = Memory.getInt(entry + 8) + Long.bitCount(word & (1L << code) - 1);
                // An absent key reads some row, and answers -1 all the same.
                Memory.putInt(out + i * 4, Memory.getInt(heads + (rank & -present) * 4) | (int) present - 1);
            }
        }

        @Override
        public void close() {
            codes.close();
        }
    }
}
