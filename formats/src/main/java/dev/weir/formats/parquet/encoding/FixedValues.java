package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.NearGather;
import dev.weir.formats.memory.StringHeap;
import org.apache.arrow.memory.ArrowBuf;

/// Values of a fixed width one after another: PLAIN as it lies in the page, and what other encodings decode to at once.
/// The only page whose memory may be handed on as it is.
public final class FixedValues implements PageValues {
    private final ArrowBuf buffer;
    private final long offset;
    private final int width;
    private final int count;

    /// Takes over the reference to `buffer`.
    ///
    /// @param offset where in the buffer the first value lies
    /// @param bytes how many bytes of values there are; must hold `count` values
    public FixedValues(ArrowBuf buffer, long offset, long bytes, int count, int width) {
        if ((long) count * width > bytes) {
            throw FormatException.corrupt("a page of " + count + " values of " + width + " bytes has " + bytes + " bytes of them");
        }
        this.buffer = buffer;
        this.offset = offset;
        this.width = width;
        this.count = count;
    }

    @Override
    public void range(long from, int count, long out) {
        Memory.copy(address() + from * width, out, (long) count * width);
    }

    @Override
    public void gather(long from, long positions, int count, long out) {
        switch (width) {
            case 4 -> NearGather.gather4(address(from), this.count - from, positions, count, out);
            case 8 -> NearGather.gather8(address(from), this.count - from, positions, count, out);
            default -> Gather.gather(address(from), positions, count, width, out);
        }
    }

    /// Answers `count` values without a copy, with a reference of their own.
    public ArrowBuf slice(long from, int count) {
        ArrowBuf slice = buffer.slice(offset + from * width, (long) count * width);
        slice.getReferenceManager().retain();
        return slice;
    }

    /// The address of value `from`.
    public long address(long from) {
        return address() + from * width;
    }

    private long address() {
        return buffer.memoryAddress() + offset;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public StringHeap heap() {
        return null;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
