package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.BufferAllocator;

/// The rows of a block in which a column is not NULL, for IGNORE NULLS.
final class NonNulls implements AutoCloseable {
    private final NativeArray rows;
    /// By row (and one behind the last): how many such rows come before it.
    private final NativeArray before;

    NonNulls(BufferAllocator allocator) {
        rows = new NativeArray(allocator);
        before = new NativeArray(allocator);
    }

    void begin(Column column) {
        int length = column.length();
        rows.ensureScratch(length * 4L);
        before.ensureScratch(length * 4L + 4);
        int count = 0;
        boolean nulls = column.mayHaveNulls();
        for (int i = 0; i < length; i++) {
            Memory.putInt(before.address() + i * 4L, count);
            if (!nulls || !column.isNull(i)) {
                Memory.putInt(rows.address() + count++ * 4L, i);
            }
        }
        Memory.putInt(before.address() + length * 4L, count);
    }

    /// How many of the rows before `row` have a value.
    int before(int row) {
        return Memory.getInt(before.address() + row * 4L);
    }

    /// The row of the n-th value, from 0.
    int row(long n) {
        return Memory.getInt(rows.address() + n * 4);
    }

    @Override
    public void close() {
        rows.close();
        before.close();
    }
}
