package dev.weir.formats.parquet.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.TwinMemory;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The vector kernels put values where their scalar twins put them, and write nothing beyond the slots.
@Tag("kernels")
class SpreadTest {
    private static final long GUARD = 0x5a5a5a5a5a5a5a5aL;

    @Test
    void vectorEqualsScalar() {
        Random random = new Random(9);
        try (BufferAllocator allocator = new RootAllocator();
                ArrowBuf dense = allocator.buffer(16384);
                ArrowBuf validity = allocator.buffer(256);
                ArrowBuf out = allocator.buffer(16384)) {
            byte[] bytes = new byte[16384];
            random.nextBytes(bytes);
            Memory.copy(bytes, 0, dense.memoryAddress(), bytes.length);
            for (int i = 0; i < TwinMemory.ROUNDS; i++) {
                int rows = random.nextInt(600);
                int bit = random.nextInt(70);
                int density = random.nextInt(101);
                for (int k = 0; k < 90; k++) {
                    long word = 0;
                    for (int b = 0; b < 8; b++) {
                        word |= random.nextInt(100) < density ? 1L << b : 0;
                    }
                    Memory.putByte(validity.memoryAddress() + k, (byte) word);
                }
                for (int width : new int[] {1, 2, 4, 8, 16}) {
                    Memory.putLong(out.memoryAddress() + (long) rows * width, GUARD);
                    Spread.spread(dense.memoryAddress(), validity.memoryAddress(), bit, rows, width, out.memoryAddress());
                    check(dense, validity, bit, rows, width, out);
                    Spread.spreadScalar(dense.memoryAddress(), validity.memoryAddress(), bit, rows, width, out.memoryAddress());
                    check(dense, validity, bit, rows, width, out);
                }
            }
        }
    }

    private static void check(ArrowBuf dense, ArrowBuf validity, int bit, int rows, int width, ArrowBuf out) {
        long from = dense.memoryAddress();
        for (int row = 0; row < rows; row++) {
            boolean valid = Memory.bit(validity.memoryAddress(), bit + row);
            for (int k = 0; k < width; k++) {
                int expected = valid ? Memory.getByte(from + k) : 0;
                if (expected != Memory.getByte(out.memoryAddress() + (long) row * width + k)) {
                    assertEquals(expected, Memory.getByte(out.memoryAddress() + (long) row * width + k), "row " + row + " of " + rows + ", width " + width);
                }
            }
            from += valid ? width : 0;
        }
        assertEquals(GUARD, Memory.getLong(out.memoryAddress() + (long) rows * width), "beyond the slots");
    }
}
