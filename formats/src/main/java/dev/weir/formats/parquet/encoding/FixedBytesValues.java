package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import org.apache.arrow.memory.ArrowBuf;

/// Byte arrays of one width (FIXED_LEN_BYTE_ARRAY that is no number), decoded to views into the page.
public final class FixedBytesValues implements PageValues {
    private final StringHeap heap;
    private final long address;
    private final int length;

    /// Takes over the reference to `buffer`, which must have 16 readable bytes behind the content.
    public FixedBytesValues(ArrowBuf buffer, long offset, long bytes, int count, int length) {
        if ((long) count * length > bytes) {
            throw FormatException.corrupt("a page of " + count + " values of " + length + " bytes has " + bytes + " bytes of them");
        }
        this.address = buffer.memoryAddress() + offset;
        this.length = length;
        this.heap = StringHeap.of(buffer);
    }

    @Override
    public void range(long from, int count, long out) {
        for (long i = 0; i < count; i++) {
            Views.write(out + i * 16, address + (from + i) * length, length);
        }
    }

    @Override
    public void gather(long from, long positions, int count, long out) {
        for (long i = 0; i < count; i++) {
            Views.write(out + i * 16, address + (from + Memory.getInt(positions + i * 4)) * length, length);
        }
    }

    @Override
    public int width() {
        return 16;
    }

    @Override
    public StringHeap heap() {
        return heap;
    }

    @Override
    public void close() {
        heap.release();
    }
}
