package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.GroupMaskVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Adds up for very few groups: a bitmap a group says which rows are its own, so that counting is counting bits, and
/// vectors of values are added under a mask with all sums in registers. The bitmaps are made once a batch, however many
/// columns are added up.
///
/// Bitmaps are whole words with zeros past the last row, one after the other; there are as many as {@link #padded} says,
/// those past the last group empty.
public final class GroupMasks {
    /// With more groups, adding group by group costs more than {@link GroupedSums} does.
    public static final int MOST_GROUPS = 8;
    /// Rows that pay for making the bitmaps.
    public static final int LEAST_ROWS = 512;
    /// Whether adding under a mask is one instruction here.
    public static final boolean PAYS = KernelMode.SIMD && GroupMaskVectors.HAS_MASKS;

    /// Groups that are added up in one pass.
    private static final int BLOCK = 4;

    private GroupMasks() {}

    /// Bitmaps (and sums) for so many groups: a whole number of passes.
    public static int padded(int groups) {
        return (groups + BLOCK - 1) & -BLOCK;
    }

    /// Bytes of all bitmaps.
    public static long bytes(int rows, int groups) {
        return Bitmaps.bytes(rows) * padded(groups);
    }

    /// Makes the bitmaps from an int32 group a row.
    public static void fromIds(long ids, int rows, int groups, long masks) {
        int done = KernelMode.SIMD ? GroupMaskVectors.fromIds(ids, rows, groups, masks) : 0;
        fromIds(ids, done, rows, groups, masks);
        Memory.fill(masks + Bitmaps.bytes(rows) * groups, Bitmaps.bytes(rows) * (padded(groups) - groups), (byte) 0);
    }

    /// The scalar twin, from row `from` (a multiple of 64) on; leaves the empty bitmaps alone.
    public static void fromIds(long ids, int from, int rows, int groups, long masks) {
        long stride = Bitmaps.bytes(rows);
        for (int base = from; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            for (int g = 0; g < groups; g++) {
                long word = 0;
                for (long i = base; i < end; i++) {
                    word |= (Memory.getInt(ids + i * 4) == g ? 1L : 0L) << i;
                }
                Memory.putLong(masks + g * stride + (base >>> 3), word);
            }
        }
    }

    /// Adds the number of rows of each group to its int64 count.
    public static void count(long masks, int rows, int groups, long counts) {
        long stride = Bitmaps.bytes(rows);
        for (long g = 0; g < groups; g++) {
            long count = 0;
            for (long at = 0; at < stride; at += 8) {
                count += Long.bitCount(Memory.getLong(masks + g * stride + at));
            }
            Memory.putLong(counts + g * 8, Memory.getLong(counts + g * 8) + count);
        }
    }

    /// Writes the wrapped int64 sum of each group's values to {@link #padded} slots.
    ///
    /// @return all bits that some value or its complement has
    public static long sums(long data, long masks, int rows, int groups, long sums) {
        if (!KernelMode.SIMD) {
            return scalarSums(data, masks, rows, groups, sums);
        }
        long union = 0;
        long stride = Bitmaps.bytes(rows);
        for (long g = 0; g < groups; g += BLOCK) {
            union |= GroupMaskVectors.sums4(data, masks + g * stride, stride, rows, sums + g * 8);
        }
        return union;
    }

    /// The scalar twin.
    public static long scalarSums(long data, long masks, int rows, int groups, long sums) {
        Memory.fill(sums, padded(groups) * 8L, (byte) 0);
        return addSums(data, masks, Bitmaps.bytes(rows), 0, rows, padded(groups), sums);
    }

    /// Adds row by row, from row `from` on; answers the bits of these rows.
    public static long addSums(long data, long masks, long stride, long from, long rows, int groups, long sums) {
        long union = 0;
        for (long i = from; i < rows; i++) {
            long value = Memory.getLong(data + i * 8);
            union |= value ^ value >> 63;
            for (long g = 0; g < groups; g++) {
                if (Memory.bit(masks + g * stride, i)) {
                    Memory.putLong(sums + g * 8, Memory.getLong(sums + g * 8) + value);
                }
            }
        }
        return union;
    }
}
