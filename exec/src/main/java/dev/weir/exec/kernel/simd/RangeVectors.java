package dev.weir.exec.kernel.simd;

import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Range tests a vector at a time, 64 rows to a word. Each answers how many rows it did: the whole words.
///
/// Masks become bits by `toLong` right after the comparison, at full vector width, and are never cast.
public final class RangeVectors {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    private RangeVectors() {}

    public static int int8(long data, int rows, byte low, byte high, long bits) {
        int whole = rows & ~63;
        ByteVector lowest = ByteVector.broadcast(BYTES, low);
        ByteVector span = ByteVector.broadcast(BYTES, (byte) (high - low));
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += BYTES.length()) {
                ByteVector value = ByteVector.fromMemorySegment(BYTES, Memory.ALL, data + (base + lane) * 1, Memory.ORDER);
                word |= value.sub(lowest).compare(VectorOperators.ULE, span).toLong() << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int int16(long data, int rows, short low, short high, long bits) {
        int whole = rows & ~63;
        ShortVector lowest = ShortVector.broadcast(SHORTS, low);
        ShortVector span = ShortVector.broadcast(SHORTS, (short) (high - low));
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += SHORTS.length()) {
                ShortVector value = ShortVector.fromMemorySegment(SHORTS, Memory.ALL, data + (base + lane) * 2, Memory.ORDER);
                word |= value.sub(lowest).compare(VectorOperators.ULE, span).toLong() << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int int32(long data, int rows, int low, int high, long bits) {
        int whole = rows & ~63;
        IntVector lowest = IntVector.broadcast(INTS, low);
        IntVector span = IntVector.broadcast(INTS, high - low);
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += INTS.length()) {
                IntVector value = IntVector.fromMemorySegment(INTS, Memory.ALL, data + (base + lane) * 4, Memory.ORDER);
                word |= value.sub(lowest).compare(VectorOperators.ULE, span).toLong() << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }

    public static int int64(long data, int rows, long low, long high, long bits) {
        int whole = rows & ~63;
        LongVector lowest = LongVector.broadcast(LONGS, low);
        LongVector span = LongVector.broadcast(LONGS, high - low);
        for (long base = 0; base < whole; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += LONGS.length()) {
                LongVector value = LongVector.fromMemorySegment(LONGS, Memory.ALL, data + (base + lane) * 8, Memory.ORDER);
                word |= value.sub(lowest).compare(VectorOperators.ULE, span).toLong() << lane;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
        return whole;
    }
}
