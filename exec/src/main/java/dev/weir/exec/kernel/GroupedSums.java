package dev.weir.exec.kernel;

import dev.weir.formats.memory.Memory;

/// Adds up for few groups: neighbouring rows, which often have the same group, add to copies of their own. Otherwise each
/// addition would wait until the one before has been stored and loaded again. `plain` is the twin that tests and benchmarks
/// compare with, and what many groups take.
public final class GroupedSums {
    /// Groups whose copies stay in the first-level cache.
    public static final int MOST_GROUPS = 256;
    /// Rows that pay for putting the copies together.
    public static final int LEAST_ROWS = 2048;

    private static final long COPIES = 4;
    private static final long STRIDE = COPIES * 8;

    private GroupedSums() {}

    /// Adds the int64 values of the rows to the int64 sums of their groups. Sums wrap.
    public static void add(long data, long ids, int rows, int groups, NativeArray copies, long sums) {
        long to = zero(groups, copies);
        long i = 0;
        for (; i + COPIES <= rows; i += COPIES) {
            long first = to + Memory.getInt(ids + i * 4) * STRIDE;
            long second = to + Memory.getInt(ids + i * 4 + 4) * STRIDE + 8;
            long third = to + Memory.getInt(ids + i * 4 + 8) * STRIDE + 16;
            long fourth = to + Memory.getInt(ids + i * 4 + 12) * STRIDE + 24;
            Memory.putLong(first, Memory.getLong(first) + Memory.getLong(data + i * 8));
            Memory.putLong(second, Memory.getLong(second) + Memory.getLong(data + i * 8 + 8));
            Memory.putLong(third, Memory.getLong(third) + Memory.getLong(data + i * 8 + 16));
            Memory.putLong(fourth, Memory.getLong(fourth) + Memory.getLong(data + i * 8 + 24));
        }
        for (; i < rows; i++) {
            long at = to + Memory.getInt(ids + i * 4) * STRIDE;
            Memory.putLong(at, Memory.getLong(at) + Memory.getLong(data + i * 8));
        }
        fold(groups, to, sums);
    }

    /// One addition after the other.
    public static void plain(long data, long ids, int rows, long sums) {
        for (long i = 0; i < rows; i++) {
            long at = sums + Memory.getInt(ids + i * 4) * 8L;
            Memory.putLong(at, Memory.getLong(at) + Memory.getLong(data + i * 8));
        }
    }

    /// Adds the number of rows of each group to its int64 count.
    public static void count(long ids, int rows, int groups, NativeArray copies, long counts) {
        long to = zero(groups, copies);
        long i = 0;
        for (; i + COPIES <= rows; i += COPIES) {
            long first = to + Memory.getInt(ids + i * 4) * STRIDE;
            long second = to + Memory.getInt(ids + i * 4 + 4) * STRIDE + 8;
            long third = to + Memory.getInt(ids + i * 4 + 8) * STRIDE + 16;
            long fourth = to + Memory.getInt(ids + i * 4 + 12) * STRIDE + 24;
            Memory.putLong(first, Memory.getLong(first) + 1);
            Memory.putLong(second, Memory.getLong(second) + 1);
            Memory.putLong(third, Memory.getLong(third) + 1);
            Memory.putLong(fourth, Memory.getLong(fourth) + 1);
        }
        for (; i < rows; i++) {
            long at = to + Memory.getInt(ids + i * 4) * STRIDE;
            Memory.putLong(at, Memory.getLong(at) + 1);
        }
        fold(groups, to, counts);
    }

    private static long zero(int groups, NativeArray copies) {
        copies.ensureScratch(MOST_GROUPS * STRIDE);
        Memory.fill(copies.address(), groups * STRIDE, (byte) 0);
        return copies.address();
    }

    private static void fold(int groups, long copies, long sums) {
        for (long g = 0; g < groups; g++) {
            long from = copies + g * STRIDE;
            long sum = Memory.getLong(from) + Memory.getLong(from + 8) + Memory.getLong(from + 16) + Memory.getLong(from + 24);
            Memory.putLong(sums + g * 8, Memory.getLong(sums + g * 8) + sum);
        }
    }
}
