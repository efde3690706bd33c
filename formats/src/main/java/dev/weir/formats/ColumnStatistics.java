package dev.weir.formats;

/// What a footer says about a column in one row group. Bounds hold for all non-null values (NaN excepted) but need not
/// be reached unless marked exact.
///
/// @param nullCount -1 when not known
/// @param minimum null when not known
/// @param maximum null when not known
/// @param minimumExact the minimum occurs
/// @param maximumExact the maximum occurs
/// @param distinctCount -1 when not known
/// @param dictionaryOnly all data pages hold dictionary codes, so batches will be {@link DecodedColumn.Coded}
/// @param compressedBytes bytes in the file
/// @param uncompressedBytes bytes of the pages after decompression
public record ColumnStatistics(
        long nullCount,
        PhysicalValue minimum,
        PhysicalValue maximum,
        boolean minimumExact,
        boolean maximumExact,
        long distinctCount,
        boolean dictionaryOnly,
        long compressedBytes,
        long uncompressedBytes) {

    /// Says nothing about the values.
    public static ColumnStatistics unknown() {
        return new ColumnStatistics(-1, null, null, false, false, -1, false, 0, 0);
    }
}
