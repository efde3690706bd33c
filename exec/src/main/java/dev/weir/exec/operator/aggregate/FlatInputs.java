package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// The arguments of a batch's aggregates, each column flattened once however many calls read it; filtered where a call
/// has a FILTER.
final class FlatInputs implements AutoCloseable {
    private final Batch batch;
    private final BufferAllocator allocator;
    private final FlatColumn[] flats;
    private final List<FlatColumn> filtered = new ArrayList<>();

    FlatInputs(Batch batch, BufferAllocator allocator) {
        this.batch = batch;
        this.allocator = allocator;
        this.flats = new FlatColumn[batch.columns().size()];
    }

    List<FlatColumn> all(List<Integer> positions) {
        List<FlatColumn> columns = new ArrayList<>(positions.size());
        for (int position : positions) {
            columns.add(flat(position));
        }
        return columns;
    }

    /// Only the given rows (int32) of the columns.
    List<FlatColumn> some(List<Integer> positions, long rows, int count) {
        List<FlatColumn> columns = new ArrayList<>(positions.size());
        for (int position : positions) {
            try (Column taken = Gather.take(batch.column(position), rows, count, allocator)) {
                FlatColumn flat = Flatten.flat(taken, allocator);
                filtered.add(flat);
                columns.add(flat);
            }
        }
        return columns;
    }

    /// Writes the rows for which a boolean column is TRUE; answers how many.
    int select(int position, NativeArray rows) {
        FlatColumn column = flat(position);
        rows.ensureScratch(batch.rows() * 4L);
        long to = rows.address();
        long validity = column.validityAddress();
        int count = 0;
        for (long i = 0; i < batch.rows(); i++) {
            Memory.putInt(to + count * 4L, (int) i);
            boolean isTrue = Memory.getByte(column.address() + i) != 0 && (validity == 0 || Memory.bit(validity, i));
            count += isTrue ? 1 : 0;
        }
        return count;
    }

    private FlatColumn flat(int position) {
        if (flats[position] == null) {
            flats[position] = Flatten.flat(batch.column(position), allocator);
        }
        return flats[position];
    }

    @Override
    public void close() {
        for (FlatColumn flat : flats) {
            if (flat != null) {
                flat.close();
            }
        }
        filtered.forEach(FlatColumn::close);
        filtered.clear();
    }
}
