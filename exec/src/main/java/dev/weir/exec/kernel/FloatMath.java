package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.FloatMathVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// IEEE arithmetic on columns of float64 and float32.
public final class FloatMath {
    private FloatMath() {}

    public static void add64(long left, long right, int rows, long out) {
        add64(left, right, KernelMode.SIMD ? FloatMathVectors.add64(left, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void add64(long left, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putDouble(out + (i << 3), Memory.getDouble(left + (i << 3)) + Memory.getDouble(right + (i << 3)));
        }
    }

    public static void subtract64(long left, long right, int rows, long out) {
        subtract64(left, right, KernelMode.SIMD ? FloatMathVectors.subtract64(left, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void subtract64(long left, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putDouble(out + (i << 3), Memory.getDouble(left + (i << 3)) - Memory.getDouble(right + (i << 3)));
        }
    }

    public static void multiply64(long left, long right, int rows, long out) {
        multiply64(left, right, KernelMode.SIMD ? FloatMathVectors.multiply64(left, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void multiply64(long left, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putDouble(out + (i << 3), Memory.getDouble(left + (i << 3)) * Memory.getDouble(right + (i << 3)));
        }
    }

    public static void divide64(long left, long right, int rows, long out) {
        divide64(left, right, KernelMode.SIMD ? FloatMathVectors.divide64(left, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void divide64(long left, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putDouble(out + (i << 3), Memory.getDouble(left + (i << 3)) / Memory.getDouble(right + (i << 3)));
        }
    }

    public static void remainder64(long left, long right, int rows, long out) {
        for (long i = 0; i < rows; i++) {
            Memory.putDouble(out + (i << 3), Memory.getDouble(left + (i << 3)) % Memory.getDouble(right + (i << 3)));
        }
    }

    public static void add32(long left, long right, int rows, long out) {
        add32(left, right, KernelMode.SIMD ? FloatMathVectors.add32(left, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void add32(long left, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putFloat(out + (i << 2), Memory.getFloat(left + (i << 2)) + Memory.getFloat(right + (i << 2)));
        }
    }

    public static void subtract32(long left, long right, int rows, long out) {
        subtract32(left, right, KernelMode.SIMD ? FloatMathVectors.subtract32(left, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void subtract32(long left, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putFloat(out + (i << 2), Memory.getFloat(left + (i << 2)) - Memory.getFloat(right + (i << 2)));
        }
    }

    public static void multiply32(long left, long right, int rows, long out) {
        multiply32(left, right, KernelMode.SIMD ? FloatMathVectors.multiply32(left, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void multiply32(long left, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putFloat(out + (i << 2), Memory.getFloat(left + (i << 2)) * Memory.getFloat(right + (i << 2)));
        }
    }

    public static void divide32(long left, long right, int rows, long out) {
        divide32(left, right, KernelMode.SIMD ? FloatMathVectors.divide32(left, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void divide32(long left, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putFloat(out + (i << 2), Memory.getFloat(left + (i << 2)) / Memory.getFloat(right + (i << 2)));
        }
    }

    public static void remainder32(long left, long right, int rows, long out) {
        for (long i = 0; i < rows; i++) {
            Memory.putFloat(out + (i << 2), Memory.getFloat(left + (i << 2)) % Memory.getFloat(right + (i << 2)));
        }
    }
}
