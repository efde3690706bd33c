package dev.weir.exec.operator.scan;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.Evaluator;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.kernel.Gather;
import dev.weir.formats.BatchReader;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// The rows of a reader's window that are still in, and the values that were loaded for them. Loaded values always have
/// exactly the rows that are in: narrowing gathers those that are needed again and drops the others.
final class ScanWindow implements AutoCloseable {
    private final ScanPlan plan;
    private final BufferAllocator allocator;
    private final Evaluator[] masks;
    private final Column[] loaded;
    /// The rows that are in, as positions in the reader's window; used unless `all`.
    private final ArrowBuf selection;
    /// What a step writes: positions among the rows that are in.
    private final ArrowBuf survivors;
    private ValueReader[] readers;
    private BatchReader reader;
    private boolean all;
    private int rows;

    /// @param masking what masks are evaluated with
    ScanWindow(ScanPlan plan, BufferAllocator allocator, EvaluationContext masking) {
        this.plan = plan;
        this.allocator = allocator;
        this.loaded = new Column[plan.values.size()];
        this.masks = new Evaluator[plan.values.size()];
        ArrowBuf first = null;
        ArrowBuf second = null;
        boolean done = false;
        try {
            first = allocator.buffer(Batch.MAX_ROWS * 4L);
            second = allocator.buffer(Batch.MAX_ROWS * 4L);
            for (int id = 0; id < masks.length; id++) {
                if (plan.values.get(id) instanceof ScanPlan.Masked masked) {
                    masks[id] = Evaluator.compile(masked.expression(), masking);
                }
            }
            done = true;
        } finally {
            if (!done) {
                closeAll(masks);
                closeAll(first, second);
            }
        }
        selection = first;
        survivors = second;
    }

    /// From now on windows come from this reader. The caller keeps both.
    void open(BatchReader newReader, ValueReader[] newReaders) {
        clear();
        reader = newReader;
        readers = newReaders;
    }

    /// Starts a window with all of its rows in.
    void start(int windowRows) {
        clear();
        all = true;
        rows = windowRows;
    }

    int rows() {
        return rows;
    }

    /// Where a step writes the positions that it keeps.
    long survivors() {
        return survivors.memoryAddress();
    }

    /// The values of these ids for the rows that are in; they stay this window's, the batch is not closed.
    Batch borrow(int[] ids) {
        List<Column> columns = new ArrayList<>(ids.length);
        for (int id : ids) {
            columns.add(load(id));
        }
        return new Batch(columns, rows);
    }

    private Column load(int id) {
        if (loaded[id] == null) {
            loaded[id] = switch (plan.values.get(id)) {
                case ScanPlan.Raw _ -> readers[id].read(reader, all ? 0 : selection.memoryAddress(), rows);
                case ScanPlan.Masked masked -> mask(id, masked);
            };
        }
        return loaded[id];
    }

    private Column mask(int id, ScanPlan.Masked masked) {
        Batch raw = borrow(masked.inputs());
        try {
            return masks[id].evaluate(raw);
        } catch (QueryException failure) {
            throw withoutValues(failure);
        }
    }

    /// A policy's own failure must not show what it failed on.
    static QueryException withoutValues(QueryException failure) {
        return withoutValues(failure, "A policy of the table cannot be evaluated");
    }

    /// The same code and place (a policy's expressions have none), and of the message nothing that may hold data.
    static QueryException withoutValues(QueryException failure, String instead) {
        return failure.code() == ErrorCode.MEMORY_EXCEEDED || failure.code() == ErrorCode.QUERY_CANCELLED
                ? failure : new QueryException(failure.code(), instead, failure.position().orElse(null));
    }

    /// Keeps the `count` rows at {@link #survivors}; of the loaded values only those in `needed`.
    void narrow(int count, BitSet needed) {
        if (count == rows) {
            return;
        }
        for (int id = 0; id < loaded.length; id++) {
            if (loaded[id] != null) {
                Column before = loaded[id];
                loaded[id] = null;
                try (before) {
                    if (count > 0 && needed.get(id)) {
                        loaded[id] = Gather.take(before, survivors.memoryAddress(), count, allocator);
                    }
                }
            }
        }
        long from = survivors.memoryAddress();
        long to = selection.memoryAddress();
        if (all) {
            Memory.copy(from, to, count * 4L);
        } else {
            // Ascending positions: what is overwritten was read before.
            for (long i = 0; i < count; i++) {
                Memory.putInt(to + i * 4, Memory.getInt(to + Memory.getInt(from + i * 4) * 4L));
            }
        }
        all = false;
        rows = count;
    }

    /// The output columns of the rows that are in; the caller owns the batch.
    Batch output() {
        List<Column> columns = new ArrayList<>(plan.outputs.length);
        try {
            for (int id : plan.outputs) {
                columns.add(load(id).retain());
            }
            return new Batch(columns, rows);
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    /// Drops the values of the window.
    void clear() {
        for (Column column : loaded) {
            if (column != null) {
                column.close();
            }
        }
        Arrays.fill(loaded, null);
        rows = 0;
    }

    /// Whether a value is loaded, so that what it is made of is not needed for it any more.
    boolean isLoaded(int id) {
        return loaded[id] != null;
    }

    @Override
    public void close() {
        clear();
        closeAll(masks);
        closeAll(selection, survivors);
    }

    private static void closeAll(Evaluator... evaluators) {
        for (Evaluator evaluator : evaluators) {
            if (evaluator != null) {
                evaluator.close();
            }
        }
    }

    private static void closeAll(ArrowBuf... buffers) {
        for (ArrowBuf buffer : buffers) {
            if (buffer != null) {
                buffer.close();
            }
        }
    }
}
