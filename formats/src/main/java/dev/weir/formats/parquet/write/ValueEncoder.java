package dev.weir.formats.parquet.write;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import org.apache.parquet.format.Encoding;

/// Writes the values of a page in any encoding but dictionary codes.
final class ValueEncoder {
    private final ByteSink integers;

    /// @param integers working memory
    ValueEncoder(ByteSink integers) {
        this.integers = integers;
    }

    /// The encoding that a preference means for a column's form.
    static Encoding encoding(StoredForm form, WriteOptions.Preference preference) {
        boolean integer = form == StoredForm.INT32 || form == StoredForm.INT64 || form == StoredForm.UNSIGNED_INT64;
        return switch (preference) {
            case PLAIN -> Encoding.PLAIN;
            case DELTA -> integer ? Encoding.DELTA_BINARY_PACKED
                    : form == StoredForm.BYTES ? Encoding.DELTA_LENGTH_BYTE_ARRAY : form == StoredForm.BOOLEAN ? Encoding.RLE : Encoding.PLAIN;
            case DELTA_PREFIX -> integer ? Encoding.DELTA_BINARY_PACKED
                    : form.isViews() ? Encoding.DELTA_BYTE_ARRAY : form == StoredForm.BOOLEAN ? Encoding.RLE : Encoding.PLAIN;
            case SPLIT -> form == StoredForm.BYTES || form == StoredForm.BOOLEAN ? Encoding.PLAIN : Encoding.BYTE_STREAM_SPLIT;
        };
    }

    /// Writes the values `from` to `to` of a buffer, counted without NULLs.
    void encode(Encoding encoding, ColumnBuffer buffer, int from, int to, ByteSink sink) {
        switch (encoding) {
            case PLAIN -> {
                switch (buffer.form()) {
                    case BOOLEAN -> booleans(buffer, from, to, sink);
                    case BYTES -> byteArrays(buffer, from, to, true, sink);
                    case FIXED_BYTES -> byteArrays(buffer, from, to, false, sink);
                    case HALF, INT32, INT64, UNSIGNED_INT64, FLOAT, DOUBLE, DECIMAL_BYTES ->
                            sink.putBytes(buffer.value(from), (long) (to - from) * buffer.form().width());
                }
            }
            case RLE -> rleBooleans(buffer, from, to, sink);
            case DELTA_BINARY_PACKED -> DeltaEncoder.encode(buffer.value(from), to - from, buffer.form().width(), sink);
            case DELTA_LENGTH_BYTE_ARRAY -> deltaLength(buffer, from, to, sink);
            case DELTA_BYTE_ARRAY -> deltaBytes(buffer, from, to, sink);
            case BYTE_STREAM_SPLIT -> split(buffer, from, to, sink);
            default -> throw new IllegalArgumentException("values are not written in " + encoding);
        }
    }

    private static void booleans(ColumnBuffer buffer, int from, int to, ByteSink sink) {
        for (int i = from; i < to; i += 8) {
            int bits = 0;
            for (int k = 0; k < Math.min(8, to - i); k++) {
                bits |= Memory.getByte(buffer.value(i + k)) << k;
            }
            sink.putByte(bits);
        }
    }

    private void rleBooleans(ColumnBuffer buffer, int from, int to, ByteSink sink) {
        integers.clear();
        for (int i = from; i < to; i++) {
            integers.putInt(Memory.getByte(buffer.value(i)));
        }
        long start = sink.size();
        sink.putInt(0);
        HybridEncoder.encode(integers.address(), to - from, 1, sink);
        Memory.putInt(sink.address() + start, (int) (sink.size() - start - 4));
    }

    private static void byteArrays(ColumnBuffer buffer, int from, int to, boolean lengths, ByteSink sink) {
        for (int i = from; i < to; i++) {
            long view = buffer.value(i);
            int length = StringView.length(view);
            if (lengths) {
                sink.putInt(length);
            }
            sink.putBytes(StringView.bytes(view), length);
        }
    }

    private void deltaLength(ColumnBuffer buffer, int from, int to, ByteSink sink) {
        integers.clear();
        for (int i = from; i < to; i++) {
            integers.putInt(StringView.length(buffer.value(i)));
        }
        DeltaEncoder.encode(integers.address(), to - from, 4, sink);
        byteArrays(buffer, from, to, false, sink);
    }

    private void deltaBytes(ColumnBuffer buffer, int from, int to, ByteSink sink) {
        integers.clear();
        for (int i = from; i < to; i++) {
            integers.putInt(i == from ? 0 : shared(buffer.value(i - 1), buffer.value(i)));
        }
        int count = to - from;
        for (int i = 0; i < count; i++) {
            integers.putInt(StringView.length(buffer.value(from + i)) - Memory.getInt(integers.address() + i * 4L));
        }
        DeltaEncoder.encode(integers.address(), count, 4, sink);
        DeltaEncoder.encode(integers.address() + count * 4L, count, 4, sink);
        for (int i = 0; i < count; i++) {
            int prefix = Memory.getInt(integers.address() + i * 4L);
            long view = buffer.value(from + i);
            sink.putBytes(StringView.bytes(view) + prefix, StringView.length(view) - prefix);
        }
    }

    private static int shared(long left, long right) {
        int most = Math.min(StringView.length(left), StringView.length(right));
        long a = StringView.bytes(left);
        long b = StringView.bytes(right);
        int length = 0;
        while (length < most && Memory.getByte(a + length) == Memory.getByte(b + length)) {
            length++;
        }
        return length;
    }

    private void split(ColumnBuffer buffer, int from, int to, ByteSink sink) {
        integers.clear();
        encode(Encoding.PLAIN, buffer, from, to, integers);
        int count = to - from;
        int width = count == 0 ? 0 : (int) (integers.size() / count);
        for (int k = 0; k < width; k++) {
            long out = sink.reserve(count);
            for (int i = 0; i < count; i++) {
                Memory.putByte(out + i, Memory.getByte(integers.address() + (long) i * width + k));
            }
        }
    }
}
