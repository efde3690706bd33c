package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.NearGather;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.parquet.level.BitUnpacking;
import dev.weir.formats.parquet.level.HybridRuns;
import org.apache.arrow.memory.ArrowBuf;

/// RLE_DICTIONARY (and PLAIN_DICTIONARY): a byte with the bit width, then hybrid runs of codes. Every code that leaves is
/// one of the dictionary.
public final class CodeValues implements PageValues {
    private final ArrowBuf buffer;
    private final HybridRuns runs = new HybridRuns();
    private final int dictionarySize;
    private final Scratch scratch;
    private long position;

    /// Takes over the reference to `buffer`.
    public CodeValues(ArrowBuf buffer, long offset, long bytes, int count, int dictionarySize, Scratch scratch) {
        if (bytes < 1 && count > 0) {
            throw FormatException.corrupt("a page of dictionary codes without a bit width");
        }
        this.buffer = buffer;
        this.dictionarySize = dictionarySize;
        this.scratch = scratch;
        if (count > 0) {
            long address = buffer.memoryAddress() + offset;
            runs.start(address + 1, address + bytes, Memory.getByte(address));
        }
    }

    @Override
    public void range(long from, int count, long out) {
        runs.skip(from - position);
        position = from;
        runs.read(out, count);
        position += count;
        long beyond = BitUnpacking.firstNotBelow(out, count, dictionarySize);
        if (beyond < count) {
            throw FormatException.corrupt("dictionary code " + Integer.toUnsignedString(Memory.getInt(out + beyond * 4)) + " of " + dictionarySize);
        }
    }

    @Override
    public void gather(long from, long positions, int count, long out) {
        if (count == 0) {
            return;
        }
        int first = Memory.getInt(positions);
        int span = Memory.getInt(positions + (count - 1) * 4L) - first + 1;
        if (span == count) {
            range(from + first, count, out);
            return;
        }
        long codes = scratch.codes(span * 4L);
        range(from + first, span, codes);
        NearGather.gather4(codes - first * 4L, first + (long) span, positions, count, out);
    }

    @Override
    public int width() {
        return 4;
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
