package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.Concatenate;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.plan.WindowCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/// Sorted rows of whole partitions. Columns that calls read are put together once for all of them.
final class WindowBlock implements AutoCloseable {
    private final List<Batch> batches;
    private final int rows;
    private final KeyChanges changes;
    private final BufferAllocator allocator;
    private final Map<Integer, Column> columns = new HashMap<>();
    private final Map<Integer, FlatColumn> flats = new HashMap<>();
    private final Map<Integer, Starts> starts = new HashMap<>();

    /// Takes over the batches and the changes.
    WindowBlock(List<Batch> batches, int rows, KeyChanges changes, BufferAllocator allocator) {
        this.batches = List.copyOf(batches);
        this.rows = rows;
        this.changes = changes;
        this.allocator = allocator;
    }

    List<Batch> batches() {
        return batches;
    }

    int rows() {
        return rows;
    }

    /// What the rows take, and the columns that were put together.
    long bytes() {
        long bytes = 0;
        for (Batch batch : batches) {
            bytes += batch.size();
        }
        for (FlatColumn column : flats.values()) {
            bytes += column.size();
        }
        return bytes;
    }

    /// A column over all rows; belongs to the block.
    Column column(int index) {
        Column known = columns.get(index);
        if (known == null) {
            List<Column> parts = new ArrayList<>(batches.size());
            for (Batch batch : batches) {
                parts.add(batch.column(index));
            }
            known = Concatenate.concat(parts, allocator);
            columns.put(index, known);
        }
        return known;
    }

    /// As {@link #column}, one value a row.
    FlatColumn flat(int index) {
        FlatColumn known = flats.get(index);
        if (known == null) {
            known = Flatten.flat(column(index), allocator);
            flats.put(index, known);
        }
        return known;
    }

    /// A cursor over the partitions that the leading keys make, and the peers that `orderKeys` more make.
    RowCursor cursor(int partitionKeys, int orderKeys) {
        return new RowCursor(starts(partitionKeys), starts(partitionKeys + orderKeys));
    }

    private Starts starts(int keys) {
        Starts known = starts.get(keys);
        if (known == null) {
            known = changes.starts(keys, rows, allocator);
            starts.put(keys, known);
        }
        return known;
    }

    /// The rows of one of the batches, whose first is row `from` here, with the results of the calls behind their columns.
    Batch extended(Batch batch, int from, List<WindowEvaluation> evaluations, List<WindowCall> calls) {
        List<Column> all = new ArrayList<>(batch.columns().size() + evaluations.size());
        try {
            for (Column column : batch.columns()) {
                all.add(column.retain());
            }
            for (int i = 0; i < evaluations.size(); i++) {
                all.add(evaluate(evaluations.get(i), from, batch.rows(), calls.get(i)));
            }
            return new Batch(all, batch.rows());
        } catch (RuntimeException | Error failure) {
            all.forEach(Column::close);
            throw failure;
        }
    }

    private static Column evaluate(WindowEvaluation evaluation, int from, int rows, WindowCall call) {
        try {
            return evaluation.evaluate(from, rows);
        } catch (QueryException failure) {
            throw call.origin().attach(failure);
        }
    }

    @Override
    public void close() {
        batches.forEach(Batch::close);
        changes.close();
        flats.values().forEach(FlatColumn::close);
        flats.clear();
        columns.values().forEach(Column::close);
        columns.clear();
        starts.values().forEach(Starts::close);
        starts.clear();
    }
}
