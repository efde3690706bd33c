package dev.weir.formats.parquet.write;

import dev.weir.formats.compress.Codec;

/// How a file is laid out.
///
/// @param rowGroupRows rows of a row group; the last may have fewer
/// @param pageRows rows of a page
/// @param dictionaryEntries most entries of a dictionary; further pages of the chunk are written without. 0 for none at all
/// @param pageVersion 1 or 2
/// @param pageIndex write column and offset indexes
/// @param checksums write a CRC of each page
public record WriteOptions(
        Codec codec, int rowGroupRows, int pageRows, int dictionaryEntries, int pageVersion, Preference preference, boolean pageIndex,
        boolean checksums) {

    /// What to encode values with that no dictionary holds. Where it does not fit a column's type, PLAIN.
    public enum Preference {
        PLAIN,
        /// DELTA_BINARY_PACKED for integers, DELTA_LENGTH_BYTE_ARRAY for byte arrays, RLE for booleans.
        DELTA,
        /// DELTA_BYTE_ARRAY for byte arrays of any kind, else as DELTA.
        DELTA_PREFIX,
        /// BYTE_STREAM_SPLIT for all of fixed width.
        SPLIT
    }

    public WriteOptions {
        if (rowGroupRows < 1 || pageRows < 1 || dictionaryEntries < 0 || pageVersion < 1 || pageVersion > 2) {
            throw new IllegalArgumentException("row groups of " + rowGroupRows + " rows, pages of " + pageRows + ", version " + pageVersion);
        }
    }

    /// Zstd, row groups as DuckDB's, pages small enough to be skipped.
    public static WriteOptions defaults() {
        return new WriteOptions(Codec.ZSTD, 122_880, 24_576, 1 << 15, 1, Preference.PLAIN, true, false);
    }

    public WriteOptions withCodec(Codec value) {
        return new WriteOptions(value, rowGroupRows, pageRows, dictionaryEntries, pageVersion, preference, pageIndex, checksums);
    }

    public WriteOptions withRows(int group, int page) {
        return new WriteOptions(codec, group, page, dictionaryEntries, pageVersion, preference, pageIndex, checksums);
    }

    public WriteOptions withDictionaryEntries(int value) {
        return new WriteOptions(codec, rowGroupRows, pageRows, value, pageVersion, preference, pageIndex, checksums);
    }

    public WriteOptions withPageVersion(int value) {
        return new WriteOptions(codec, rowGroupRows, pageRows, dictionaryEntries, value, preference, pageIndex, checksums);
    }

    public WriteOptions withPreference(Preference value) {
        return new WriteOptions(codec, rowGroupRows, pageRows, dictionaryEntries, pageVersion, value, pageIndex, checksums);
    }

    public WriteOptions withPageIndex(boolean value) {
        return new WriteOptions(codec, rowGroupRows, pageRows, dictionaryEntries, pageVersion, preference, value, checksums);
    }

    public WriteOptions withChecksums(boolean value) {
        return new WriteOptions(codec, rowGroupRows, pageRows, dictionaryEntries, pageVersion, preference, pageIndex, value);
    }
}
