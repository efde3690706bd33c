package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.Int128;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.arrow.memory.BufferAllocator;

/// Sums of whole numbers, decimals and intervals in 128 bits, and means of decimals, which round half up.
final class ExactState extends FrameState {
    private final SqlType result;
    private final boolean average;
    /// Digits that the mean's scale has more than the argument's.
    private final int moreDigits;
    private final ResultColumn out;
    private FlatColumn values;
    private long low;
    private long high;
    private long count;
    /// A sum that left 128 bits; an error only if it is a result.
    private boolean lost;
    private boolean wide;

    ExactState(SqlType argument, SqlType result, boolean average, BufferAllocator allocator) {
        this.result = result;
        this.average = average;
        moreDigits = average ? ((SqlType.Decimal) result).scale() - ((SqlType.Decimal) argument).scale() : 0;
        out = new ResultColumn(allocator);
    }

    @Override
    void begin(FlatColumn argument) {
        values = argument;
    }

    @Override
    void reset() {
        low = 0;
        high = 0;
        count = 0;
        lost = false;
    }

    @Override
    void add(int from, int to) {
        long validity = values.validityAddress();
        long data = values.address();
        for (long i = from; i < to; i++) {
            if (validity == 0 || Memory.bit(validity, i)) {
                count++;
                switch (values.physical()) {
                    case INT64 -> add(Memory.getLong(data + i * 8));
                    case INT32 -> add(Memory.getInt(data + i * 4));
                    case INT16 -> add(Memory.getShort(data + i * 2));
                    case INT8, BOOL -> add(Memory.getByte(data + i));
                    case INT128 -> add(Memory.getLong(data + i * 16), Memory.getLong(data + i * 16 + 8));
                    case FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no exact number: " + values.type());
                }
            }
        }
    }

    /// Sums of 64-bit numbers never leave 128 bits.
    @Override
    boolean removable() {
        return values.physical() != Physical.INT128;
    }

    @Override
    void remove(int from, int to) {
        long validity = values.validityAddress();
        long data = values.address();
        for (long i = from; i < to; i++) {
            if (validity == 0 || Memory.bit(validity, i)) {
                count--;
                long value = switch (values.physical()) {
                    case INT64 -> Memory.getLong(data + i * 8);
                    case INT32 -> Memory.getInt(data + i * 4);
                    case INT16 -> Memory.getShort(data + i * 2);
                    case INT8, BOOL -> Memory.getByte(data + i);
                    case INT128, FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("not to be taken away: " + values.type());
                };
                long rest = low - value;
                high -= (value >> 63) + (Long.compareUnsigned(low, value) < 0 ? 1 : 0);
                low = rest;
            }
        }
    }

    private void add(long value) {
        long sum = low + value;
        high += (value >> 63) + (Long.compareUnsigned(sum, value) < 0 ? 1 : 0);
        low = sum;
    }

    private void add(long valueLow, long valueHigh) {
        long sum = low + valueLow;
        long sumHigh = high + valueHigh + (Long.compareUnsigned(sum, valueLow) < 0 ? 1 : 0);
        lost |= ((high ^ sumHigh) & (valueHigh ^ sumHigh)) < 0;
        low = sum;
        high = sumHigh;
    }

    @Override
    int nodeBytes() {
        return 24;
    }

    @Override
    void store(long node) {
        Memory.putLong(node, low);
        Memory.putLong(node + 8, high);
        Memory.putLong(node + 16, lost ? -1 - count : count);
    }

    @Override
    void merge(long node) {
        long rows = Memory.getLong(node + 16);
        lost |= rows < 0;
        count += rows < 0 ? -1 - rows : rows;
        add(Memory.getLong(node), Memory.getLong(node + 8));
    }

    @Override
    void open(int rows) {
        out.open(rows, 16);
        wide = false;
    }

    @Override
    void emit(int slot) {
        if (count == 0) {
            out.putNull(slot);
            return;
        }
        if (lost || average && mean(slot) || !average && sum(slot)) {
            throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, (average ? "Average" : "Sum") + " out of range");
        }
    }

    /// Answers whether the sum does not fit.
    private boolean sum(int slot) {
        boolean fits = high == low >> 63;
        Int128.put(out.at(slot), low, high);
        wide |= !fits;
        if (result instanceof SqlType.Decimal) {
            return !fits && Int128.exceeds(low, high, SqlType.Decimal.MAX_PRECISION);
        }
        return !fits || result.physical() == Physical.INT32 && (int) low != low;
    }

    /// Answers whether the mean does not fit.
    private boolean mean(int slot) {
        if (high == low >> 63 && moreDigits >= 0 && moreDigits <= 18) {
            long power = Int128.power64(moreDigits);
            long scaled = low * power;
            if (Math.multiplyHigh(low, power) == scaled >> 63 && scaled != Long.MIN_VALUE) {
                long quotient = scaled / count;
                long rest = Math.abs(scaled % count);
                // Half up, away from zero: 2 * rest >= count without overflow.
                if (rest >= count - rest) {
                    quotient += scaled < 0 ? -1 : 1;
                }
                Int128.put(out.at(slot), quotient, quotient >> 63);
                return false;
            }
        }
        BigInteger mean = new BigDecimal(Int128.of(low, high)).scaleByPowerOfTen(moreDigits)
                .divide(BigDecimal.valueOf(count), 0, RoundingMode.HALF_UP).toBigInteger();
        if (mean.bitLength() > 127 || mean.abs().compareTo(Int128.power(((SqlType.Decimal) result).precision())) >= 0) {
            return true;
        }
        wide |= mean.bitLength() > 63;
        Int128.put(out.at(slot), mean);
        return false;
    }

    @Override
    Column result() {
        Physical physical = result.physical();
        if (result instanceof SqlType.Decimal) {
            physical = wide ? Physical.INT128 : Physical.INT64;
        }
        if (physical != Physical.INT128) {
            out.narrow(physical.width());
        }
        return out.finish(result, physical);
    }

    @Override
    void abandon() {
        out.close();
    }
}
