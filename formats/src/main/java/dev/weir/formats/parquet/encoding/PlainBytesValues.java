package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import org.apache.arrow.memory.ArrowBuf;

/// PLAIN byte arrays: 4 bytes of length, then the bytes. There is no way to a value but past all before it, so a cursor
/// walks the lengths and writes views only where they are asked for.
public final class PlainBytesValues implements PageValues {
    private final StringHeap heap;
    private final long limit;
    private final int count;
    private long position;
    private long at;

    /// Takes over the reference to `buffer`, which must have 16 readable bytes behind the content.
    public PlainBytesValues(ArrowBuf buffer, long offset, long bytes, int count) {
        if (count * 4L > bytes) {
            throw FormatException.corrupt("a page of " + count + " byte arrays has " + bytes + " bytes of them");
        }
        this.at = buffer.memoryAddress() + offset;
        this.limit = at + bytes;
        this.count = count;
        this.heap = StringHeap.of(buffer);
    }

    @Override
    public void range(long from, int count, long out) {
        skipTo(from);
        long cursor = at;
        for (long i = 0; i < count; i++) {
            int length = length(cursor);
            Views.write(out + i * 16, cursor + 4, length);
            cursor += 4L + length;
        }
        at = cursor;
        position += count;
    }

    @Override
    public void gather(long from, long positions, int count, long out) {
        for (long i = 0; i < count; i++) {
            skipTo(from + Memory.getInt(positions + i * 4));
            int length = length(at);
            Views.write(out + i * 16, at + 4, length);
            at += 4L + length;
            position++;
        }
    }

    private void skipTo(long target) {
        long cursor = at;
        for (long i = position; i < target; i++) {
            cursor += 4L + length(cursor);
        }
        at = cursor;
        position = target;
    }

    private int length(long cursor) {
        if (cursor + 4 > limit) {
            throw endsEarly();
        }
        int length = Memory.getInt(cursor);
        if (length < 0 || length > limit - cursor - 4) {
            throw endsEarly();
        }
        return length;
    }

    private FormatException endsEarly() {
        return FormatException.corrupt("byte array " + position + " of " + count + " is longer than its page");
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
