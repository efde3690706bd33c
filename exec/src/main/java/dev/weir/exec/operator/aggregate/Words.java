package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Brings columns to 64-bit words, so that accumulators and tables have one loop for all integers and one for doubles.
final class Words {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

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

    /// All bits that the magnitudes of the values have: every |value| is at most this, -2^63 aside.
    static long magnitudeBits(long data, int rows) {
        LongVector bits = LongVector.zero(LONGS);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            LongVector value = LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER);
            bits = bits.or(value.lanewise(VectorOperators.XOR, value.lanewise(VectorOperators.ASHR, 63)));
        }
        long all = bits.reduceLanes(VectorOperators.OR);
        for (; i < rows; i++) {
            long value = Memory.getLong(data + i * 8);
            all |= value ^ value >> 63;
        }
        // The one's complement of a negative number is one less than its magnitude.
        return all == 0 ? 1 : all == Long.MAX_VALUE ? all : (Long.highestOneBit(all) << 1);
    }

    /// The wrapped sum.
    static long sum(long data, int rows) {
        LongVector sums = LongVector.zero(LONGS);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            sums = sums.add(LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER));
        }
        long sum = sums.reduceLanes(VectorOperators.ADD);
        for (; i < rows; i++) {
            sum += Memory.getLong(data + i * 8);
        }
        return sum;
    }

    static long min(long data, int rows) {
        LongVector least = LongVector.broadcast(LONGS, Long.MAX_VALUE);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            least = least.min(LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER));
        }
        long min = least.reduceLanes(VectorOperators.MIN);
        for (; i < rows; i++) {
            min = Math.min(min, Memory.getLong(data + i * 8));
        }
        return min;
    }

    static long max(long data, int rows) {
        LongVector greatest = LongVector.broadcast(LONGS, Long.MIN_VALUE);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            greatest = greatest.max(LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER));
        }
        long max = greatest.reduceLanes(VectorOperators.MAX);
        for (; i < rows; i++) {
            max = Math.max(max, Memory.getLong(data + i * 8));
        }
        return max;
    }
}
