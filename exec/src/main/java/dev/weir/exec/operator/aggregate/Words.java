package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.IntegerMath;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;

/// Brings columns to 64-bit words, so that accumulators and tables have one loop for all integers and one for doubles.
final class Words {
    private Words() {}

    /// The address of `rows` int64 values: the column's own where it has them, else widened into `scratch`.
    static long integers(FlatColumn column, int rows, NativeArray scratch) {
        long data = column.address();
        if (column.physical() == Physical.INT64) {
            return data;
        }
        scratch.ensureScratch(rows * 8L);
        long to = scratch.address();
        switch (column.physical()) {
            case BOOL, INT8 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * 8, Memory.getByte(data + i));
                }
            }
            case INT16 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * 8, Memory.getShort(data + i * 2));
                }
            }
            case INT32 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * 8, Memory.getInt(data + i * 4));
                }
            }
            case INT128 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * 8, Memory.getLong(data + i * 16));
                }
            }
            case INT64, FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no integers: " + column.physical());
        }
        return to;
    }

    /// The address of `rows` doubles.
    static long doubles(FlatColumn column, int rows, NativeArray scratch) {
        if (column.physical() == Physical.FLOAT64) {
            return column.address();
        }
        if (column.physical() != Physical.FLOAT32) {
            throw new IllegalStateException("no floating point: " + column.physical());
        }
        scratch.ensureScratch(rows * 8L);
        long to = scratch.address();
        for (long i = 0; i < rows; i++) {
            Memory.putDouble(to + i * 8, Memory.getFloat(column.address() + i * 4));
        }
        return to;
    }

    /// A power of two, or the greatest int64, that no magnitude of the values exceeds, -2^63 aside.
    static long magnitudeBits(long data, int rows) {
        return magnitude(IntegerMath.magnitude64(data, rows));
    }

    /// The bound that follows from the bits that magnitudes need, as {@link IntegerMath#magnitude64} tells them.
    static long magnitude(int bits) {
        // The one's complement of a negative number is one less than its magnitude.
        return bits >= 63 ? Long.MAX_VALUE : 1L << bits;
    }
}
