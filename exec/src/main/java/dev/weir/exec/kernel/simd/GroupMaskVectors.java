package dev.weir.exec.kernel.simd;

import dev.weir.exec.kernel.GroupMasks;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Bitmaps of groups, and sums under them.
///
/// Masks become bits by `toLong` right after the comparison, at full vector width, and are never cast.
public final class GroupMaskVectors {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    /// 512-bit vectors come with mask registers; 8 values to a vector also make a byte of a bitmap one mask.
    public static final boolean HAS_MASKS = LONGS.length() == 8;

    private GroupMaskVectors() {}

    /// Answers how many rows it did: the whole words.
    public static int fromIds(long ids, int rows, int groups, long masks) {
        int whole = rows & ~63;
        long stride = (rows + 63L >>> 6) << 3;
        for (long g = 0; g < groups; g++) {
            IntVector group = IntVector.broadcast(INTS, (int) g);
            long to = masks + g * stride;
            for (long base = 0; base < whole; base += 64) {
                long word = 0;
                for (int lane = 0; lane < 64; lane += INTS.length()) {
                    IntVector id = IntVector.fromMemorySegment(INTS, Memory.ALL, ids + (base + lane) * 4, Memory.ORDER);
                    word |= id.compare(VectorOperators.EQ, group).toLong() << lane;
                }
                Memory.putLong(to + (base >>> 3), word);
            }
        }
        return whole;
    }

    /// Writes the sums of four groups; answers all bits that some value or its complement has.
    public static long sums4(long data, long masks, long stride, int rows, long sums) {
        LongVector first = LongVector.zero(LONGS);
        LongVector second = LongVector.zero(LONGS);
        LongVector third = LongVector.zero(LONGS);
        LongVector fourth = LongVector.zero(LONGS);
        LongVector union = LongVector.zero(LONGS);
        long i = 0;
        if (HAS_MASKS) {
            for (; i + 8 <= rows; i += 8) {
                LongVector value = LongVector.fromMemorySegment(LONGS, Memory.ALL, data + i * 8, Memory.ORDER);
                long at = masks + (i >>> 3);
                union = union.or(value.lanewise(VectorOperators.XOR, value.lanewise(VectorOperators.ASHR, 63)));
                first = first.add(value, VectorMask.fromLong(LONGS, Memory.getByte(at) & 0xffL));
                second = second.add(value, VectorMask.fromLong(LONGS, Memory.getByte(at + stride) & 0xffL));
                third = third.add(value, VectorMask.fromLong(LONGS, Memory.getByte(at + stride * 2) & 0xffL));
                fourth = fourth.add(value, VectorMask.fromLong(LONGS, Memory.getByte(at + stride * 3) & 0xffL));
            }
        }
        Memory.putLong(sums, first.reduceLanes(VectorOperators.ADD));
        Memory.putLong(sums + 8, second.reduceLanes(VectorOperators.ADD));
        Memory.putLong(sums + 16, third.reduceLanes(VectorOperators.ADD));
        Memory.putLong(sums + 24, fourth.reduceLanes(VectorOperators.ADD));
        return union.reduceLanes(VectorOperators.OR) | GroupMasks.addSums(data, masks, stride, i, rows, 4, sums);
    }
}
