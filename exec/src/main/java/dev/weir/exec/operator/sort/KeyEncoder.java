package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import org.apache.arrow.memory.BufferAllocator;

/// Writes the entries of a batch's rows.
public final class KeyEncoder {
    private final KeyLayout layout;
    private final BufferAllocator allocator;

    public KeyEncoder(KeyLayout layout, BufferAllocator allocator) {
        this.layout = layout;
        this.allocator = allocator;
    }

    /// Writes `batch.rows()` entries of {@link KeyLayout#entryBytes} bytes to `to`.
    public void encode(Batch batch, long to) {
        Memory.fill(to, batch.rows() * layout.entryBytes(), (byte) 0);
        for (KeyLayout.Part part : layout.parts()) {
            encode(batch, part, to);
        }
    }

    /// As {@link #encode}, but only the first word of each entry is right.
    void encodeFirstWords(Batch batch, long to) {
        Memory.fill(to, batch.rows() * layout.entryBytes(), (byte) 0);
        for (KeyLayout.Part part : layout.parts()) {
            if (part.firstWord() == 0) {
                encode(batch, part, to);
            }
        }
    }

    private void encode(Batch batch, KeyLayout.Part part, long to) {
        try (FlatColumn column = Flatten.flat(batch.column(part.column()), allocator)) {
            if (part.text()) {
                text(column, part, to);
            } else {
                fixed(column, part, to);
            }
        }
    }

    private void fixed(FlatColumn column, KeyLayout.Part part, long to) {
        long size = layout.entryBytes();
        long rows = column.length();
        long validity = column.validityAddress();
        long from = column.address();
        long inversion = part.inversion();
        int bit = part.bit();
        int value = bit + 8;
        long present = part.nullByte(false);
        long absent = part.nullByte(true);
        Physical physical = column.physical();
        boolean wide = part.bits() == 128;
        if (wide ? physical != Physical.INT64 && physical != Physical.INT128 : part.bits() != 0 && physical.width() * 8 != part.bits()) {
            throw new QueryException(ErrorCode.INTERNAL, "Sort key of type " + part.type() + " in a column of " + physical);
        }
        for (long i = 0; i < rows; i++) {
            long entry = to + i * size;
            if (part.bits() == 0 || validity != 0 && !Memory.bit(validity, i)) {
                put(entry, bit, absent, 8);
                continue;
            }
            put(entry, bit, present, 8);
            switch (physical) {
                case BOOL -> put(entry, value, (Memory.getByte(from + i) ^ inversion) & 0xff, 8);
                case INT8 -> put(entry, value, (Memory.getByte(from + i) ^ 0x80 ^ inversion) & 0xff, 8);
                case INT16 -> put(entry, value, (Memory.getShort(from + (i << 1)) ^ 0x8000 ^ inversion) & 0xffff, 16);
                case INT32 -> put(entry, value, (Memory.getInt(from + (i << 2)) ^ 0x80000000L ^ inversion) & 0xffffffffL, 32);
                case INT64 -> {
                    long number = Memory.getLong(from + (i << 3));
                    if (wide) {
                        put(entry, value, number >> 63 ^ Long.MIN_VALUE ^ inversion, 64);
                        put(entry, value + 64, number ^ inversion, 64);
                    } else {
                        put(entry, value, number ^ Long.MIN_VALUE ^ inversion, 64);
                    }
                }
                case INT128 -> {
                    put(entry, value, Memory.getLong(from + (i << 4) + 8) ^ Long.MIN_VALUE ^ inversion, 64);
                    put(entry, value + 64, Memory.getLong(from + (i << 4)) ^ inversion, 64);
                }
                case FLOAT32 -> put(entry, value, (ordered(Memory.getFloat(from + (i << 2))) ^ inversion) & 0xffffffffL, 32);
                case FLOAT64 -> put(entry, value, ordered(Memory.getDouble(from + (i << 3))) ^ inversion, 64);
                case VIEW -> throw new IllegalStateException("strings have keys of their own");
            }
        }
    }

    private void text(FlatColumn column, KeyLayout.Part part, long to) {
        long size = layout.entryBytes();
        long first = to + part.firstWord() * 8L;
        long validity = column.validityAddress();
        boolean blanksCount = !(part.type() instanceof SqlType.Char);
        long inversion = part.inversion();
        long present = part.nullByte(false) << 56;
        long absent = part.nullByte(true) << 56;
        for (long i = 0; i < column.length(); i++) {
            long entry = first + i * size;
            if (validity != 0 && !Memory.bit(validity, i)) {
                Memory.putLong(entry, absent);
                Memory.putLong(entry + 8, 0);
                continue;
            }
            long view = column.address() + (i << 4);
            int stored = StringView.length(view);
            int length = blanksCount ? stored : trimmed(StringView.bytes(view), stored);
            long head;
            long tail;
            if (stored <= StringView.INLINE) {
                head = Long.reverseBytes(Memory.getLong(view + 4));
                tail = (long) Integer.reverseBytes(Memory.getInt(view + 12)) << 32;
            } else {
                long bytes = Memory.getLong(view + 8);
                head = Long.reverseBytes(Memory.getLong(bytes));
                // The eight bytes that end at the prefix' end or the string's, whichever comes first.
                int end = Math.min(stored, KeyLayout.PREFIX);
                tail = Long.reverseBytes(Memory.getLong(bytes + end - 8)) << (16 - end) * 8;
            }
            if (length < KeyLayout.PREFIX) {
                head = length >= 8 ? head : length == 0 ? 0 : head & -1L << (8 - length) * 8;
                tail = length <= 8 ? 0 : tail & -1L << (16 - length) * 8;
            }
            long words0 = head >>> 8;
            long words1 = head << 56 | tail >>> 8 & ~0xffL | Math.min(length, KeyLayout.TRUNCATED);
            Memory.putLong(entry, present | (words0 ^ inversion) & -1L >>> 8);
            Memory.putLong(entry + 8, words1 ^ inversion);
        }
    }

    /// The length without trailing blanks.
    static int trimmed(long bytes, int length) {
        int end = length;
        while (end > 0 && Memory.getByte(bytes + end - 1) == ' ') {
            end--;
        }
        return end;
    }

    /// Puts the lowest `bits` bits of a value at bit `bit` of the entry, where there are zeros.
    private static void put(long entry, int bit, long value, int bits) {
        long at = entry + ((long) (bit >>> 6) << 3);
        int room = 64 - (bit & 63);
        if (bits <= room) {
            Memory.putLong(at, Memory.getLong(at) | value << (room - bits));
        } else {
            Memory.putLong(at, Memory.getLong(at) | value >>> (bits - room));
            Memory.putLong(at + 8, Memory.getLong(at + 8) | value << (64 - (bits - room)));
        }
    }

    /// Bits that sort like the numbers: -0.0 like 0.0, NaN last.
    private static long ordered(double value) {
        long bits = Double.doubleToLongBits(value == 0.0 ? 0.0 : value);
        return bits ^ (bits >> 63 | Long.MIN_VALUE);
    }

    private static long ordered(float value) {
        int bits = Float.floatToIntBits(value == 0.0f ? 0.0f : value);
        return bits ^ (bits >> 31 | Integer.MIN_VALUE);
    }
}
