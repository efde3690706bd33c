package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.CompareVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Compares two columns row by row, a bit a row: `left = right` or, with `less`, `left < right`. The other comparisons are
/// these with operands exchanged or bits inverted.
///
/// NaN equals itself and is greater than everything else; 0.0 equals -0.0. Writes whole words; bits past the last row are
/// zero. NULLs are not looked at.
public final class CompareBits {
    private CompareBits() {}

    public static void int8(long left, long right, int rows, boolean less, long bits) {
        int8(left, right, KernelMode.SIMD ? CompareVectors.int8(left, right, rows, less, bits) : 0, rows, less, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void int8(long left, long right, int from, int rows, boolean less, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                byte a = Memory.getByte(left + i);
                byte b = Memory.getByte(right + i);
                word |= ((less ? a < b : a == b) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void int16(long left, long right, int rows, boolean less, long bits) {
        int16(left, right, KernelMode.SIMD ? CompareVectors.int16(left, right, rows, less, bits) : 0, rows, less, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void int16(long left, long right, int from, int rows, boolean less, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                short a = Memory.getShort(left + ((long) i << 1));
                short b = Memory.getShort(right + ((long) i << 1));
                word |= ((less ? a < b : a == b) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void int32(long left, long right, int rows, boolean less, long bits) {
        int32(left, right, KernelMode.SIMD ? CompareVectors.int32(left, right, rows, less, bits) : 0, rows, less, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void int32(long left, long right, int from, int rows, boolean less, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                int a = Memory.getInt(left + ((long) i << 2));
                int b = Memory.getInt(right + ((long) i << 2));
                word |= ((less ? a < b : a == b) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void int64(long left, long right, int rows, boolean less, long bits) {
        int64(left, right, KernelMode.SIMD ? CompareVectors.int64(left, right, rows, less, bits) : 0, rows, less, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void int64(long left, long right, int from, int rows, boolean less, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                long a = Memory.getLong(left + ((long) i << 3));
                long b = Memory.getLong(right + ((long) i << 3));
                word |= ((less ? a < b : a == b) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void float32(long left, long right, int rows, boolean less, long bits) {
        float32(left, right, KernelMode.SIMD ? CompareVectors.float32(left, right, rows, less, bits) : 0, rows, less, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void float32(long left, long right, int from, int rows, boolean less, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                float a = Memory.getFloat(left + ((long) i << 2));
                float b = Memory.getFloat(right + ((long) i << 2));
                word |= ((less ? less(a, b) : equal(a, b)) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void float64(long left, long right, int rows, boolean less, long bits) {
        float64(left, right, KernelMode.SIMD ? CompareVectors.float64(left, right, rows, less, bits) : 0, rows, less, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void float64(long left, long right, int from, int rows, boolean less, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (int i = base; i < end; i++) {
                double a = Memory.getDouble(left + ((long) i << 3));
                double b = Memory.getDouble(right + ((long) i << 3));
                word |= ((less ? less(a, b) : equal(a, b)) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    /// Whether `a` comes before `b`, NaN being the greatest.
    public static boolean less(double a, double b) {
        return a < b || b != b && a == a;
    }

    public static boolean equal(double a, double b) {
        return a == b || a != a && b != b;
    }

    /// Orders as SQL does: NaN equal to itself and greatest, 0.0 equal to -0.0.
    public static int compare(double a, double b) {
        return less(a, b) ? -1 : equal(a, b) ? 0 : 1;
    }
}
