package dev.weir.formats.parquet.footer;

import dev.weir.formats.FileType;
import dev.weir.formats.memory.Physical;

/// How a flat column's values are stored and what they become.
///
/// @param leaf the column's place among the column chunks of a row group
/// @param stored the width and kind of a value in pages
/// @param storedWidth bytes a value takes in PLAIN pages; 16 (a view) for BYTES; 0 for BOOLEAN
/// @param physical the decoded form
public record ColumnLayout(
        int leaf, String name, FileType type, boolean nullable, Stored stored, int storedWidth, Conversion conversion, Physical physical) {

    /// The physical types of Parquet.
    public enum Stored {
        BOOLEAN,
        INT32,
        INT64,
        INT96,
        FLOAT,
        DOUBLE,
        BYTES,
        FIXED
    }

    /// What turns a stored value into a decoded one.
    public enum Conversion {
        /// The bytes are the same.
        NONE,
        /// int32 holding a number of 8 or 16 bits, signed.
        NARROW_TO_8,
        NARROW_TO_16,
        /// int32 holding an unsigned number of 8, 16 or 32 bits.
        UNSIGNED_8_TO_16,
        UNSIGNED_16_TO_32,
        UNSIGNED_32_TO_64,
        /// int32 to int64 with its sign.
        WIDEN_32_TO_64,
        WIDEN_32_TO_128,
        WIDEN_64_TO_128,
        UNSIGNED_64_TO_128,
        /// Milliseconds to microseconds.
        MILLIS_32,
        MILLIS_64,
        HALF_TO_FLOAT,
        /// 8 bytes of nanoseconds in the day, 4 bytes of Julian day, to microseconds since 1970.
        INT96_TO_MICROS,
        /// Big-endian two's complement of fixed width.
        FIXED_TO_64,
        FIXED_TO_128,
        /// Big-endian two's complement of any width, stored as byte arrays.
        BYTES_TO_64,
        BYTES_TO_128
    }
}
