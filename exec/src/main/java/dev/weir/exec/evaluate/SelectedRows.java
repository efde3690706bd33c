package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Gather;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;

/// Some rows of others. Gathers a column when an expression first asks for it, and only then.
final class SelectedRows implements Rows, AutoCloseable {
    private final Rows parent;
    private final long positions;
    private final int count;
    private final BufferAllocator allocator;
    private Column[] gathered = new Column[8];

    /// @param positions rows of `parent`, int32 each, that stay as they are while this object is used
    SelectedRows(Rows parent, long positions, int count, BufferAllocator allocator) {
        this.parent = parent;
        this.positions = positions;
        this.count = count;
        this.allocator = allocator;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Column column(int index) {
        if (index >= gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(index + 1, gathered.length * 2));
        }
        if (gathered[index] == null) {
            gathered[index] = Gather.take(parent.column(index), positions, count, allocator);
        }
        return gathered[index];
    }

    @Override
    public void close() {
        for (Column column : gathered) {
            if (column != null) {
                column.close();
            }
        }
        Arrays.fill(gathered, null);
    }
}
