package dev.weir.formats.parquet.page;

import dev.weir.formats.FormatException;
import dev.weir.formats.parquet.encoding.BitValues;
import dev.weir.formats.parquet.encoding.ByteStreamSplit;
import dev.weir.formats.parquet.encoding.CodeValues;
import dev.weir.formats.parquet.encoding.DeltaBytes;
import dev.weir.formats.parquet.encoding.DeltaIntegers;
import dev.weir.formats.parquet.encoding.DeltaLengthBytes;
import dev.weir.formats.parquet.encoding.FixedBytesValues;
import dev.weir.formats.parquet.encoding.FixedValues;
import dev.weir.formats.parquet.encoding.PageValues;
import dev.weir.formats.parquet.encoding.PlainBytesValues;
import dev.weir.formats.parquet.encoding.RleBooleans;
import dev.weir.formats.parquet.encoding.Scratch;
import dev.weir.formats.parquet.footer.ColumnLayout;
import dev.weir.formats.parquet.footer.ColumnLayout.Conversion;
import dev.weir.formats.parquet.footer.ColumnLayout.Stored;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Picks the decoder of a page by its encoding and the column's stored type: the one list of encodings.
final class PageDecoder {
    private static final int PLAIN = 0;
    private static final int PLAIN_DICTIONARY = 2;
    private static final int RLE = 3;
    private static final int BIT_PACKED = 4;
    private static final int DELTA_BINARY_PACKED = 5;
    private static final int DELTA_LENGTH_BYTE_ARRAY = 6;
    private static final int DELTA_BYTE_ARRAY = 7;
    private static final int RLE_DICTIONARY = 8;
    private static final int BYTE_STREAM_SPLIT = 9;

    private PageDecoder() {}

    static boolean isDictionary(int encoding) {
        return encoding == PLAIN_DICTIONARY || encoding == RLE_DICTIONARY;
    }

    /// Takes over the reference to `buffer`, also when it fails.
    ///
    /// @param count non-null values
    /// @param dictionarySize entries of the chunk's dictionary, if the encoding is one of codes
    static PageValues open(
            int encoding, ColumnLayout layout, ArrowBuf buffer, long offset, long bytes, int count, int dictionarySize, Scratch scratch,
            BufferAllocator allocator) {
        boolean done = false;
        try {
            PageValues values = switch (encoding) {
                case PLAIN -> plain(layout, buffer, offset, bytes, count);
                case PLAIN_DICTIONARY, RLE_DICTIONARY -> new CodeValues(buffer, offset, bytes, count, dictionarySize, scratch);
                case RLE -> {
                    require(layout.stored() == Stored.BOOLEAN, "RLE", layout);
                    yield RleBooleans.open(buffer, offset, bytes, count, allocator);
                }
                case DELTA_BINARY_PACKED -> {
                    require(layout.stored() == Stored.INT32 || layout.stored() == Stored.INT64, "DELTA_BINARY_PACKED", layout);
                    yield DeltaIntegers.open(buffer, offset, bytes, count, layout.storedWidth(), scratch, allocator);
                }
                case DELTA_LENGTH_BYTE_ARRAY -> {
                    require(layout.stored() == Stored.BYTES, "DELTA_LENGTH_BYTE_ARRAY", layout);
                    yield DeltaLengthBytes.open(buffer, offset, bytes, count, scratch, allocator);
                }
                case DELTA_BYTE_ARRAY -> {
                    require(layout.stored() == Stored.BYTES || layout.stored() == Stored.FIXED, "DELTA_BYTE_ARRAY", layout);
                    yield layout.stored() == Stored.BYTES ? DeltaBytes.open(buffer, offset, bytes, count, scratch, allocator)
                            : DeltaBytes.openFixed(buffer, offset, bytes, count, layout.storedWidth(), !fixedIsBytes(layout), scratch, allocator);
                }
                case BYTE_STREAM_SPLIT -> {
                    require(layout.stored() != Stored.BOOLEAN && layout.stored() != Stored.BYTES, "BYTE_STREAM_SPLIT", layout);
                    yield ByteStreamSplit.open(buffer, offset, bytes, count, layout.storedWidth(), fixedIsBytes(layout), allocator);
                }
                case BIT_PACKED -> throw FormatException.corrupt("values in encoding BIT_PACKED, which is for levels");
                default -> throw FormatException.corrupt("unknown encoding " + encoding);
            };
            done = true;
            return values;
        } finally {
            if (!done) {
                buffer.close();
            }
        }
    }

    private static void require(boolean legal, String encoding, ColumnLayout layout) {
        if (!legal) {
            throw FormatException.corrupt(encoding + " values in a column of " + layout.stored());
        }
    }

    private static PageValues plain(ColumnLayout layout, ArrowBuf buffer, long offset, long bytes, int count) {
        return switch (layout.stored()) {
            case BOOLEAN -> new BitValues(buffer, offset, bytes, count);
            case INT32, INT64, INT96, FLOAT, DOUBLE -> new FixedValues(buffer, offset, bytes, count, layout.storedWidth());
            case BYTES -> new PlainBytesValues(buffer, offset, bytes, count);
            case FIXED -> fixedIsBytes(layout) ? new FixedBytesValues(buffer, offset, bytes, count, layout.storedWidth())
                    : new FixedValues(buffer, offset, bytes, count, layout.storedWidth());
        };
    }

    /// Tells whether the column's fixed values stay bytes, and so become views.
    static boolean fixedIsBytes(ColumnLayout layout) {
        return layout.stored() == Stored.FIXED && layout.conversion() == Conversion.NONE;
    }
}
