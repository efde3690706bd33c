package dev.weir.formats.parquet.footer;

import dev.weir.formats.compress.Codec;

/// Where a column chunk and its indexes lie in the file. All ranges are inside it.
///
/// @param codec null when the codec is one that we do not read, then `refusal` says which
/// @param start the first page's header
/// @param length bytes from there to the end of the last page
/// @param values rows, as a flat column's
/// @param columnIndexLength 0 when there is none; likewise for offsetIndexLength
/// @param bloomFilterOffset 0 when there is none
public record ColumnChunkLocation(
        Codec codec,
        String refusal,
        long start,
        long length,
        long values,
        long columnIndexOffset,
        int columnIndexLength,
        long offsetIndexOffset,
        int offsetIndexLength,
        long bloomFilterOffset) {}
