package dev.weir.exec.operator.join;

import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.BufferAllocator;

/// Links build rows of equal keys; takes no memory while all keys are unique and is safe for builders that each insert
/// rows of their own.
final class RowChains implements AutoCloseable {
    private final BufferAllocator allocator;
    private final long rows;
    private volatile NativeArray links;

    RowChains(BufferAllocator allocator, long rows) {
        this.allocator = allocator;
        this.rows = rows;
    }

    /// Puts `row` before `after`, the head so far.
    void link(long row, int after) {
        NativeArray array = links;
        if (array == null) {
            array = make();
        }
        Memory.putInt(array.address() + row * 4, after);
    }

    /// The int32 links, or 0 when nothing was linked.
    long address() {
        NativeArray array = links;
        return array == null ? 0 : array.address();
    }

    private synchronized NativeArray make() {
        if (links == null) {
            NativeArray array = new NativeArray(allocator);
            array.ensureScratch(rows * 4);
            Memory.fill(array.address(), rows * 4, (byte) -1);
            links = array;
        }
        return links;
    }

    @Override
    public void close() {
        if (links != null) {
            links.close();
        }
    }
}
