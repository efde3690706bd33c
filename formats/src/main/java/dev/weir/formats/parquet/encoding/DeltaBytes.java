package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// DELTA_BYTE_ARRAY: how many bytes each value shares with the one before it (DELTA_BINARY_PACKED), then the rest of each
/// value (DELTA_LENGTH_BYTE_ARRAY). Decoded at once into one run of bytes.
public final class DeltaBytes {
    /// Decoded bytes of a page beyond this are refused: shared prefixes let a small corrupt page claim any size.
    private static final long LARGEST = 256L << 20;

    private final long prefixes;
    private final long suffixes;
    private final long content;
    private final long size;

    private DeltaBytes(long prefixes, long suffixes, long content, long size) {
        this.prefixes = prefixes;
        this.suffixes = suffixes;
        this.content = content;
        this.size = size;
    }

    /// Takes over the reference to `page` when it succeeds.
    public static PageValues open(ArrowBuf page, long offset, long bytes, int count, Scratch scratch, BufferAllocator allocator) {
        DeltaBytes heads = read(page, offset, bytes, count, scratch);
        ArrowBuf values = allocator.buffer(heads.size + FileSource.PADDING);
        ArrowBuf views = null;
        boolean done = false;
        try {
            views = allocator.buffer(Math.max(1, count * 16L));
            heads.write(count, values.memoryAddress(), views.memoryAddress());
            values.setZero(heads.size, FileSource.PADDING);
            done = true;
        } finally {
            if (!done) {
                values.close();
                if (views != null) {
                    views.close();
                }
            }
        }
        page.close();
        return new ViewValues(views, StringHeap.of(values));
    }

    /// Opens a page of fixed-length values, which must all have `width` bytes; they are numbers when `asNumbers`.
    public static PageValues openFixed(
            ArrowBuf page, long offset, long bytes, int count, int width, boolean asNumbers, Scratch scratch, BufferAllocator allocator) {
        DeltaBytes heads = read(page, offset, bytes, count, scratch);
        for (long i = 0; i < count; i++) {
            if (Memory.getInt(heads.prefixes + i * 4) + Memory.getInt(heads.suffixes + i * 4) != width) {
                throw FormatException.corrupt("a value that has not the column's " + width + " bytes");
            }
        }
        ArrowBuf values = allocator.buffer(heads.size + FileSource.PADDING);
        heads.write(count, values.memoryAddress(), 0);
        values.setZero(heads.size, FileSource.PADDING);
        page.close();
        return asNumbers ? new FixedValues(values, 0, heads.size, count, width) : new FixedBytesValues(values, 0, heads.size, count, width);
    }

    /// Reads and checks all lengths, so that writing cannot fail.
    private static DeltaBytes read(ArrowBuf page, long offset, long bytes, int count, Scratch scratch) {
        long address = page.memoryAddress() + offset;
        long limit = address + bytes;
        long prefixes = scratch.page(count * 8L);
        long suffixes = prefixes + count * 4L;
        if (count == 0) {
            return new DeltaBytes(prefixes, suffixes, address, 0);
        }
        long at = DeltaBinaryPacked.decode(address, limit, count, 4, prefixes, scratch);
        at = DeltaBinaryPacked.decode(at, limit, count, 4, suffixes, scratch);
        long left = limit - at;
        long size = 0;
        long before = 0;
        for (long i = 0; i < count; i++) {
            int prefix = Memory.getInt(prefixes + i * 4);
            int suffix = Memory.getInt(suffixes + i * 4);
            if (prefix < 0 || prefix > before || suffix < 0 || suffix > left) {
                throw FormatException.corrupt("byte array " + i + " of " + count + " shares " + prefix + " bytes and has " + suffix + " more");
            }
            left -= suffix;
            before = (long) prefix + suffix;
            size += before;
            if (size > LARGEST) {
                throw FormatException.notSupported("a DELTA_BYTE_ARRAY page of more than " + LARGEST + " bytes");
            }
        }
        return new DeltaBytes(prefixes, suffixes, at, size);
    }

    /// @param views 0 when no views are wanted
    private void write(int count, long values, long views) {
        long from = content;
        long before = values;
        long at = values;
        for (long i = 0; i < count; i++) {
            int prefix = Memory.getInt(prefixes + i * 4);
            int suffix = Memory.getInt(suffixes + i * 4);
            Memory.copy(before, at, prefix);
            Memory.copy(from, at + prefix, suffix);
            from += suffix;
            before = at;
            at += prefix + suffix;
        }
        if (views != 0) {
            // After the bytes: a short view loads 12 of them, also those of the values that follow.
            at = values;
            for (long i = 0; i < count; i++) {
                int length = Memory.getInt(prefixes + i * 4) + Memory.getInt(suffixes + i * 4);
                Views.write(views + i * 16, at, length);
                at += length;
            }
        }
    }
}
