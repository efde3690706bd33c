package dev.weir.formats.parquet.page;

import dev.weir.formats.cache.PageDescription;

/// What stands before a page. Only the parts that its type has mean anything; numbers are as the file has them, unchecked but
/// for sizes and values, which are not negative.
///
/// @param length           of the header itself, in bytes
/// @param type             one of the constants
/// @param definitionBytes  of version 2, as the other levels' size, NULLs and rows
/// @param compressed       whether a page of version 2 is
record PageHeader(
        int length, int type, int uncompressedSize, int compressedSize, boolean hasCrc, int crc, int values, int encoding,
        int definitionEncoding, int nulls, int rows, int definitionBytes, int repetitionBytes, boolean compressed) implements PageDescription {
    static final int DATA_PAGE = 0;
    static final int INDEX_PAGE = 1;
    static final int DICTIONARY_PAGE = 2;
    static final int DATA_PAGE_V2 = 3;

    @Override
    public int bytes() {
        return 72;
    }
}
