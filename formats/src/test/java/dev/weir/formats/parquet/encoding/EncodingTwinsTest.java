package dev.weir.formats.parquet.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.io.FileSource;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import dev.weir.formats.memory.TwinMemory;
import dev.weir.formats.parquet.level.HybridRuns;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What pages decode to is what was encoded, value by value, whether read in ranges or gathered.
@Tag("kernels")
class EncodingTwinsTest {
    private static final int ROUNDS = TwinMemory.ROUNDS / 10;
    private static final int MOST = 300;

    private final BufferAllocator allocator = new RootAllocator();
    private final SplittableRandom random = new SplittableRandom(31);
    private final ArrowBuf out = allocator.buffer(MOST * 16 + 64);
    private final ArrowBuf positions = allocator.buffer(MOST * 4 + 64);
    private final Scratch scratch = new Scratch(allocator);

    @AfterEach
    void nothingLeaked() {
        out.close();
        positions.close();
        scratch.close();
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    private ArrowBuf page(byte[] bytes) {
        ArrowBuf page = allocator.buffer(bytes.length + FileSource.PADDING);
        Memory.fill(page.memoryAddress(), page.capacity(), (byte) -1);
        Memory.copy(bytes, 0, page.memoryAddress(), bytes.length);
        return page;
    }

    @Test
    void hybridRuns() {
        HybridRuns runs = new HybridRuns();
        for (int round = 0; round < ROUNDS; round++) {
            int width = random.nextInt(33);
            int[] values = codes(width);
            byte[] bytes = new NaiveEncoder(random).hybrid(values, width).bytes();
            try (ArrowBuf page = page(bytes)) {
                runs.start(page.memoryAddress(), page.memoryAddress() + bytes.length, width);
                int at = 0;
                while (at < values.length) {
                    int part = random.nextInt(1, values.length - at + 1);
                    if (random.nextInt(4) == 0) {
                        runs.skip(part);
                    } else {
                        runs.read(out.memoryAddress(), part);
                        for (int i = 0; i < part; i++) {
                            same(values[at + i], Memory.getInt(out.memoryAddress() + i * 4L), at + i);
                        }
                    }
                    at += part;
                }
                if (width == 1) {
                    Memory.fill(out.memoryAddress(), MOST, (byte) 0x5a);
                    runs.start(page.memoryAddress(), page.memoryAddress() + bytes.length, 1);
                    int first = random.nextInt(70);
                    runs.readBits(out.memoryAddress(), first, values.length);
                    for (int i = 0; i < values.length; i++) {
                        same(values[i], Memory.bit(out.memoryAddress(), first + i) ? 1 : 0, i);
                    }
                }
            }
        }
    }

    private int[] codes(int width) {
        int[] values = new int[random.nextInt(MOST)];
        int repeat = random.nextInt(2, 40);
        int mask = width == 32 ? -1 : (1 << width) - 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = i > 0 && random.nextInt(repeat) > 0 && repeat > 4 ? values[i - 1] : random.nextInt() & mask;
        }
        return values;
    }

    @Test
    void dictionaryCodes() {
        for (int round = 0; round < ROUNDS; round++) {
            int width = random.nextInt(25);
            int[] codes = codes(width);
            byte[] bytes = new NaiveEncoder(random).raw(new byte[] {(byte) width}).hybrid(codes, width).bytes();
            long[] values = new long[codes.length];
            for (int i = 0; i < codes.length; i++) {
                values[i] = codes[i];
            }
            check(new CodeValues(page(bytes), 0, bytes.length, codes.length, 1 << width, scratch), values, 4);
        }
    }

    @Test
    void deltaIntegers() {
        for (int round = 0; round < ROUNDS; round++) {
            int width = random.nextBoolean() ? 4 : 8;
            long[] values = numbers(width);
            byte[] bytes = new NaiveEncoder(random).delta(values, width).bytes();
            check(DeltaIntegers.open(page(bytes), 0, bytes.length, values.length, width, scratch, allocator), values, width);
        }
    }

    @Test
    void splitStreams() {
        for (int round = 0; round < ROUNDS; round++) {
            int width = random.nextBoolean() ? 4 : 8;
            long[] values = numbers(width);
            byte[] bytes = new byte[values.length * width];
            for (int i = 0; i < values.length; i++) {
                for (int k = 0; k < width; k++) {
                    bytes[k * values.length + i] = (byte) (values[i] >>> 8 * k);
                }
            }
            check(ByteStreamSplit.open(page(bytes), 0, bytes.length, values.length, width, false, allocator), values, width);
        }
    }

    private long[] numbers(int width) {
        long[] values = new long[random.nextInt(MOST)];
        int shift = random.nextInt(width * 8);
        boolean extremes = random.nextInt(4) == 0;
        boolean ascending = random.nextInt(3) == 0;
        for (int i = 0; i < values.length; i++) {
            long value = width == 4 ? random.nextInt() >> shift : random.nextLong() >> shift;
            if (extremes) {
                value = (random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE) >> (8 - width) * 8;
            } else if (ascending && i > 0) {
                value = values[i - 1] + random.nextInt(9);
            }
            values[i] = width == 4 ? (int) value : value;
        }
        return values;
    }

    @Test
    void deltaByteArrays() {
        for (int round = 0; round < ROUNDS; round++) {
            String[] texts = new String[random.nextInt(MOST)];
            long[] lengths = new long[texts.length];
            long[] prefixes = new long[texts.length];
            long[] suffixes = new long[texts.length];
            StringBuilder whole = new StringBuilder();
            StringBuilder rest = new StringBuilder();
            String before = "";
            for (int i = 0; i < texts.length; i++) {
                int prefix = random.nextInt(before.length() + 1);
                String suffix = "abcdefghijklmnopqrstuvwxyz".substring(random.nextInt(26)).repeat(random.nextInt(3));
                texts[i] = before.substring(0, prefix) + suffix;
                prefixes[i] = prefix;
                suffixes[i] = suffix.length();
                lengths[i] = texts[i].length();
                whole.append(texts[i]);
                rest.append(suffix);
                before = texts[i].length() > 60 ? "" : texts[i];
            }
            byte[] plain = new NaiveEncoder(random).delta(lengths, 4).raw(whole.toString().getBytes(StandardCharsets.UTF_8)).bytes();
            check(DeltaLengthBytes.open(page(plain), 0, plain.length, texts.length, scratch, allocator), texts);
            byte[] shared = new NaiveEncoder(random).delta(prefixes, 4).delta(suffixes, 4).raw(rest.toString().getBytes(StandardCharsets.UTF_8)).bytes();
            check(DeltaBytes.open(page(shared), 0, shared.length, texts.length, scratch, allocator), texts);
        }
    }

    private void check(PageValues page, long[] values, int width) {
        read(page, values.length, (index, at) -> same(values[index], width == 4 ? Memory.getInt(at) : Memory.getLong(at), index));
    }

    private void check(PageValues page, String[] texts) {
        read(page, texts.length, (index, at) -> {
            byte[] bytes = new byte[StringView.length(at)];
            Memory.copy(StringView.bytes(at), bytes, 0, bytes.length);
            assertArrayEquals(texts[index].getBytes(StandardCharsets.UTF_8), bytes);
        });
    }

    private interface Check {
        void value(int index, long at);
    }

    /// Reads a page to its end, in ranges and by ascending positions.
    private void read(PageValues page, int count, Check check) {
        try (page) {
            int from = 0;
            while (from < count) {
                int span = random.nextInt(1, count - from + 1);
                if (random.nextBoolean()) {
                    page.range(from, span, out.memoryAddress());
                    for (int i = 0; i < span; i++) {
                        check.value(from + i, out.memoryAddress() + (long) i * page.width());
                    }
                } else {
                    int taken = 0;
                    for (int i = 0; i < span; i++) {
                        if (random.nextInt(3) > 0) {
                            Memory.putInt(positions.memoryAddress() + taken++ * 4L, i);
                        }
                    }
                    page.gather(from, positions.memoryAddress(), taken, out.memoryAddress());
                    for (int i = 0; i < taken; i++) {
                        check.value(from + Memory.getInt(positions.memoryAddress() + i * 4L), out.memoryAddress() + (long) i * page.width());
                    }
                }
                from += span;
            }
        }
    }

    private static void same(long expected, long actual, int index) {
        if (expected != actual) {
            assertEquals(expected, actual, "value " + index);
        }
    }
}
