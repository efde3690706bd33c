package dev.weir.exec.kernel.simd;

import dev.weir.exec.kernel.Selections;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Expands bitmaps to positions by compressing runs of numbers. Stores whole vectors, never past the room for all rows.
public final class SelectionVectors {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final long LANE_MASK = LANES == 64 ? -1L : (1L << LANES) - 1;
    private static final IntVector IOTA = IntVector.zero(INTS).addIndex(1);

    private SelectionVectors() {}

    public static int fromBits(long bits, int rows, long out) {
        int whole = rows >>> 6;
        long count = 0;
        for (int w = 0; w < whole; w++) {
            long word = Memory.getLong(bits + ((long) w << 3));
            if (word == 0) {
                continue;
            }
            int base = w << 6;
            for (int from = 0; from < 64; from += LANES) {
                long part = (word >>> from) & LANE_MASK;
                VectorMask<Integer> mask = VectorMask.fromLong(INTS, part);
                IOTA.add(base + from).compress(mask).intoMemorySegment(Memory.ALL, out + (count << 2), Memory.ORDER);
                count += Long.bitCount(part);
            }
        }
        if ((rows & 63) != 0) {
            long end = Selections.positions(Memory.getLong(bits + ((long) whole << 3)), whole << 6, out + (count << 2));
            count = (end - out) >>> 2;
        }
        return (int) count;
    }
}
