package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.IntegerMathVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Adds, subtracts and multiplies columns of int64 and int32, telling whether some row overflowed (NULL slots included:
/// the caller looks which). `left` and `right` may be the same memory as `out`.
public final class IntegerMath {
    private IntegerMath() {}

    public static boolean add64(long left, long right, int rows, long out) {
        return KernelMode.SIMD ? IntegerMathVectors.add64(left, right, rows, out) : add64(left, right, 0, rows, out) < 0;
    }

    /// The scalar twin from row `from` on; negative when a row overflowed.
    public static long add64(long left, long right, long from, int rows, long out) {
        long overflow = 0;
        for (long i = from; i < rows; i++) {
            long a = Memory.getLong(left + (i << 3));
            long b = Memory.getLong(right + (i << 3));
            long sum = a + b;
            overflow |= (a ^ sum) & (b ^ sum);
            Memory.putLong(out + (i << 3), sum);
        }
        return overflow;
    }

    public static boolean subtract64(long left, long right, int rows, long out) {
        return KernelMode.SIMD ? IntegerMathVectors.subtract64(left, right, rows, out) : subtract64(left, right, 0, rows, out) < 0;
    }

    /// The scalar twin from row `from` on; negative when a row overflowed.
    public static long subtract64(long left, long right, long from, int rows, long out) {
        long overflow = 0;
        for (long i = from; i < rows; i++) {
            long a = Memory.getLong(left + (i << 3));
            long b = Memory.getLong(right + (i << 3));
            long difference = a - b;
            overflow |= (a ^ b) & (a ^ difference);
            Memory.putLong(out + (i << 3), difference);
        }
        return overflow;
    }

    public static boolean multiply64(long left, long right, int rows, long out) {
        if (!KernelMode.SIMD) {
            return checkedMultiply64(left, right, rows, out);
        }
        if (left == out || right == out) {
            if (magnitude64(left, rows) + magnitude64(right, rows) > 62) {
                return checkedMultiply64(left, right, rows, out);
            }
            IntegerMathVectors.multiply64(left, right, rows, out);
            return false;
        }
        // Factors that are not overwritten are still there when the bits seen on the way say that a product may not fit.
        return IntegerMathVectors.multiply64(left, right, rows, out) > 62 && checkedMultiply64(left, right, rows, out);
    }

    /// The scalar twin.
    public static boolean checkedMultiply64(long left, long right, int rows, long out) {
        long overflow = 0;
        for (long i = 0; i < rows; i++) {
            long a = Memory.getLong(left + (i << 3));
            long b = Memory.getLong(right + (i << 3));
            long product = a * b;
            overflow |= Math.multiplyHigh(a, b) ^ (product >> 63);
            Memory.putLong(out + (i << 3), product);
        }
        return overflow != 0;
    }

    /// The least `n` with `-2^n <= value < 2^n` for all rows: products of columns fit where these sum to at most 62.
    public static int magnitude64(long data, int rows) {
        return 64 - Long.numberOfLeadingZeros(KernelMode.SIMD ? IntegerMathVectors.magnitude64(data, rows) : magnitude64(data, 0, rows));
    }

    /// The scalar twin: all bits that some value or its complement has.
    public static long magnitude64(long data, long from, int rows) {
        long union = 0;
        for (long i = from; i < rows; i++) {
            long value = Memory.getLong(data + (i << 3));
            union |= value ^ (value >> 63);
        }
        return union;
    }

    /// Multiplies by a constant without looking for overflow: the caller has bounds.
    public static void scale64(long data, int rows, long factor, long out) {
        if (KernelMode.SIMD) {
            IntegerMathVectors.scale64(data, rows, factor, out);
        } else {
            scale64(data, 0, rows, factor, out);
        }
    }

    /// The scalar twin.
    public static void scale64(long data, long from, int rows, long factor, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putLong(out + (i << 3), Memory.getLong(data + (i << 3)) * factor);
        }
    }

    /// Writes `left * factor + right` without looking for overflow.
    public static void scaleAdd32(long left, int factor, long right, int rows, long out) {
        scaleAdd32(left, factor, right, KernelMode.SIMD ? IntegerMathVectors.scaleAdd32(left, factor, right, rows, out) : 0, rows, out);
    }

    /// The scalar twin from row `from` on.
    public static void scaleAdd32(long left, int factor, long right, long from, int rows, long out) {
        for (long i = from; i < rows; i++) {
            Memory.putInt(out + (i << 2), Memory.getInt(left + (i << 2)) * factor + Memory.getInt(right + (i << 2)));
        }
    }

    /// Whether some value is below zero.
    public static boolean anyNegative32(long data, int rows) {
        return (KernelMode.SIMD ? IntegerMathVectors.union32(data, rows) : union32(data, 0, rows)) < 0;
    }

    /// The scalar twin, from row `from` on: all bits that some value has.
    public static int union32(long data, long from, int rows) {
        int union = 0;
        for (long i = from; i < rows; i++) {
            union |= Memory.getInt(data + (i << 2));
        }
        return union;
    }

    public static boolean add32(long left, long right, int rows, long out) {
        return KernelMode.SIMD ? IntegerMathVectors.add32(left, right, rows, out) : add32(left, right, 0, rows, out) < 0;
    }

    /// The scalar twin from row `from` on; negative when a row overflowed.
    public static int add32(long left, long right, long from, int rows, long out) {
        int overflow = 0;
        for (long i = from; i < rows; i++) {
            int a = Memory.getInt(left + (i << 2));
            int b = Memory.getInt(right + (i << 2));
            int sum = a + b;
            overflow |= (a ^ sum) & (b ^ sum);
            Memory.putInt(out + (i << 2), sum);
        }
        return overflow;
    }

    public static boolean subtract32(long left, long right, int rows, long out) {
        return KernelMode.SIMD ? IntegerMathVectors.subtract32(left, right, rows, out) : subtract32(left, right, 0, rows, out) < 0;
    }

    /// The scalar twin from row `from` on; negative when a row overflowed.
    public static int subtract32(long left, long right, long from, int rows, long out) {
        int overflow = 0;
        for (long i = from; i < rows; i++) {
            int a = Memory.getInt(left + (i << 2));
            int b = Memory.getInt(right + (i << 2));
            int difference = a - b;
            overflow |= (a ^ b) & (a ^ difference);
            Memory.putInt(out + (i << 2), difference);
        }
        return overflow;
    }

    public static boolean multiply32(long left, long right, int rows, long out) {
        long overflow = 0;
        for (long i = 0; i < rows; i++) {
            long product = (long) Memory.getInt(left + (i << 2)) * Memory.getInt(right + (i << 2));
            overflow |= product ^ (int) product;
            Memory.putInt(out + (i << 2), (int) product);
        }
        return overflow != 0;
    }
}
