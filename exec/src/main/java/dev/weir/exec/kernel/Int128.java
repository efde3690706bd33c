package dev.weir.exec.kernel;

import dev.weir.formats.memory.Memory;
import java.math.BigInteger;

/// Reads, writes, compares and bounds 128-bit integers: low 8 bytes, then high 8 bytes.
public final class Int128 {
    private static final long[] POWER_LOW = new long[39];
    private static final long[] POWER_HIGH = new long[39];
    private static final long[] POWER_64 = new long[19];
    private static final BigInteger[] POWER = new BigInteger[77];

    static {
        for (int i = 0; i < POWER.length; i++) {
            POWER[i] = BigInteger.TEN.pow(i);
        }
        for (int i = 0; i < 39; i++) {
            POWER_LOW[i] = POWER[i].longValue();
            POWER_HIGH[i] = POWER[i].shiftRight(64).longValue();
        }
        System.arraycopy(POWER_LOW, 0, POWER_64, 0, 19);
    }

    private Int128() {}

    /// 10 to the `exponent`, for 0 to 18.
    public static long power64(int exponent) {
        return POWER_64[exponent];
    }

    /// 10 to the `exponent`, for 0 to 76.
    public static BigInteger power(int exponent) {
        return POWER[exponent];
    }

    public static BigInteger get(long at) {
        return of(Memory.getLong(at), Memory.getLong(at + 8));
    }

    public static BigInteger of(long low, long high) {
        if (low >> 63 == high) {
            return BigInteger.valueOf(low);
        }
        byte[] bigEndian = new byte[16];
        for (int i = 0; i < 8; i++) {
            bigEndian[i] = (byte) (high >>> (56 - 8 * i));
            bigEndian[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        return new BigInteger(bigEndian);
    }

    /// Writes a number of at most 127 bits and a sign.
    public static void put(long at, BigInteger value) {
        Memory.putLong(at, value.longValue());
        Memory.putLong(at + 8, value.shiftRight(64).longValue());
    }

    public static void put(long at, long low, long high) {
        Memory.putLong(at, low);
        Memory.putLong(at + 8, high);
    }

    public static int compare(long lowA, long highA, long lowB, long highB) {
        int high = Long.compare(highA, highB);
        return high != 0 ? high : Long.compareUnsigned(lowA, lowB);
    }

    public static int compare(long a, long b) {
        return compare(Memory.getLong(a), Memory.getLong(a + 8), Memory.getLong(b), Memory.getLong(b + 8));
    }

    /// Whether the number has more than `precision` decimal digits (1 to 38).
    public static boolean exceeds(long low, long high, int precision) {
        long absoluteLow = low;
        long absoluteHigh = high;
        if (high < 0) {
            absoluteLow = -low;
            absoluteHigh = ~high + (low == 0 ? 1 : 0);
            if (absoluteHigh < 0) {
                return true;
            }
        }
        return compare(absoluteLow, absoluteHigh, POWER_LOW[precision], POWER_HIGH[precision]) >= 0;
    }
}
