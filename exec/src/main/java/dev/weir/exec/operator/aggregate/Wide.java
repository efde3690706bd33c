package dev.weir.exec.operator.aggregate;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.formats.memory.Memory;
import java.math.BigInteger;

/// 128-bit two's complement numbers in memory: low word, then high word.
final class Wide {
    /// 10^38, the first magnitude that no decimal has.
    private static final long LIMIT_HIGH = 0x4B3B4CA85A86C47AL;
    private static final long LIMIT_LOW = 0x098A224000000000L;

    private Wide() {}

    static void add(long at, long low, long high) {
        long oldLow = Memory.getLong(at);
        long oldHigh = Memory.getLong(at + 8);
        long newLow = oldLow + low;
        long carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
        long newHigh = oldHigh + high + carry;
        if (((oldHigh ^ newHigh) & (high ^ newHigh)) < 0) {
            throw overflow();
        }
        Memory.putLong(at, newLow);
        Memory.putLong(at + 8, newHigh);
    }

    static int compare(long leftLow, long leftHigh, long rightLow, long rightHigh) {
        return leftHigh != rightHigh ? Long.compare(leftHigh, rightHigh) : Long.compareUnsigned(leftLow, rightLow);
    }

    static boolean fitsLong(long low, long high) {
        return high == low >> 63;
    }

    /// Whether the number has at most 38 digits.
    static boolean isDecimal(long low, long high) {
        if (high < 0) {
            long negatedLow = -low;
            long negatedHigh = ~high + (low == 0 ? 1 : 0);
            return negatedHigh >= 0 && compare(negatedLow, negatedHigh, LIMIT_LOW, LIMIT_HIGH) < 0;
        }
        return compare(low, high, LIMIT_LOW, LIMIT_HIGH) < 0;
    }

    static BigInteger toBigInteger(long low, long high) {
        return BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
    }

    static QueryException overflow() {
        return new QueryException(ErrorCode.NUMERIC_OVERFLOW, "Sum out of range");
    }
}
