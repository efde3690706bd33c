package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Concatenate;
import dev.weir.exec.kernel.Gather;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Puts results for disjoint sets of rows, together all rows, into one column in the order of the rows.
final class PieceMerge implements AutoCloseable {
    private final int rows;
    private final BufferAllocator allocator;
    private final List<Column> pieces = new ArrayList<>();
    private final Scratch order;
    private int filled;

    PieceMerge(int rows, BufferAllocator allocator) {
        this.rows = rows;
        this.allocator = allocator;
        this.order = new Scratch(allocator);
    }

    /// Takes over a column with the values of the rows at `positions`.
    void add(Column piece, long positions, int count) {
        pieces.add(piece);
        long places = order.bytes(rows * 4L);
        for (long i = 0; i < count; i++) {
            Memory.putInt(places + ((long) Memory.getInt(positions + (i << 2)) << 2), filled + (int) i);
        }
        filled += count;
    }

    Column merge() {
        if (filled != rows) {
            throw new IllegalStateException(filled + " of " + rows + " rows have a value");
        }
        try (Column all = Concatenate.concat(pieces, allocator)) {
            return Gather.take(all, order.bytes(rows * 4L), rows, allocator);
        }
    }

    @Override
    public void close() {
        pieces.forEach(Column::close);
        order.close();
    }
}
