package dev.weir.exec.kernel.simd;

import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Looks up int32 codes in tables that fit two vectors: a permutation instead of a load a row. Each answers how many rows it
/// did; none when the table is larger or vectors are narrower than 512 bits, which have no permutation of two.
public final class TableVectors {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> HALF = VectorSpecies.of(int.class, VectorShape.forBitSize(LONGS.vectorBitSize() / 2));
    private static final boolean VECTOR = INTS.vectorBitSize() == 512;

    private TableVectors() {}

    /// @param table   int32 entries
    /// @param entries how many; every code is below
    public static int int32(long table, int entries, long codes, int rows, long out) {
        int lanes = INTS.length();
        if (!VECTOR || entries > 2 * lanes) {
            return 0;
        }
        IntVector low = ints(table, entries);
        IntVector high = ints(table + lanes * 4L, entries - lanes);
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            IntVector code = IntVector.fromMemorySegment(INTS, Memory.ALL, codes + i * 4, Memory.ORDER);
            code.selectFrom(low, high).intoMemorySegment(Memory.ALL, out + i * 4, Memory.ORDER);
        }
        return (int) i;
    }

    /// @param table   int64 entries
    /// @param entries how many; every code is below
    public static int int64(long table, int entries, long codes, int rows, long out) {
        int lanes = LONGS.length();
        if (!VECTOR || entries > 2 * lanes) {
            return 0;
        }
        LongVector low = longs(table, entries);
        LongVector high = longs(table + lanes * 8L, entries - lanes);
        long i = 0;
        for (; i + lanes <= rows; i += lanes) {
            IntVector code = IntVector.fromMemorySegment(HALF, Memory.ALL, codes + i * 4, Memory.ORDER);
            LongVector wide = (LongVector) code.convertShape(VectorOperators.I2L, LONGS, 0);
            wide.selectFrom(low, high).intoMemorySegment(Memory.ALL, out + i * 8, Memory.ORDER);
        }
        return (int) i;
    }

    /// Loads no entry that is not there: the table may end where its memory does.
    private static IntVector ints(long at, int entries) {
        VectorMask<Integer> there = INTS.indexInRange(0, Math.clamp(entries, 0, INTS.length()));
        return IntVector.fromMemorySegment(INTS, Memory.ALL, at, Memory.ORDER, there);
    }

    private static LongVector longs(long at, int entries) {
        VectorMask<Long> there = LONGS.indexInRange(0, Math.clamp(entries, 0, LONGS.length()));
        return LongVector.fromMemorySegment(LONGS, Memory.ALL, at, Memory.ORDER, there);
    }
}
