package dev.weir.formats.parquet.encoding;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import dev.weir.formats.parquet.footer.ColumnLayout.Conversion;

/// Turns stored values into decoded ones, a loop a conversion. What does not fit is corrupt: a file's types promise that it
/// does.
public final class Conversions {
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    /// The Julian day number of 1970-01-01.
    private static final int JULIAN_EPOCH = 2_440_588;

    private Conversions() {}

    /// @param storedWidth bytes of a stored value, which FIXED decimals need
    public static void convert(Conversion conversion, long in, int storedWidth, long count, long out) {
        switch (conversion) {
            case NONE -> Memory.copy(in, out, count * storedWidth);
            case NARROW_TO_8 -> narrow8(in, count, out);
            case NARROW_TO_16 -> narrow16(in, count, out, Short.MIN_VALUE, Short.MAX_VALUE);
            case UNSIGNED_8_TO_16 -> narrow16(in, count, out, 0, 0xff);
            case UNSIGNED_16_TO_32 -> unsigned16(in, count, out);
            case UNSIGNED_32_TO_64 -> unsigned32(in, count, out);
            case WIDEN_32_TO_64 -> widen32(in, count, out, 1);
            case MILLIS_32 -> widen32(in, count, out, 1000);
            case WIDEN_32_TO_128 -> widen32To128(in, count, out);
            case WIDEN_64_TO_128 -> widen64To128(in, count, out, true);
            case UNSIGNED_64_TO_128 -> widen64To128(in, count, out, false);
            case MILLIS_64 -> millis64(in, count, out);
            case HALF_TO_FLOAT -> half(in, count, out);
            case INT96_TO_MICROS -> int96(in, count, out);
            case FIXED_TO_64 -> {
                if (storedWidth <= 8) {
                    shortTo64(in, storedWidth, count, out);
                } else {
                    fixed(in, storedWidth, count, out, false);
                }
            }
            case FIXED_TO_128 -> {
                if (storedWidth >= 8 && storedWidth <= 16) {
                    longTo128(in, storedWidth, count, out);
                } else {
                    fixed(in, storedWidth, count, out, true);
                }
            }
            case BYTES_TO_64 -> bytes(in, count, out, false);
            case BYTES_TO_128 -> bytes(in, count, out, true);
        }
    }

    private static void narrow8(long in, long count, long out) {
        int lost = 0;
        for (long i = 0; i < count; i++) {
            int value = Memory.getInt(in + i * 4);
            lost |= (byte) value ^ value;
            Memory.putByte(out + i, (byte) value);
        }
        check(lost == 0, "8 bits");
    }

    private static void narrow16(long in, long count, long out, int low, int high) {
        int smallest = 0;
        int largest = 0;
        for (long i = 0; i < count; i++) {
            int value = Memory.getInt(in + i * 4);
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
            Memory.putShort(out + i * 2, (short) value);
        }
        check(smallest >= low && largest <= high, "its declared bits");
    }

    private static void unsigned16(long in, long count, long out) {
        int lost = 0;
        for (long i = 0; i < count; i++) {
            int value = Memory.getInt(in + i * 4);
            lost |= value & 0xffff0000;
            Memory.putInt(out + i * 4, value);
        }
        check(lost == 0, "16 bits");
    }

    private static void unsigned32(long in, long count, long out) {
        for (long i = 0; i < count; i++) {
            Memory.putLong(out + i * 8, Memory.getInt(in + i * 4) & 0xffffffffL);
        }
    }

    private static void widen32(long in, long count, long out, long factor) {
        for (long i = 0; i < count; i++) {
            Memory.putLong(out + i * 8, Memory.getInt(in + i * 4) * factor);
        }
    }

    private static void widen32To128(long in, long count, long out) {
        for (long i = 0; i < count; i++) {
            long value = Memory.getInt(in + i * 4);
            Memory.putLong(out + i * 16, value);
            Memory.putLong(out + i * 16 + 8, value >> 63);
        }
    }

    private static void widen64To128(long in, long count, long out, boolean signed) {
        for (long i = 0; i < count; i++) {
            long value = Memory.getLong(in + i * 8);
            Memory.putLong(out + i * 16, value);
            Memory.putLong(out + i * 16 + 8, signed ? value >> 63 : 0);
        }
    }

    private static void millis64(long in, long count, long out) {
        boolean overflow = false;
        for (long i = 0; i < count; i++) {
            long value = Memory.getLong(in + i * 8);
            overflow |= value > Long.MAX_VALUE / 1000 | value < Long.MIN_VALUE / 1000;
            Memory.putLong(out + i * 8, value * 1000);
        }
        check(!overflow, "microseconds of 64 bits");
    }

    private static void half(long in, long count, long out) {
        for (long i = 0; i < count; i++) {
            Memory.putFloat(out + i * 4, Float.float16ToFloat(Memory.getShort(in + i * 2)));
        }
    }

    private static void int96(long in, long count, long out) {
        for (long i = 0; i < count; i++) {
            long nanos = Memory.getLong(in + i * 12);
            long day = Memory.getInt(in + i * 12 + 8) - (long) JULIAN_EPOCH;
            // Within this range neither the product nor the sum can overflow.
            if (day > 106_000_000 || day < -106_000_000) {
                throw FormatException.corrupt("an INT96 timestamp " + day + " days from 1970");
            }
            Memory.putLong(out + i * 8, day * MICROS_PER_DAY + Math.floorDiv(nanos, 1000L));
        }
    }

    /// Numbers of up to 8 bytes: loads 8, and shifts out those of the next value.
    private static void shortTo64(long in, int width, long count, long out) {
        int shift = 64 - width * 8;
        for (long i = 0; i < count; i++) {
            Memory.putLong(out + i * 8, Long.reverseBytes(Memory.getLong(in + i * width)) >> shift);
        }
    }

    /// Numbers of 8 to 16 bytes, from two loads that overlap.
    private static void longTo128(long in, int width, long count, long out) {
        int shift = 128 - width * 8;
        for (long i = 0; i < count; i++) {
            long start = Long.reverseBytes(Memory.getLong(in + i * width));
            Memory.putLong(out + i * 16, Long.reverseBytes(Memory.getLong(in + i * width + width - 8)));
            Memory.putLong(out + i * 16 + 8, shift == 64 ? start >> 63 : start >> shift);
        }
    }

    private static void fixed(long in, int width, long count, long out, boolean wide) {
        for (long i = 0; i < count; i++) {
            decimal(in + i * width, width, wide ? out + i * 16 : out + i * 8, wide);
        }
    }

    private static void bytes(long views, long count, long out, boolean wide) {
        for (long i = 0; i < count; i++) {
            long view = views + i * StringView.WIDTH;
            decimal(StringView.bytes(view), StringView.length(view), wide ? out + i * 16 : out + i * 8, wide);
        }
    }

    /// Reads a big-endian two's complement number of any width; leading bytes may only repeat the sign.
    private static void decimal(long bytes, int width, long out, boolean wide) {
        int size = wide ? 16 : 8;
        int extra = Math.max(0, width - size);
        long sign = width == 0 ? 0 : Memory.getByte(bytes) >> 7;
        long high = sign;
        long low = sign;
        for (int i = 0; i < extra; i++) {
            check(Memory.getByte(bytes + i) == sign, "its precision");
        }
        for (int i = extra; i < width; i++) {
            high = high << 8 | low >>> 56;
            low = low << 8 | Memory.getByte(bytes + i) & 0xff;
        }
        check(extra == 0 || (wide ? high : low) >> 63 == sign, "its precision");
        Memory.putLong(out, low);
        if (wide) {
            Memory.putLong(out + 8, high);
        }
    }

    private static void check(boolean fits, String what) {
        if (!fits) {
            throw FormatException.corrupt("a value that does not fit " + what);
        }
    }
}
