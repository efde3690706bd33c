package dev.weir.formats.parquet.level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/// Levels as bytes of the specification's examples.
class ValidityTest {
    private static ArrowBuf bytes(BufferAllocator allocator, int... values) {
        ArrowBuf buffer = allocator.buffer(128);
        for (int i = 0; i < values.length; i++) {
            Memory.putByte(buffer.memoryAddress() + i, (byte) values[i]);
        }
        return buffer;
    }

    private static String levels(ArrowBuf bitmap, int rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append(Memory.bit(bitmap.memoryAddress(), i) ? '1' : '0');
        }
        return text.toString();
    }

    @Test
    void oneRunOfOnesHasNoBitmap() {
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf data = bytes(allocator, 200, 1, 1)) {
            assertNull(Validity.read(data.memoryAddress(), data.memoryAddress() + 3, 100, new HybridRuns(), allocator));
        }
    }

    @Test
    void runsAndPackedGroupsMix() {
        // 3 ones, 8 packed, 2 zeros.
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf data = bytes(allocator, 6, 1, 3, 0b1011_0010, 4, 0);
                ArrowBuf bitmap = Validity.read(data.memoryAddress(), data.memoryAddress() + 6, 13, new HybridRuns(), allocator)) {
            assertNotNull(bitmap);
            assertEquals("1110100110100", levels(bitmap, 13));
        }
    }

    @Test
    void bitPackedLevelsBeginAtTheTop() {
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf data = bytes(allocator, 0b1100_0101, 0b1000_0000);
                ArrowBuf bitmap = Validity.readBitPacked(data.memoryAddress(), data.memoryAddress() + 2, 9, allocator)) {
            assertEquals("110001011", levels(bitmap, 9));
        }
    }

    @Test
    void levelsThatEndEarlyOrExceedOneAreCorrupt() {
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf few = bytes(allocator, 6, 1); ArrowBuf two = bytes(allocator, 20, 2);
                ArrowBuf cut = bytes(allocator, 0xff, 0xff)) {
            assertThrows(FormatException.class, () -> Validity.read(few.memoryAddress(), few.memoryAddress() + 2, 9, new HybridRuns(), allocator));
            assertThrows(FormatException.class, () -> Validity.read(two.memoryAddress(), two.memoryAddress() + 2, 9, new HybridRuns(), allocator));
            assertThrows(FormatException.class, () -> Validity.read(cut.memoryAddress(), cut.memoryAddress() + 2, 9, new HybridRuns(), allocator));
            assertThrows(FormatException.class, () -> Validity.readBitPacked(cut.memoryAddress(), cut.memoryAddress() + 2, 17, allocator));
        }
    }
}
