package dev.weir.exec.operator.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Int128;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.TwinMemory;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Sums are those of `BigInteger`, from the smallest numbers to the extremes of int64.
@Tag("kernels")
class ExactSumTest {
    private static final SqlType TYPE = new SqlType.Decimal(38, 0);

    @Test
    void numbersAboveHalfOfTheRangeDoNotWrap() {
        check(new long[] {5_000_000_000_000_000_000L, 5_000_000_000_000_000_000L}, new int[] {0, 0}, 1);
        check(new long[] {-5_000_000_000_000_000_000L, Long.MIN_VALUE, 1}, new int[] {0, 0, 1}, 2);
    }

    @Test
    void equalsBigInteger() {
        SplittableRandom random = new SplittableRandom(12);
        for (int round = 0; round < TwinMemory.ROUNDS / 10; round++) {
            int rows = random.nextInt(1, 200);
            int groups = random.nextInt(1, 5);
            int bits = random.nextInt(64);
            long[] values = random.longs(rows).map(value -> value >> bits).toArray();
            check(values, random.ints(rows, 0, groups).toArray(), groups);
            Arrays.fill(values, random.nextBoolean() ? Long.MAX_VALUE >> bits : Long.MIN_VALUE >> bits);
            check(values, random.ints(rows, 0, groups).toArray(), groups);
        }
    }

    /// Adds the values twice: in one batch, then in batches of one row.
    private static void check(long[] values, int[] groups, int most) {
        BigInteger[] expected = new BigInteger[most];
        Arrays.fill(expected, BigInteger.ZERO);
        try (BufferAllocator allocator = new RootAllocator();
                NativeArray ids = new NativeArray(allocator, values.length * 4L);
                ExactSum sum = new ExactSum(TYPE, false, allocator)) {
            sum.resize(most);
            for (int i = 0; i < values.length; i++) {
                expected[groups[i]] = expected[groups[i]].add(BigInteger.valueOf(values[i]).shiftLeft(1));
                Memory.putInt(ids.address() + i * 4L, groups[i]);
            }
            add(sum, values, ids.address(), allocator);
            for (int i = 0; i < values.length; i++) {
                add(sum, new long[] {values[i]}, ids.address() + i * 4L, allocator);
            }
            for (int g = 0; g < most; g++) {
                assertEquals(expected[g], Int128.of(sum.low(g), sum.high(g)));
            }
        }
    }

    private static void add(ExactSum sum, long[] values, long ids, BufferAllocator allocator) {
        ArrowBuf data = allocator.buffer(values.length * 8L);
        for (int i = 0; i < values.length; i++) {
            Memory.putLong(data.memoryAddress() + i * 8L, values[i]);
        }
        try (FlatColumn column = new FlatColumn(TYPE, Physical.INT64, values.length, data, null, null)) {
            sum.add(List.of(column), ids, values.length, true);
        }
    }
}
