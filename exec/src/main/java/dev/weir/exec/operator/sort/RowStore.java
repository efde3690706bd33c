package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Compact;
import dev.weir.exec.kernel.Concatenate;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Footprint;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Keeps the batches of one thread with the entries of their rows. A row is a reference: batch in the high 32 bits, row in
/// the low ones.
///
/// Small batches are put together, and strings are copied when their batch keeps much more memory alive than it uses.
final class RowStore implements AutoCloseable {
    private static final int SMALL = Batch.MAX_ROWS / 8;
    private static final int WHOLE = Batch.MAX_ROWS / 2;
    /// How many times the used bytes a heap may hold.
    private static final int TOLERATED = 4;
    private static final long NEGLIGIBLE = 64 << 10;
    /// For small batches, of which there may be many.
    private static final long NEGLIGIBLE_IF_SMALL = 4 << 10;

    private final KeyLayout layout;
    private final KeyEncoder encoder;
    private final BufferAllocator allocator;
    private final List<Batch> batches = new ArrayList<>();
    private final List<ArrowBuf> entries = new ArrayList<>();
    private final List<Batch> pending = new ArrayList<>();
    private long[] entryAddresses = new long[16];
    private final Footprint footprint = new Footprint();
    private int pendingRows;
    private long bytes;
    private long rows;

    RowStore(KeyLayout layout, BufferAllocator allocator) {
        this.layout = layout;
        this.encoder = new KeyEncoder(layout, allocator);
        this.allocator = allocator;
    }

    /// Takes over the batch.
    void add(Batch batch) {
        rows += batch.rows();
        if (batch.rows() >= SMALL) {
            store(settled(batch, NEGLIGIBLE));
            return;
        }
        pending.add(settled(batch, NEGLIGIBLE_IF_SMALL));
        pendingRows += batch.rows();
        if (pendingRows >= WHOLE) {
            seal();
        }
    }

    /// Stores what was waiting for company; to be called before rows are read.
    void seal() {
        if (pending.isEmpty()) {
            return;
        }
        Batch whole = pending.size() == 1 ? pending.getFirst().retain() : Concatenate.batches(pending, allocator);
        pending.forEach(Batch::close);
        pending.clear();
        pendingRows = 0;
        store(whole);
    }

    long rows() {
        return rows;
    }

    /// Bytes of the stored rows and their entries; what several batches share counts once.
    long bytes() {
        return bytes;
    }

    List<Batch> batches() {
        return batches;
    }

    Batch batch(long reference) {
        return batches.get((int) (reference >>> 32));
    }

    long entry(long reference) {
        return entryAddresses[(int) (reference >>> 32)] + (reference & 0xffffffffL) * layout.entryBytes();
    }

    long entries(int batch) {
        return entryAddresses[batch];
    }

    private void store(Batch kept) {
        batches.add(kept);
        ArrowBuf keys = allocator.buffer(kept.rows() * layout.entryBytes());
        entries.add(keys);
        bytes += keys.capacity();
        for (Column column : kept.columns()) {
            bytes += footprint.add(column);
        }
        if (entries.size() > entryAddresses.length) {
            entryAddresses = Arrays.copyOf(entryAddresses, entryAddresses.length * 2);
        }
        entryAddresses[entries.size() - 1] = keys.memoryAddress();
        encoder.encode(kept, keys.memoryAddress());
    }

    /// Takes over the batch.
    private Batch settled(Batch batch, long negligible) {
        List<Column> columns = new ArrayList<>(batch.columns().size());
        try (batch) {
            for (Column column : batch.columns()) {
                columns.add(settled(column, negligible));
            }
            return new Batch(columns, batch.rows());
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    private Column settled(Column column, long negligible) {
        return switch (column) {
            case ConstantColumn constant -> Flatten.flat(constant, allocator);
            case FlatColumn flat -> wasteful(flat, negligible) ? Compact.compact(flat, allocator) : flat.retain();
            case DictionaryColumn coded -> wasteful(coded, negligible) ? flattened(coded) : coded.retain();
        };
    }

    private Column flattened(DictionaryColumn coded) {
        try (FlatColumn flat = Flatten.flat(coded, allocator)) {
            return Compact.compact(flat, allocator);
        }
    }

    /// Whether the strings of a column are few of those that it keeps alive.
    private static boolean wasteful(FlatColumn column, long negligible) {
        long held = column.heap() == null ? 0 : column.heap().size();
        if (held <= negligible) {
            return false;
        }
        long used = 0;
        for (long i = 0; i < column.length(); i++) {
            int length = Memory.getInt(column.address() + (i << 4));
            used += length > StringView.INLINE ? length : 0;
        }
        return held > negligible + TOLERATED * used;
    }

    private static boolean wasteful(DictionaryColumn column, long negligible) {
        FlatColumn dictionary = column.dictionary();
        long held = dictionary.size();
        if (held <= negligible) {
            return false;
        }
        long average = held / Math.max(1, dictionary.length());
        return held > negligible + TOLERATED * average * column.length();
    }

    @Override
    public void close() {
        pending.forEach(Batch::close);
        pending.clear();
        batches.forEach(Batch::close);
        batches.clear();
        for (ArrowBuf keys : entries) {
            keys.getReferenceManager().release();
        }
        entries.clear();
        footprint.clear();
        rows = 0;
    }
}
