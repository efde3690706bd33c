package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.ReductionVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Sum, least and greatest of int64 columns without NULLs.
public final class Reductions {
    private Reductions() {}

    /// The wrapped sum; 0 of no rows.
    public static long sum64(long data, int rows) {
        return KernelMode.SIMD ? ReductionVectors.sum64(data, rows) : sum64(data, 0, rows);
    }

    /// The scalar twin, from row `from` on.
    public static long sum64(long data, long from, int rows) {
        long sum = 0;
        for (long i = from; i < rows; i++) {
            sum += Memory.getLong(data + i * 8);
        }
        return sum;
    }

    /// `Long.MAX_VALUE` of no rows.
    public static long min64(long data, int rows) {
        return KernelMode.SIMD ? ReductionVectors.min64(data, rows) : min64(data, 0, rows);
    }

    /// The scalar twin, from row `from` on.
    public static long min64(long data, long from, int rows) {
        long min = Long.MAX_VALUE;
        for (long i = from; i < rows; i++) {
            min = Math.min(min, Memory.getLong(data + i * 8));
        }
        return min;
    }

    /// `Long.MIN_VALUE` of no rows.
    public static long max64(long data, int rows) {
        return KernelMode.SIMD ? ReductionVectors.max64(data, rows) : max64(data, 0, rows);
    }

    /// The scalar twin, from row `from` on.
    public static long max64(long data, long from, int rows) {
        long max = Long.MIN_VALUE;
        for (long i = from; i < rows; i++) {
            max = Math.max(max, Memory.getLong(data + i * 8));
        }
        return max;
    }
}
