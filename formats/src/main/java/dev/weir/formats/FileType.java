package dev.weir.formats;

import dev.weir.formats.memory.Physical;

/// What a file says about the values of a column, in no engine's terms.
///
/// | type | decoded as | a value is |
/// |---|---|---|
/// | Bool | BOOL | 0 or 1 |
/// | Int(8, 16, 32, 64) | INT8, INT16, INT32, INT64 | the number; unsigned ones up to 32 bits come as the next wider Int |
/// | UnsignedInt64 | INT128 | the number, 0 to 2^64-1: decimal(20, 0) |
/// | Float16, Float32 | FLOAT32 | |
/// | Float64 | FLOAT64 | |
/// | Decimal(p, s) | INT64 for p <= 18, else INT128 | the unscaled number |
/// | Utf8, Binary, FixedBinary(n), Uuid | VIEW | the bytes (UTF-8 is not checked) |
/// | Date | INT32 | days since 1970-01-01 |
/// | Time(3 or 6) / Time(9) | INT64 | microseconds / nanoseconds since midnight |
/// | Timestamp(3 or 6) / Timestamp(9) | INT64 | microseconds / nanoseconds since 1970-01-01 00:00, UTC if `utc` |
/// | Unsupported | never | |
public sealed interface FileType {
    record Bool() implements FileType {}

    /// A signed number of 8, 16, 32 or 64 bits.
    record Int(int bits) implements FileType {
        public Int {
            if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
                throw new IllegalArgumentException("no integer of " + bits + " bits");
            }
        }
    }

    record UnsignedInt64() implements FileType {}

    record Float16() implements FileType {}

    record Float32() implements FileType {}

    record Float64() implements FileType {}

    record Decimal(int precision, int scale) implements FileType {
        public Decimal {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("no decimal(" + precision + ", " + scale + ")");
            }
        }
    }

    record Utf8() implements FileType {}

    record Binary() implements FileType {}

    record FixedBinary(int length) implements FileType {}

    record Uuid() implements FileType {}

    record Date() implements FileType {}

    /// Precision is the number of digits after the second that the file keeps: 3, 6 or 9.
    record Time(int precision) implements FileType {
        public Time {
            checkPrecision(precision);
        }
    }

    /// `utc`: an instant; otherwise a wall-clock reading without a zone.
    record Timestamp(int precision, boolean utc) implements FileType {
        public Timestamp {
            checkPrecision(precision);
        }
    }

    /// A column that we do not read, with the reason; the file's other columns are readable.
    record Unsupported(String reason) implements FileType {}

    /// How this type's values are decoded; an Unsupported column has no answer.
    default Physical physical() {
        return switch (this) {
            case Bool bool -> Physical.BOOL;
            case Int(int bits) -> switch (bits) {
                case 8 -> Physical.INT8;
                case 16 -> Physical.INT16;
                case 32 -> Physical.INT32;
                default -> Physical.INT64;
            };
            case UnsignedInt64 unsigned -> Physical.INT128;
            case Float16 half -> Physical.FLOAT32;
            case Float32 single -> Physical.FLOAT32;
            case Float64 wide -> Physical.FLOAT64;
            case Decimal decimal -> decimal.precision() <= 18 ? Physical.INT64 : Physical.INT128;
            case Utf8 text -> Physical.VIEW;
            case Binary bytes -> Physical.VIEW;
            case FixedBinary bytes -> Physical.VIEW;
            case Uuid uuid -> Physical.VIEW;
            case Date date -> Physical.INT32;
            case Time time -> Physical.INT64;
            case Timestamp timestamp -> Physical.INT64;
            case Unsupported unsupported -> throw FormatException.notSupported(unsupported.reason());
        };
    }

    private static void checkPrecision(int precision) {
        if (precision != 3 && precision != 6 && precision != 9) {
            throw new IllegalArgumentException("no precision " + precision);
        }
    }
}
