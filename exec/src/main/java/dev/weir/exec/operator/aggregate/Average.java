package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// The mean of a sum and a count. Decimals round half up to the result's scale, everything else is a double.
final class Average implements CallResult {
    private static final long[] POWERS = powers();

    private final SqlType result;
    private final BufferAllocator allocator;
    /// For decimals; else null.
    private final ExactSum exact;
    /// For doubles; else null.
    private final DoubleSum doubles;
    private final Count count;
    /// Digits that the result's scale has more than the sum's.
    private final int moreDigits;

    Average(Accumulator sum, Count count, SqlType result, BufferAllocator allocator) {
        this.result = result;
        this.allocator = allocator;
        this.count = count;
        exact = sum instanceof ExactSum exactSum ? exactSum : null;
        doubles = sum instanceof DoubleSum doubleSum ? doubleSum : null;
        moreDigits = exact == null ? 0 : ((SqlType.Decimal) result).scale() - ((SqlType.Decimal) exact.type()).scale();
    }

    @Override
    public void result(int from, int groups, List<Column> out) {
        boolean[] valid = new boolean[groups];
        boolean all = true;
        for (int i = 0; i < groups; i++) {
            valid[i] = count.count(from + i) > 0;
            all &= valid[i];
        }
        Physical physical = exact == null ? Physical.FLOAT64 : result.physical();
        ArrowBuf data = allocator.buffer(Math.max(1, (long) groups * physical.width()));
        ArrowBuf validity = all ? null : Validity.all(groups, allocator, data);
        try {
            for (int i = 0; i < groups; i++) {
                long to = data.memoryAddress() + (long) i * physical.width();
                if (!valid[i]) {
                    Memory.clearBit(validity.memoryAddress(), i);
                    Memory.putLong(to, 0);
                    if (physical == Physical.INT128) {
                        Memory.putLong(to + 8, 0);
                    }
                } else if (exact == null) {
                    Memory.putDouble(to, doubles.sum(from + i) / count.count(from + i));
                } else {
                    mean(from + i, to, physical);
                }
            }
        } catch (RuntimeException failure) {
            data.getReferenceManager().release();
            if (validity != null) {
                validity.getReferenceManager().release();
            }
            throw failure;
        }
        out.add(new FlatColumn(result, physical, groups, data, validity, null));
    }

    private void mean(int group, long to, Physical physical) {
        long low = exact.low(group);
        long high = exact.high(group);
        long rows = count.count(group);
        if (Wide.fitsLong(low, high) && moreDigits >= 0 && moreDigits < POWERS.length) {
            long power = POWERS[moreDigits];
            long scaled = low * power;
            if (Math.multiplyHigh(low, power) == scaled >> 63 && scaled != Long.MIN_VALUE) {
                long quotient = scaled / rows;
                long rest = Math.abs(scaled % rows);
                // Half up, away from zero: 2 * rest >= rows without overflow.
                if (rest >= rows - rest) {
                    quotient += scaled < 0 ? -1 : 1;
                }
                put(to, physical, quotient, quotient >> 63);
                return;
            }
        }
        BigInteger mean = new BigDecimal(Wide.toBigInteger(low, high)).scaleByPowerOfTen(moreDigits)
                .divide(BigDecimal.valueOf(rows), 0, RoundingMode.HALF_UP).toBigInteger();
        long meanLow = mean.longValue();
        long meanHigh = mean.shiftRight(64).longValue();
        if (mean.bitLength() > 127 || !Wide.isDecimal(meanLow, meanHigh) || physical == Physical.INT64 && !Wide.fitsLong(meanLow, meanHigh)) {
            throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "Average out of the range of " + result);
        }
        put(to, physical, meanLow, meanHigh);
    }

    private static void put(long to, Physical physical, long low, long high) {
        Memory.putLong(to, low);
        if (physical == Physical.INT128) {
            Memory.putLong(to + 8, high);
        }
    }

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    @Override
    public void intermediate(int from, int groups, List<Column> out) {
        (exact != null ? exact : doubles).intermediate(from, groups, out);
        count.intermediate(from, groups, out);
    }
}
