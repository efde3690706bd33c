package dev.weir.exec.operator.join;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Physical;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Runtime filters as they travel, little endian.
///
/// | kind | what follows |
/// |---|---|
/// | 0 | nothing: no value passes |
/// | 1 range | int64 least, int64 greatest |
/// | 2 bits | the range, then a bit for each value of it, in words of 64 |
/// | 3 sparse | the range, then each value's distance from the one before (the first from one below the least), as varints |
/// | 4 Bloom | the range, then a power of two of words |
/// | 5 strings | a power of two of words |
///
/// Decoding checks everything that becomes an index. What a filter lets pass is the sender's to say: at worst rows are missing
/// from a query of which the sender makes rows, too.
public final class KeyFilterCodec {
    private static final byte EMPTY = 0;
    private static final byte RANGE = 1;
    private static final byte BITS = 2;
    private static final byte SPARSE = 3;
    private static final byte BLOOM = 4;
    private static final byte STRINGS = 5;
    private static final int HEAD = 1 + 2 * Long.BYTES;
    /// Bytes that a filter may have.
    public static final int MOST_BYTES = 16 << 20;

    private KeyFilterCodec() {}

    /// @return null when the filter has no such form
    public static byte[] encode(KeyFilter filter) {
        return switch (filter) {
            case IntegerFilter integers -> encode(integers);
            case StringFilter strings -> {
                ByteBuffer bytes = buffer(1 + strings.bloom().words().length * Long.BYTES).put(STRINGS);
                yield words(bytes, strings.bloom().words());
            }
            default -> null;
        };
    }

    /// @param type of the column that is to be narrowed
    /// @throws QueryException PLAN_NOT_PERMITTED for what is no filter, or none for such a column
    public static KeyFilter decode(byte[] encoded, SqlType type) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        require(encoded.length > 0 && encoded.length <= MOST_BYTES);
        byte kind = bytes.get();
        if (kind == STRINGS) {
            require(type.physical() == Physical.VIEW);
            return new StringFilter(new BlockedBloom(words(bytes, true)));
        }
        require(KeyRange.isInteger(type) || kind == EMPTY);
        if (kind == EMPTY) {
            return new IntegerFilter(Long.MAX_VALUE, Long.MIN_VALUE, null, null);
        }
        require(encoded.length >= HEAD);
        long min = bytes.getLong();
        long max = bytes.getLong();
        require(min <= max);
        return switch (kind) {
            case RANGE -> new IntegerFilter(min, max, null, null);
            case BITS -> {
                long[] bits = words(bytes, false);
                require(bits.length == wordsOf(min, max));
                yield new IntegerFilter(min, max, bits, null);
            }
            case SPARSE -> new IntegerFilter(min, max, sparse(bytes, new long[wordsOf(min, max)], max - min), null);
            case BLOOM -> new IntegerFilter(min, max, null, new BlockedBloom(words(bytes, true)));
            default -> throw refused();
        };
    }

    private static byte[] encode(IntegerFilter filter) {
        if (filter.isEmpty()) {
            return new byte[] {EMPTY};
        }
        if (filter.bits() != null) {
            byte[] sparse = sparse(filter);
            return sparse != null ? sparse : words(head(BITS, filter, filter.bits().length * Long.BYTES), filter.bits());
        }
        if (filter.bloom() != null) {
            return words(head(BLOOM, filter, filter.bloom().words().length * Long.BYTES), filter.bloom().words());
        }
        return head(RANGE, filter, 0).array();
    }

    private static ByteBuffer head(byte kind, IntegerFilter filter, int more) {
        return buffer(HEAD + more).put(kind).putLong(filter.min()).putLong(filter.max());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] words(ByteBuffer bytes, long[] words) {
        bytes.asLongBuffer().put(words);
        return bytes.array();
    }

    private static long[] words(ByteBuffer bytes, boolean powerOfTwo) {
        require(bytes.remaining() % Long.BYTES == 0);
        long[] words = new long[bytes.remaining() / Long.BYTES];
        require(words.length > 0 && (!powerOfTwo || words.length > 1 && Integer.bitCount(words.length) == 1));
        bytes.asLongBuffer().get(words);
        return words;
    }

    private static int wordsOf(long min, long max) {
        long span = max - min;
        require(span >= 0 && span < KeyFilters.MOST_SENT_BITS);
        return (int) (span >>> 6) + 1;
    }

    /// Null when bits take less.
    private static byte[] sparse(IntegerFilter filter) {
        long[] bits = filter.bits();
        long values = 0;
        for (long word : bits) {
            values += Long.bitCount(word);
        }
        int limit = HEAD + bits.length * Long.BYTES;
        if (HEAD + values > limit) {
            return null;
        }
        byte[] out = Arrays.copyOf(head(SPARSE, filter, 0).array(), limit);
        int at = HEAD;
        long last = -1;
        for (int i = 0; i < bits.length; i++) {
            for (long word = bits[i]; word != 0; word &= word - 1) {
                long bit = i * 64L + Long.numberOfTrailingZeros(word);
                long distance = bit - last;
                last = bit;
                if (at + 5 > limit) {
                    return null;
                }
                while (distance >= 0x80) {
                    out[at++] = (byte) (distance | 0x80);
                    distance >>>= 7;
                }
                out[at++] = (byte) distance;
            }
        }
        return Arrays.copyOf(out, at);
    }

    private static long[] sparse(ByteBuffer bytes, long[] bits, long span) {
        long last = -1;
        while (bytes.hasRemaining()) {
            long distance = 0;
            int shift = 0;
            byte next;
            do {
                require(bytes.hasRemaining() && shift <= 28);
                next = bytes.get();
                distance |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            last += distance;
            require(distance > 0 && last <= span);
            bits[(int) (last >>> 6)] |= 1L << last;
        }
        return bits;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw refused();
        }
    }

    private static QueryException refused() {
        return new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Not a runtime filter of this column");
    }
}
