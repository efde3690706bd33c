package dev.weir.exec.kernel.simd;

import dev.weir.exec.kernel.Hash;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Hashes integers a vector at a time; the same numbers as {@link Hash#ofLong}.
public final class HashVectors {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, jdk.incubator.vector.VectorShape.forBitSize(LONGS.vectorBitSize() / 2));
    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final long FIRST = 0xBF58476D1CE4E5B9L;
    private static final long SECOND = 0x94D049BB133111EBL;
    private static final long COMBINE = 0xD6E8FEB86659FD93L;

    private HashVectors() {}

    public static void int64(long data, int rows, long out, boolean combine) {
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            LongVector hash = mixed(LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER));
            if (combine) {
                hash = combined(LongVector.fromMemorySegment(LONGS, Memory.ALL, out + i * 8, Memory.ORDER), hash);
            }
            hash.intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        for (; i < rows; i++) {
            long hash = Hash.ofLong(Memory.getLong(data + i * 8));
            Memory.putLong(out + i * 8, combine ? Hash.combined(Memory.getLong(out + i * 8), hash) : hash);
        }
    }

    public static void int32(long data, int rows, long out, boolean combine) {
        long lanes = LONGS.length();
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            IntVector narrow = IntVector.fromMemorySegment(INTS, Memory.ALL, data + i * 4, Memory.ORDER);
            LongVector hash = mixed((LongVector) narrow.convertShape(VectorOperators.I2L, LONGS, 0));
            if (combine) {
                hash = combined(LongVector.fromMemorySegment(LONGS, Memory.ALL, out + i * 8, Memory.ORDER), hash);
            }
            hash.intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        for (; i < rows; i++) {
            long hash = Hash.ofLong(Memory.getInt(data + i * 4));
            Memory.putLong(out + i * 8, combine ? Hash.combined(Memory.getLong(out + i * 8), hash) : hash);
        }
    }

    private static LongVector mixed(LongVector value) {
        LongVector x = value.add(SEED);
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 30)).mul(FIRST);
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 27)).mul(SECOND);
        return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 31));
    }

    private static LongVector combined(LongVector hash, LongVector next) {
        return hash.lanewise(VectorOperators.ROL, 27).mul(COMBINE).add(next);
    }
}
