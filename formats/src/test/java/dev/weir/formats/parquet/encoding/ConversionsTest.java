package dev.weir.formats.parquet.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.parquet.footer.ColumnLayout.Conversion;
import java.math.BigInteger;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/// Conversions that no writer at hand produces: decimals of every width, INT96, numbers that do not fit.
class ConversionsTest {
    @Test
    void decimalsOfEveryWidth() {
        Random random = new Random(2);
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf in = allocator.buffer(4096); ArrowBuf out = allocator.buffer(4096)) {
            for (int width = 1; width <= 20; width++) {
                BigInteger[] numbers = new BigInteger[50];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = new BigInteger(Math.min(width, 16) * 8 - 1, random);
                    numbers[i] = i % 2 == 0 ? numbers[i] : numbers[i].negate().subtract(BigInteger.ONE);
                    write(numbers[i], width, in.memoryAddress() + (long) i * width);
                }
                Conversions.convert(Conversion.FIXED_TO_128, in.memoryAddress(), width, numbers.length, out.memoryAddress());
                for (int i = 0; i < numbers.length; i++) {
                    long at = out.memoryAddress() + i * 16L;
                    BigInteger actual = BigInteger.valueOf(Memory.getLong(at + 8)).shiftLeft(64)
                            .add(new BigInteger(Long.toUnsignedString(Memory.getLong(at))));
                    assertEquals(numbers[i], actual, "width " + width);
                }
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = numbers[i].shiftRight(Math.max(0, Math.min(width, 16) * 8 - 64));
                    write(numbers[i], width, in.memoryAddress() + (long) i * width);
                }
                Conversions.convert(Conversion.FIXED_TO_64, in.memoryAddress(), width, numbers.length, out.memoryAddress());
                for (int i = 0; i < numbers.length; i++) {
                    assertEquals(numbers[i].longValueExact(), Memory.getLong(out.memoryAddress() + i * 8L), "width " + width);
                }
            }
        }
    }

    private static void write(BigInteger number, int width, long address) {
        byte[] bytes = number.toByteArray();
        for (int i = 0; i < width; i++) {
            int from = i - (width - bytes.length);
            Memory.putByte(address + i, from < 0 ? (byte) (number.signum() >> 1) : bytes[from]);
        }
    }

    @Test
    void int96IsJulianDayAndNanoseconds() {
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf in = allocator.buffer(64); ArrowBuf out = allocator.buffer(64)) {
            Memory.putLong(in.memoryAddress(), 1_500_000_000L);
            Memory.putInt(in.memoryAddress() + 8, 2_440_589);
            Memory.putLong(in.memoryAddress() + 12, 0);
            Memory.putInt(in.memoryAddress() + 20, 2_440_587);
            Conversions.convert(Conversion.INT96_TO_MICROS, in.memoryAddress(), 12, 2, out.memoryAddress());
            assertEquals(86_401_500_000L, Memory.getLong(out.memoryAddress()));
            assertEquals(-86_400_000_000L, Memory.getLong(out.memoryAddress() + 8));
        }
    }

    @Test
    void whatDoesNotFitIsCorrupt() {
        try (BufferAllocator allocator = new RootAllocator(); ArrowBuf in = allocator.buffer(64); ArrowBuf out = allocator.buffer(64)) {
            Memory.putLong(in.memoryAddress(), 128);
            refused(Conversion.NARROW_TO_8, in, out, 4);
            Memory.putLong(in.memoryAddress(), 40_000);
            refused(Conversion.NARROW_TO_16, in, out, 4);
            Memory.putLong(in.memoryAddress(), 256);
            refused(Conversion.UNSIGNED_8_TO_16, in, out, 4);
            Memory.putLong(in.memoryAddress(), 65_536);
            refused(Conversion.UNSIGNED_16_TO_32, in, out, 4);
            Memory.putLong(in.memoryAddress(), Long.MAX_VALUE / 999);
            refused(Conversion.MILLIS_64, in, out, 8);
            Memory.putLong(in.memoryAddress(), 1);
            Memory.putLong(in.memoryAddress() + 8, 1);
            refused(Conversion.FIXED_TO_64, in, out, 16);
        }
    }

    private static void refused(Conversion conversion, ArrowBuf in, ArrowBuf out, int width) {
        assertThrows(FormatException.class, () -> Conversions.convert(conversion, in.memoryAddress(), width, 1, out.memoryAddress()), conversion.name());
    }
}
