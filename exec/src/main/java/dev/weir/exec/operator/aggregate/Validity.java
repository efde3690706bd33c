package dev.weir.exec.operator.aggregate;

import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Makes the bitmaps of result columns.
final class Validity {
    private Validity() {}

    /// A bitmap with all bits set; when there is no memory for it, `data` is freed.
    static ArrowBuf all(int rows, BufferAllocator allocator, ArrowBuf data) {
        try {
            long bytes = (rows + 63L) / 64 * 8;
            ArrowBuf bitmap = allocator.buffer(bytes);
            Memory.fill(bitmap.memoryAddress(), bytes, (byte) -1);
            return bitmap;
        } catch (RuntimeException failure) {
            data.getReferenceManager().release();
            throw failure;
        }
    }
}
