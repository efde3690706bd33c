package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.FloatVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Compares floating-point columns with a constant that is not NaN, a bit a row, IEEE style: NaN is never less or equal.
/// The SQL order (NaN greatest) follows by inverting: `x > c` is not `x <= c`.
public final class FloatBits {
    public enum Test { EQUAL, LESS, LESS_OR_EQUAL, NAN }

    private FloatBits() {}

    public static void float64(long data, int rows, Test test, double constant, long bits) {
        float64(data, KernelMode.SIMD ? FloatVectors.float64(data, rows, test, constant, bits) : 0, rows, test, constant, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void float64(long data, int from, int rows, Test test, double constant, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (long i = base; i < end; i++) {
                word |= (holds(test, Memory.getDouble(data + (i << 3)), constant) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    public static void float32(long data, int rows, Test test, float constant, long bits) {
        float32(data, KernelMode.SIMD ? FloatVectors.float32(data, rows, test, constant, bits) : 0, rows, test, constant, bits);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on.
    public static void float32(long data, int from, int rows, Test test, float constant, long bits) {
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (long i = base; i < end; i++) {
                word |= (holds(test, Memory.getFloat(data + (i << 2)), constant) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    private static boolean holds(Test test, double value, double constant) {
        return switch (test) {
            case EQUAL -> value == constant;
            case LESS -> value < constant;
            case LESS_OR_EQUAL -> value <= constant;
            case NAN -> value != value;
        };
    }
}
