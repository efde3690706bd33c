package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.parquet.level.HybridRuns;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// RLE booleans: 4 bytes of length, then hybrid runs of width 1. Decoded at once to a bitmap.
public final class RleBooleans {
    private RleBooleans() {}

    /// Takes over the reference to `page` when it succeeds.
    public static BitValues open(ArrowBuf page, long offset, long bytes, int count, BufferAllocator allocator) {
        long address = page.memoryAddress() + offset;
        long length = bytes < 4 ? -1 : Memory.getInt(address) & 0xffffffffL;
        if (count > 0 && (length < 0 || length > bytes - 4)) {
            throw FormatException.corrupt("RLE booleans longer than their page");
        }
        long size = count + 7L >>> 3;
        ArrowBuf bitmap = allocator.buffer(size + FileSource.PADDING);
        boolean done = false;
        try {
            if (count > 0) {
                HybridRuns runs = new HybridRuns();
                runs.start(address + 4, address + 4 + length, 1);
                runs.readBits(bitmap.memoryAddress(), 0, count);
            }
            BitValues values = new BitValues(bitmap, 0, size, count);
            done = true;
            page.close();
            return values;
        } finally {
            if (!done) {
                bitmap.close();
            }
        }
    }
}
