package dev.weir.formats.parquet.write;

import dev.weir.formats.FileType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;

/// What a value of a file type becomes before it is encoded, and in which order its bounds are.
///
/// | form | bytes | of |
/// |---|---|---|
/// | BOOLEAN | 1 | booleans |
/// | HALF | 2 | FLOAT16 |
/// | INT32, INT64 | 4, 8 | integers, dates, times, decimals up to 18 digits |
/// | UNSIGNED_INT64 | 8 | unsigned integers |
/// | FLOAT, DOUBLE | 4, 8 | |
/// | DECIMAL_BYTES | 16 | larger decimals, big-endian |
/// | BYTES, FIXED_BYTES | 16 | a string view each |
enum StoredForm {
    BOOLEAN(1),
    HALF(2),
    INT32(4),
    INT64(8),
    UNSIGNED_INT64(8),
    FLOAT(4),
    DOUBLE(8),
    DECIMAL_BYTES(16),
    BYTES(16),
    FIXED_BYTES(16);

    private final int width;

    StoredForm(int width) {
        this.width = width;
    }

    int width() {
        return width;
    }

    boolean isViews() {
        return this == BYTES || this == FIXED_BYTES;
    }

    static StoredForm of(FileType type) {
        return switch (type) {
            case FileType.Bool bool -> BOOLEAN;
            case FileType.Int(int bits) -> bits == 64 ? INT64 : INT32;
            case FileType.UnsignedInt64 unsigned -> UNSIGNED_INT64;
            case FileType.Float16 half -> HALF;
            case FileType.Float32 single -> FLOAT;
            case FileType.Float64 wide -> DOUBLE;
            case FileType.Decimal(int precision, int scale) -> precision <= 9 ? INT32 : precision <= 18 ? INT64 : DECIMAL_BYTES;
            case FileType.Utf8 text -> BYTES;
            case FileType.Binary bytes -> BYTES;
            case FileType.FixedBinary bytes -> FIXED_BYTES;
            case FileType.Uuid uuid -> FIXED_BYTES;
            case FileType.Date date -> INT32;
            case FileType.Time(int precision) -> precision == 3 ? INT32 : INT64;
            case FileType.Timestamp timestamp -> INT64;
            case FileType.Unsupported(String reason) -> throw new IllegalArgumentException("a column cannot be written: " + reason);
        };
    }

    /// Writes the stored form of the value at `value`. Views are the buffer's business.
    void store(FileType type, Physical physical, long value, long out) {
        switch (this) {
            case BOOLEAN -> Memory.putByte(out, Memory.getByte(value));
            case HALF -> Memory.putShort(out, Float.floatToFloat16(Memory.getFloat(value)));
            case INT32, INT64 -> {
                long number = whole(physical, value);
                if (type instanceof FileType.Time(int precision) && precision == 3
                        || type instanceof FileType.Timestamp(int digits, boolean utc) && digits == 3) {
                    number = Math.floorDiv(number, 1000L);
                }
                if (this == INT32) {
                    Memory.putInt(out, Math.toIntExact(number));
                } else {
                    Memory.putLong(out, number);
                }
            }
            case UNSIGNED_INT64 -> Memory.putLong(out, Memory.getLong(value));
            case FLOAT -> Memory.putInt(out, Memory.getInt(value));
            case DOUBLE -> Memory.putLong(out, Memory.getLong(value));
            case DECIMAL_BYTES -> {
                long low = physical == Physical.INT128 ? Memory.getLong(value) : whole(physical, value);
                long high = physical == Physical.INT128 ? Memory.getLong(value + 8) : low >> 63;
                Memory.putLong(out, Long.reverseBytes(high));
                Memory.putLong(out + 8, Long.reverseBytes(low));
            }
            case BYTES, FIXED_BYTES -> throw new IllegalStateException("views are copied by the buffer");
        }
    }

    private static long whole(Physical physical, long value) {
        return switch (physical) {
            case BOOL, INT8 -> Memory.getByte(value);
            case INT16 -> Memory.getShort(value);
            case INT32 -> Memory.getInt(value);
            case INT64 -> Memory.getLong(value);
            case INT128 -> {
                long low = Memory.getLong(value);
                if (Memory.getLong(value + 8) != low >> 63) {
                    throw new ArithmeticException("a number of 128 bits in a narrower column");
                }
                yield low;
            }
            case FLOAT32, FLOAT64, VIEW -> throw new IllegalArgumentException(physical + " in a column of whole numbers");
        };
    }
}
