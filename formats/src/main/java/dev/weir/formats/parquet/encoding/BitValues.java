package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import org.apache.arrow.memory.ArrowBuf;

/// Booleans, a bit each: PLAIN as it lies in the page, RLE decoded at once. Decodes to a byte each.
public final class BitValues implements PageValues {
    private static final long ONES = 0x0101010101010101L;
    private static final long SELECT = 0x8040201008040201L;

    private final ArrowBuf buffer;
    private final long address;

    /// Takes over the reference to `buffer`.
    public BitValues(ArrowBuf buffer, long offset, long bytes, int count) {
        if (count + 7L >>> 3 > bytes) {
            throw FormatException.corrupt("a page of " + count + " booleans has " + bytes + " bytes of them");
        }
        this.buffer = buffer;
        this.address = buffer.memoryAddress() + offset;
    }

    @Override
    public void range(long from, int count, long out) {
        long i = 0;
        while (i < count && (from + i & 7) != 0) {
            Memory.putByte(out + i, Memory.bit(address, from + i) ? (byte) 1 : 0);
            i++;
        }
        for (; i + 8 <= count; i += 8) {
            // Spreads the byte over 8 lanes, keeps bit k in lane k, and turns non-zero lanes into 1.
            long lanes = (Memory.getByte(address + (from + i >>> 3)) & 0xffL) * ONES & SELECT;
            Memory.putLong(out + i, lanes + 0x7f7f7f7f7f7f7f7fL >>> 7 & ONES);
        }
        for (; i < count; i++) {
            Memory.putByte(out + i, Memory.bit(address, from + i) ? (byte) 1 : 0);
        }
    }

    @Override
    public void gather(long from, long positions, int count, long out) {
        for (long i = 0; i < count; i++) {
            Memory.putByte(out + i, Memory.bit(address, from + Memory.getInt(positions + i * 4)) ? (byte) 1 : 0);
        }
    }

    @Override
    public int width() {
        return 1;
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
