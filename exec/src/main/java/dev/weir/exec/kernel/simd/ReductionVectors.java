package dev.weir.exec.kernel.simd;

import dev.weir.exec.kernel.Reductions;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Reduces columns of int64, a vector at a time.
public final class ReductionVectors {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    private ReductionVectors() {}

    public static long sum64(long data, int rows) {
        LongVector sums = LongVector.zero(LONGS);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            sums = sums.add(LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER));
        }
        return sums.reduceLanes(VectorOperators.ADD) + Reductions.sum64(data, i, rows);
    }

    public static long min64(long data, int rows) {
        LongVector least = LongVector.broadcast(LONGS, Long.MAX_VALUE);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            least = least.min(LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER));
        }
        return Math.min(least.reduceLanes(VectorOperators.MIN), Reductions.min64(data, i, rows));
    }

    public static long max64(long data, int rows) {
        LongVector greatest = LongVector.broadcast(LONGS, Long.MIN_VALUE);
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            greatest = greatest.max(LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER));
        }
        return Math.max(greatest.reduceLanes(VectorOperators.MAX), Reductions.max64(data, i, rows));
    }
}
