package dev.weir.formats.parquet.level;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.TwinMemory;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The vector kernels equal their scalar twins, over random widths, lengths and offsets; neither writes beyond its output.
@Tag("kernels")
class BitUnpackingTest {
    private static final long GUARD = 0x5a5a5a5a5a5a5a5aL;

    @Test
    void vectorEqualsScalar() {
        Random random = new Random(5);
        try (BufferAllocator allocator = new RootAllocator();
                ArrowBuf packed = allocator.buffer(8192);
                ArrowBuf scalar = allocator.buffer(8192);
                ArrowBuf vector = allocator.buffer(8192)) {
            byte[] bytes = new byte[8192];
            random.nextBytes(bytes);
            Memory.copy(bytes, 0, packed.memoryAddress(), bytes.length);
            for (int i = 0; i < TwinMemory.ROUNDS; i++) {
                int width = random.nextInt(33);
                long first = random.nextInt(100);
                long count = random.nextInt(500);
                long offset = random.nextInt(64);
                long start = packed.memoryAddress() + offset;
                Memory.putLong(vector.memoryAddress() + count * 4, GUARD);
                BitUnpacking.unpackScalar(start, width, first, count, scalar.memoryAddress());
                BitUnpacking.unpack(start, width, first, count, vector.memoryAddress());
                for (long k = 0; k < count; k++) {
                    int expected = width == 0 ? 0 : bit(start, width, first + k);
                    if (expected != Memory.getInt(scalar.memoryAddress() + k * 4) || expected != Memory.getInt(vector.memoryAddress() + k * 4)) {
                        assertEquals(expected, Memory.getInt(scalar.memoryAddress() + k * 4), "scalar, width " + width);
                        assertEquals(expected, Memory.getInt(vector.memoryAddress() + k * 4), "vector, width " + width);
                    }
                }
                assertEquals(GUARD, Memory.getLong(vector.memoryAddress() + count * 4), "beyond the output");
            }
        }
    }

    private static int bit(long start, int width, long index) {
        int value = 0;
        for (int i = 0; i < width; i++) {
            value |= Memory.bit(start, index * width + i) ? 1 << i : 0;
        }
        return value;
    }

    @Test
    void firstNotBelowSeesEveryLane() {
        Random random = new Random(6);
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf values = allocator.buffer(4096)) {
            for (int i = 0; i < TwinMemory.ROUNDS; i++) {
                int count = random.nextInt(200);
                int bound = random.nextInt(1, 1000);
                for (int k = 0; k < count; k++) {
                    Memory.putInt(values.memoryAddress() + k * 4L, random.nextInt(bound));
                }
                checkFirst(count, values.memoryAddress(), count, bound);
                int at = random.nextInt(200);
                // also negative ones, which are the largest as unsigned
                Memory.putInt(values.memoryAddress() + at * 4L, bound + random.nextInt(3) * (Integer.MAX_VALUE / 2));
                checkFirst(Math.min(at, count), values.memoryAddress(), count, bound);
            }
        }
    }

    private static void checkFirst(int expected, long values, int count, int bound) {
        assertEquals(expected, BitUnpacking.firstNotBelowVector(values, count, bound));
        assertEquals(expected, BitUnpacking.firstNotBelowScalar(values, 0, count, bound));
    }

    @Test
    void bitmapsAreCopiedFilledAndCounted() {
        Random random = new Random(7);
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf source = allocator.buffer(256); ArrowBuf target = allocator.buffer(256)) {
            byte[] bytes = new byte[256];
            for (int i = 0; i < TwinMemory.ROUNDS; i++) {
                random.nextBytes(bytes);
                Memory.copy(bytes, 0, source.memoryAddress(), 256);
                random.nextBytes(bytes);
                Memory.copy(bytes, 0, target.memoryAddress(), 256);
                int from = random.nextInt(300);
                int to = random.nextInt(300);
                int count = random.nextInt(900);
                boolean fill = random.nextInt(3) == 0;
                boolean value = random.nextBoolean();
                if (fill) {
                    Bits.fill(target.memoryAddress(), to, count, value);
                } else {
                    Bits.copy(source.memoryAddress(), from, target.memoryAddress(), to, count);
                }
                int ones = 0;
                for (int bit = 0; bit < 2000; bit++) {
                    boolean old = (bytes[bit >>> 3] & 1 << (bit & 7)) != 0;
                    boolean inside = bit >= to && bit < to + count;
                    boolean expected = !inside ? old : fill ? value : Memory.bit(source.memoryAddress(), from + bit - to);
                    assertEquals(expected, Memory.bit(target.memoryAddress(), bit), "bit " + bit);
                    ones += inside && expected ? 1 : 0;
                }
                assertEquals(ones, Bits.count(target.memoryAddress(), to, count));
            }
        }
    }
}
