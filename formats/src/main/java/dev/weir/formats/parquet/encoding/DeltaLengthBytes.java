package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// DELTA_LENGTH_BYTE_ARRAY: all lengths (DELTA_BINARY_PACKED), then all bytes. The views point into the page.
public final class DeltaLengthBytes {
    private DeltaLengthBytes() {}

    /// Takes over the reference to `page` when it succeeds.
    public static ViewValues open(ArrowBuf page, long offset, long bytes, int count, Scratch scratch, BufferAllocator allocator) {
        ArrowBuf views = allocator.buffer(Math.max(1, count * 16L));
        boolean done = false;
        try {
            if (count > 0) {
                long address = page.memoryAddress() + offset;
                long limit = address + bytes;
                long lengths = scratch.page(count * 4L);
                long content = DeltaBinaryPacked.decode(address, limit, count, 4, lengths, scratch);
                write(lengths, count, content, limit, views.memoryAddress());
            }
            done = true;
            return new ViewValues(views, StringHeap.of(page));
        } finally {
            if (!done) {
                views.close();
            }
        }
    }

    private static void write(long lengths, int count, long content, long limit, long views) {
        long at = content;
        for (long i = 0; i < count; i++) {
            int length = Memory.getInt(lengths + i * 4);
            if (length < 0 || length > limit - at) {
                throw FormatException.corrupt("byte array " + i + " of " + count + " is longer than its page");
            }
            Views.write(views + i * 16, at, length);
            at += length;
        }
    }
}
