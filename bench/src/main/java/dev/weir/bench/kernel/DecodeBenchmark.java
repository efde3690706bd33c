package dev.weir.bench.kernel;

import dev.weir.formats.io.FileSource;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import dev.weir.formats.parquet.encoding.ByteStreamSplit;
import dev.weir.formats.parquet.encoding.DeltaIntegers;
import dev.weir.formats.parquet.encoding.PageValues;
import dev.weir.formats.parquet.encoding.PlainBytesValues;
import dev.weir.formats.parquet.encoding.Scratch;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Pages to values: strings to views, split streams of doubles, DELTA integers of few bits; beside them the loop that one
/// would write first.
public class DecodeBenchmark extends KernelFixture {
    /// Bits of a difference in DELTA pages, and bytes of a string.
    @Param({"5", "20"})
    public int size;

    private ArrowBuf strings;
    private ArrowBuf split;
    private ArrowBuf delta;
    private long deltaBytes;
    private Scratch scratch;
    private long out;

    @Setup
    public void fill() {
        scratch = owned(new Scratch(allocator));
        out = memory(ROWS * 16L);
        strings = page(ROWS * (4L + size));
        split = page(ROWS * 8L);
        for (long i = 0; i < strings.capacity() - 8; i += 8) {
            Memory.putLong(strings.memoryAddress() + i, random.nextLong());
        }
        for (long i = 0; i < ROWS; i++) {
            Memory.putInt(strings.memoryAddress() + i * (4 + size), size);
            Memory.putLong(split.memoryAddress() + i * 8, random.nextLong());
        }
        fillDelta();
        long twin = memory(ROWS * 16L);
        plainStrings();
        Memory.copy(out, twin, ROWS * 16L);
        plainStringsSimple();
        same("strings", out, twin, ROWS * 16L);
        splitDoubles();
        Memory.copy(out, twin, ROWS * 8L);
        splitDoublesSimple();
        same("split streams", out, twin, ROWS * 8L);
        deltaIntegers();
        Memory.copy(out, twin, ROWS * 8L);
        deltaIntegersSimple();
        same("differences", out, twin, ROWS * 8L);
    }

    private ArrowBuf page(long bytes) {
        return owned(allocator.buffer(bytes + FileSource.PADDING));
    }

    private long differenceAt(long i) {
        return i * 7919 & (1L << size) - 1;
    }

    /// Blocks of 128 values in 4 miniblocks, all of the same width; the first value and the least difference are zero.
    private void fillDelta() {
        delta = page(ROWS * 8L);
        long at = delta.memoryAddress();
        at = bytes(at, 0x80, 1, 4, 0x80, ROWS >> 7, 0);
        Memory.fill(at, ROWS * 4L, (byte) 0);
        for (long block = 0; block < ROWS - 1; block += 128) {
            at = bytes(at, 0, size, size, size, size);
            for (long i = 0; i < 128; i++) {
                for (long b = 0; b < size; b++) {
                    if ((differenceAt(block + i) >>> b & 1) != 0) {
                        Memory.setBit(at, i * size + b);
                    }
                }
            }
            at += 128L * size / 8;
        }
        deltaBytes = at - delta.memoryAddress();
    }

    private static long bytes(long at, int... values) {
        for (int i = 0; i < values.length; i++) {
            Memory.putByte(at + i, (byte) values[i]);
        }
        return at + values.length;
    }

    private static ArrowBuf shared(ArrowBuf page) {
        page.getReferenceManager().retain();
        return page;
    }

    @Benchmark
    public void plainStrings() {
        try (PageValues values = new PlainBytesValues(shared(strings), 0, ROWS * (4L + size), ROWS)) {
            values.range(0, ROWS, out);
        }
    }

    @Benchmark
    public void plainStringsSimple() {
        long at = strings.memoryAddress();
        for (long i = 0; i < ROWS; i++) {
            int length = Memory.getInt(at);
            StringView.write(out + i * 16, at + 4, length);
            at += 4 + length;
        }
    }

    @Benchmark
    public void splitDoubles() {
        try (PageValues values = ByteStreamSplit.open(shared(split), 0, ROWS * 8L, ROWS, 8, false, allocator)) {
            values.range(0, ROWS, out);
        }
    }

    @Benchmark
    public void splitDoublesSimple() {
        for (long i = 0; i < ROWS; i++) {
            for (long k = 0; k < 8; k++) {
                Memory.putByte(out + i * 8 + k, Memory.getByte(split.memoryAddress() + k * ROWS + i));
            }
        }
    }

    @Benchmark
    public void deltaIntegers() {
        try (PageValues values = DeltaIntegers.open(shared(delta), 0, deltaBytes, ROWS, 8, scratch, allocator)) {
            values.range(0, ROWS, out);
        }
    }

    @Benchmark
    public void deltaIntegersSimple() {
        long value = 0;
        long packed = delta.memoryAddress() + 6 + 5;
        for (long i = 0; i < ROWS; i++) {
            Memory.putLong(out + i * 8, value);
            long bit = (i & 127) * size;
            value += Memory.getLong(packed + (bit >>> 3)) >>> (bit & 7) & (1L << size) - 1;
            packed += (i & 127) == 127 ? 128L * size / 8 + 5 : 0;
        }
    }
}
