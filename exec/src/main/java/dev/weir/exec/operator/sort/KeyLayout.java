package dev.weir.exec.operator.sort;

import dev.weir.exec.plan.SortKey;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/// Where each sort key lies in an entry: a row's keys as 64-bit words that compare unsigned, one after the other.
///
/// A key takes a byte that sorts NULLs first or last, then the value in an order-preserving form, all bits inverted when
/// descending. Strings take two whole words: NULL byte, the first 14 bytes zero padded, and a byte with the length, or 15
/// when there is more: only then a tie needs the string itself. Other keys are packed without gaps.
public final class KeyLayout {
    /// Bytes of a string that are in the entry.
    static final int PREFIX = 14;
    /// In place of the length: the string is longer than the prefix.
    static final int TRUNCATED = PREFIX + 1;

    private static final int NULL_BITS = 8;
    private static final int TEXT_BITS = 128;

    private final List<Part> parts = new ArrayList<>();
    private final Part[] textEndingAt;
    private final int words;

    /// @param bit  where the key begins, counted from the highest bit of the first word
    /// @param bits of the value, without the NULL byte; 0 when every value is NULL
    record Part(int column, SqlType type, boolean descending, boolean nullsFirst, int bit, int bits, boolean text) {
        /// All ones for values that sort the other way round.
        long inversion() {
            return descending ? -1L : 0L;
        }

        long nullByte(boolean isNull) {
            return isNull == nullsFirst ? 0 : 1;
        }

        int firstWord() {
            return bit >>> 6;
        }

        /// What stands in place of the length of a string that is longer than the prefix.
        int truncated() {
            return descending ? ~TRUNCATED & 0xff : TRUNCATED;
        }
    }

    public KeyLayout(List<SortKey> keys, List<SqlType> types) {
        int bit = 0;
        for (SortKey key : keys) {
            SqlType type = types.get(key.column());
            boolean text = isText(type);
            if (text) {
                bit = (bit + 63) & ~63;
            }
            int bits = text ? TEXT_BITS - NULL_BITS : valueBits(type);
            parts.add(new Part(key.column(), type, key.descending(), key.nullsFirst(), bit, bits, text));
            bit += NULL_BITS + bits;
        }
        words = Math.max(1, (bit + 63) >>> 6);
        textEndingAt = new Part[words];
        for (Part part : parts) {
            if (part.text()) {
                textEndingAt[part.firstWord() + 1] = part;
            }
        }
    }

    List<Part> parts() {
        return parts;
    }

    /// 64-bit words of an entry.
    public int words() {
        return words;
    }

    public long entryBytes() {
        return words * 8L;
    }

    /// The string key whose last word is `word`, or null.
    Part textEndingAt(int word) {
        return textEndingAt[word];
    }

    private static boolean isText(SqlType type) {
        return type.isString() || type instanceof SqlType.Varbinary || type instanceof SqlType.Uuid;
    }

    private static int valueBits(SqlType type) {
        return type instanceof SqlType.Unknown ? 0 : type.physical().width() * 8;
    }
}
