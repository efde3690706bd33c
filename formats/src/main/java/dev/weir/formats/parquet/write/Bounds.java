package dev.weir.formats.parquet.write;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.math.BigInteger;
import java.util.Arrays;

/// The smallest and the largest of some values, in the order that Parquet defines for the column.
///
/// NaN counts as no value; long byte arrays are cut, the upper bound then made larger at its end.
///
/// @param minimum in PLAIN encoding (byte arrays without length), or null when there is no bound
/// @param exact neither was cut
record Bounds(byte[] minimum, byte[] maximum, boolean exact) {
    private static final int LONGEST = 64;

    static Bounds none() {
        return new Bounds(null, null, true);
    }

    /// Over the values `from` to `to` of a buffer, counted without NULLs.
    static Bounds of(ColumnBuffer buffer, int from, int to) {
        long low = 0;
        long high = 0;
        for (int i = from; i < to; i++) {
            long value = buffer.value(i);
            if (isNaN(buffer.form(), value)) {
                continue;
            }
            if (low == 0) {
                low = value;
                high = value;
            } else if (compare(buffer.form(), value, low) < 0) {
                low = value;
            } else if (compare(buffer.form(), value, high) > 0) {
                high = value;
            }
        }
        if (low == 0) {
            return none();
        }
        byte[] minimum = plain(buffer.form(), low);
        byte[] maximum = plain(buffer.form(), high);
        if (minimum.length <= LONGEST && maximum.length <= LONGEST) {
            return new Bounds(zero(buffer.form(), minimum, true), zero(buffer.form(), maximum, false), true);
        }
        byte[] cut = maximum.length <= LONGEST ? maximum : increment(Arrays.copyOf(maximum, LONGEST));
        return cut == null ? none() : new Bounds(Arrays.copyOf(minimum, Math.min(LONGEST, minimum.length)), cut, false);
    }

    private static boolean isNaN(StoredForm form, long value) {
        return switch (form) {
            case FLOAT -> Float.isNaN(Memory.getFloat(value));
            case DOUBLE -> Double.isNaN(Memory.getDouble(value));
            case HALF -> Float.isNaN(Float.float16ToFloat(Memory.getShort(value)));
            case BOOLEAN, INT32, INT64, UNSIGNED_INT64, DECIMAL_BYTES, BYTES, FIXED_BYTES -> false;
        };
    }

    private static int compare(StoredForm form, long left, long right) {
        return switch (form) {
            case BOOLEAN -> Byte.compare(Memory.getByte(left), Memory.getByte(right));
            case HALF -> Float.compare(Float.float16ToFloat(Memory.getShort(left)), Float.float16ToFloat(Memory.getShort(right)));
            case INT32 -> Integer.compare(Memory.getInt(left), Memory.getInt(right));
            case INT64 -> Long.compare(Memory.getLong(left), Memory.getLong(right));
            case UNSIGNED_INT64 -> Long.compareUnsigned(Memory.getLong(left), Memory.getLong(right));
            case FLOAT -> Float.compare(Memory.getFloat(left), Memory.getFloat(right));
            case DOUBLE -> Double.compare(Memory.getDouble(left), Memory.getDouble(right));
            case DECIMAL_BYTES -> {
                int high = Long.compare(Long.reverseBytes(Memory.getLong(left)), Long.reverseBytes(Memory.getLong(right)));
                yield high != 0 ? high
                        : Long.compareUnsigned(Long.reverseBytes(Memory.getLong(left + 8)), Long.reverseBytes(Memory.getLong(right + 8)));
            }
            case BYTES, FIXED_BYTES -> StringView.compare(left, right);
        };
    }

    private static byte[] plain(StoredForm form, long value) {
        boolean views = form.isViews();
        byte[] bytes = new byte[views ? StringView.length(value) : form.width()];
        Memory.copy(views ? StringView.bytes(value) : value, bytes, 0, bytes.length);
        return bytes;
    }

    /// A zero lower bound is written as -0.0 and an upper one as +0.0, for they are equal values.
    private static byte[] zero(StoredForm form, byte[] plain, boolean lower) {
        if (form != StoredForm.FLOAT && form != StoredForm.DOUBLE && form != StoredForm.HALF) {
            return plain;
        }
        int last = plain.length - 1;
        for (int i = 0; i < last; i++) {
            if (plain[i] != 0) {
                return plain;
            }
        }
        if ((plain[last] & 0x7f) == 0) {
            plain[last] = lower ? (byte) 0x80 : 0;
        }
        return plain;
    }

    /// Answers the smallest of the byte arrays of this length that is above all with this start, or null if none is.
    private static byte[] increment(byte[] bytes) {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (++bytes[i] != 0) {
                return Arrays.copyOf(bytes, i + 1);
            }
        }
        return null;
    }

    /// Joins the bounds of two sets of values.
    static Bounds union(StoredForm form, Bounds left, Bounds right) {
        if (left == null || left.minimum == null) {
            return right;
        }
        if (right.minimum == null) {
            return left;
        }
        byte[] minimum = comparePlain(form, left.minimum, right.minimum) <= 0 ? left.minimum : right.minimum;
        byte[] maximum = comparePlain(form, left.maximum, right.maximum) >= 0 ? left.maximum : right.maximum;
        return new Bounds(minimum, maximum, left.exact && right.exact);
    }

    static int comparePlain(StoredForm form, byte[] left, byte[] right) {
        return switch (form) {
            case BOOLEAN -> Byte.compare(left[0], right[0]);
            case INT32 -> Integer.compare((int) little(left), (int) little(right));
            case INT64 -> Long.compare(little(left), little(right));
            case UNSIGNED_INT64 -> Long.compareUnsigned(little(left), little(right));
            case HALF -> Float.compare(Float.float16ToFloat((short) little(left)), Float.float16ToFloat((short) little(right)));
            case FLOAT -> Float.compare(Float.intBitsToFloat((int) little(left)), Float.intBitsToFloat((int) little(right)));
            case DOUBLE -> Double.compare(Double.longBitsToDouble(little(left)), Double.longBitsToDouble(little(right)));
            case DECIMAL_BYTES -> new BigInteger(left).compareTo(new BigInteger(right));
            case BYTES, FIXED_BYTES -> Arrays.compareUnsigned(left, right);
        };
    }

    private static long little(byte[] bytes) {
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }
}
