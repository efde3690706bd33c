package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.RangeVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Tests integers for `low <= value <= high`, a bit a row; every comparison with a constant but `<>` is such a range.
///
/// Writes whole words; bits past the last row are zero. NULLs are not looked at.
public final class RangeBits {
    private RangeBits() {}

    public static void int8(long data, int rows, byte low, byte high, long bits) {
        int8(data, KernelMode.SIMD ? RangeVectors.int8(data, rows, low, high, bits) : 0, rows, low, high, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void int8(long data, int from, int rows, byte low, byte high, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                byte value = Memory.getByte(data + i);
                word |= (value >= low & value <= high ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void int16(long data, int rows, short low, short high, long bits) {
        int16(data, KernelMode.SIMD ? RangeVectors.int16(data, rows, low, high, bits) : 0, rows, low, high, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void int16(long data, int from, int rows, short low, short high, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                short value = Memory.getShort(data + ((long) i << 1));
                word |= (value >= low & value <= high ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void int32(long data, int rows, int low, int high, long bits) {
        int32(data, KernelMode.SIMD ? RangeVectors.int32(data, rows, low, high, bits) : 0, rows, low, high, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void int32(long data, int from, int rows, int low, int high, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                int value = Memory.getInt(data + ((long) i << 2));
                word |= (value >= low & value <= high ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void int64(long data, int rows, long low, long high, long bits) {
        int64(data, KernelMode.SIMD ? RangeVectors.int64(data, rows, low, high, bits) : 0, rows, low, high, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void int64(long data, int from, int rows, long low, long high, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                long value = Memory.getLong(data + ((long) i << 3));
                word |= (value >= low & value <= high ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }
}
