package dev.weir.formats.parquet.level;

import dev.weir.formats.FormatException;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Reads the definition levels of a flat optional column, 0 or 1 a row, which are an Arrow validity bitmap in all but name.
public final class Validity {
    private Validity() {}

    /// Answers the bitmap of `rows` levels in hybrid runs, or null when all are 1. The caller frees it.
    public static ArrowBuf read(long address, long limit, int rows, HybridRuns runs, BufferAllocator allocator) {
        runs.start(address, limit, 1);
        if (rows == 0 || runs.run() >= rows && runs.repeated() && runs.value() == 1) {
            return null;
        }
        ArrowBuf bitmap = allocate(rows, allocator);
        boolean done = false;
        try {
            runs.readBits(bitmap.memoryAddress(), 0, rows);
            done = true;
        } finally {
            if (!done) {
                bitmap.close();
            }
        }
        return bitmap;
    }

    /// Reads the deprecated BIT_PACKED form: one bit a level, most significant bit first.
    public static ArrowBuf readBitPacked(long address, long limit, int rows, BufferAllocator allocator) {
        long bytes = rows + 7L >>> 3;
        if (limit - address < bytes) {
            throw FormatException.corrupt("the bit-packed levels end early");
        }
        ArrowBuf bitmap = allocate(rows, allocator);
        long target = bitmap.memoryAddress();
        for (long i = 0; i < bytes; i++) {
            Memory.putByte(target + i, (byte) (Integer.reverse(Memory.getByte(address + i)) >>> 24));
        }
        return bitmap;
    }

    private static ArrowBuf allocate(int rows, BufferAllocator allocator) {
        long bytes = (rows + 7L >>> 3) + FileSource.PADDING;
        return allocator.buffer(bytes);
    }
}
