package dev.weir.exec.kernel.simd;

import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Booleans to bits and back, 64 rows to a word. Each answers how many rows it did: the whole words.
public final class BooleanVectors {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
    private static final int LANES = BYTES.length();
    private static final long LANE_MASK = LANES == 64 ? -1L : (1L << LANES) - 1;

    private BooleanVectors() {}

    public static int fromBytes(long data, int rows, long bits) {
        int whole = rows & ~63;
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += LANES) {
                ByteVector value = ByteVector.fromMemorySegment(BYTES, Memory.ALL, data + base + lane, Memory.ORDER);
                word |= value.compare(VectorOperators.NE, (byte) 0).toLong() << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int toBytes(long bits, int rows, long data) {
        int whole = rows & ~63;
        ByteVector ones = ByteVector.broadcast(BYTES, (byte) 1);
        ByteVector zeros = ByteVector.zero(BYTES);
        for (long base = 0; base < whole; base += 64) {
            long word = Memory.getLong(bits + (base >>> 3));
            for (int lane = 0; lane < 64; lane += LANES) {
                VectorMask<Byte> mask = VectorMask.fromLong(BYTES, (word >>> lane) & LANE_MASK);
                zeros.blend(ones, mask).intoMemorySegment(Memory.ALL, data + base + lane, Memory.ORDER);
            }
        }
        return whole;
    }
}
