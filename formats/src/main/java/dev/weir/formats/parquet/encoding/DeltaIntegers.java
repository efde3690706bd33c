package dev.weir.formats.parquet.encoding;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Opens a page of DELTA_BINARY_PACKED integers by decoding it at once: a value is only known from all before it.
public final class DeltaIntegers {
    private DeltaIntegers() {}

    /// Takes over the reference to `page` when it succeeds.
    public static FixedValues open(ArrowBuf page, long offset, long bytes, int count, int width, Scratch scratch, BufferAllocator allocator) {
        ArrowBuf values = allocator.buffer(Math.max(1, (long) count * width));
        boolean done = false;
        try {
            if (count > 0) {
                long address = page.memoryAddress() + offset;
                DeltaBinaryPacked.decode(address, address + bytes, count, width, values.memoryAddress(), scratch);
            }
            FixedValues result = new FixedValues(values, 0, (long) count * width, count, width);
            done = true;
            page.close();
            return result;
        } finally {
            if (!done) {
                values.close();
            }
        }
    }
}
