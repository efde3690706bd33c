package dev.weir.formats.parquet.encoding;

import dev.weir.formats.memory.StringHeap;

/// The non-null values of one data page. Calls come with ascending positions: a position once passed does not come back.
///
/// What a value looks like at `out` depends on the encoding: {@link FixedValues} the stored bytes, {@link BitValues} a byte,
/// {@link CodeValues} an int32 code, the others a string view.
public sealed interface PageValues extends AutoCloseable
        permits FixedValues, BitValues, CodeValues, PlainBytesValues, FixedBytesValues, ViewValues {
    /// Writes the values `from` to `from + count`.
    void range(long from, int count, long out);

    /// Writes the values at `from` plus each of `count` ascending int32 at `positions`.
    void gather(long from, long positions, int count, long out);

    /// Bytes a value takes at `out`.
    int width();

    /// The heap that views point into, or null. The caller retains it if it keeps views.
    StringHeap heap();

    /// Frees the page's memory.
    @Override
    void close();
}
