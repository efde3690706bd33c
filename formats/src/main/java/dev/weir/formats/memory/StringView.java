package dev.weir.formats.memory;

/// Reads and writes 16-byte string views.
///
/// | bytes | up to 12 bytes long | longer |
/// |---|---|---|
/// | 0-3 | length | length |
/// | 4-7 | bytes 0-3 | bytes 0-3 (the prefix) |
/// | 8-15 | bytes 4-11, zero padded | absolute address of all the bytes |
///
/// Unused inline bytes are zero, so two short views are equal iff their 16 bytes are. A long view holds an address, not
/// (buffer, offset): gathers copy views without translating them, and the column's {@link StringHeap} keeps the bytes
/// alive. Views never leave the process. The idea is Umbra's (Neumann, Freitag: Umbra, CIDR 2020, section 3.1).
public final class StringView {
    public static final int WIDTH = 16;
    /// The longest string that needs no heap.
    public static final int INLINE = 12;

    private StringView() {}

    public static int length(long view) {
        return Memory.getInt(view);
    }

    /// The address of the bytes, inside the view itself when it is short.
    public static long bytes(long view) {
        return Memory.getInt(view) <= INLINE ? view + 4 : Memory.getLong(view + 8);
    }

    /// Writes a view of `length` bytes at `source`; a long view points there, a short one copies.
    public static void write(long view, long source, int length) {
        if (length <= INLINE) {
            Memory.putLong(view, 0);
            Memory.putLong(view + 8, 0);
            Memory.putInt(view, length);
            for (int i = 0; i < length; i++) {
                Memory.putByte(view + 4 + i, Memory.getByte(source + i));
            }
        } else {
            Memory.putInt(view, length);
            Memory.putInt(view + 4, Memory.getInt(source));
            Memory.putLong(view + 8, source);
        }
    }

    /// Writes the view of the empty string, which also fills the slots of NULLs.
    public static void writeEmpty(long view) {
        Memory.putLong(view, 0);
        Memory.putLong(view + 8, 0);
    }

    public static void copy(long from, long to) {
        Memory.putLong(to, Memory.getLong(from));
        Memory.putLong(to + 8, Memory.getLong(from + 8));
    }

    public static boolean equal(long left, long right) {
        long head = Memory.getLong(left);
        if (head != Memory.getLong(right)) {
            return false;
        }
        long leftTail = Memory.getLong(left + 8);
        long rightTail = Memory.getLong(right + 8);
        int length = (int) head;
        return leftTail == rightTail || length > INLINE && equalBytes(leftTail, rightTail, length);
    }

    /// Compares by unsigned bytes; a prefix sorts before what it begins.
    public static int compare(long left, long right) {
        int leftLength = length(left);
        int rightLength = length(right);
        int leftPrefix = Integer.reverseBytes(Memory.getInt(left + 4));
        int rightPrefix = Integer.reverseBytes(Memory.getInt(right + 4));
        if (leftPrefix != rightPrefix) {
            return Integer.compareUnsigned(leftPrefix, rightPrefix);
        }
        return compareBytes(bytes(left), leftLength, bytes(right), rightLength);
    }

    public static int compareBytes(long left, int leftLength, long right, int rightLength) {
        int common = Math.min(leftLength, rightLength);
        int i = 0;
        for (; i + 8 <= common; i += 8) {
            long a = Memory.getLong(left + i);
            long b = Memory.getLong(right + i);
            if (a != b) {
                return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
            }
        }
        for (; i < common; i++) {
            int difference = (Memory.getByte(left + i) & 0xff) - (Memory.getByte(right + i) & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(leftLength, rightLength);
    }

    public static boolean equalBytes(long left, long right, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (Memory.getLong(left + i) != Memory.getLong(right + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (Memory.getByte(left + i) != Memory.getByte(right + i)) {
                return false;
            }
        }
        return true;
    }

    /// Hashes the bytes; equal strings hash equal whether short or long.
    public static long hash(long view) {
        int length = length(view);
        if (length <= INLINE) {
            return mix(Memory.getLong(view) * 0x9E3779B97F4A7C15L ^ mix(Memory.getLong(view + 8)));
        }
        long bytes = Memory.getLong(view + 8);
        long hash = length * 0x9E3779B97F4A7C15L;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            hash = mix(hash ^ Memory.getLong(bytes + i)) + 0x9E3779B97F4A7C15L;
        }
        if (i < length) {
            // The last eight bytes overlap the ones before: at least 13 bytes are there.
            hash = mix(hash ^ Memory.getLong(bytes + length - 8));
        }
        return hash;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 32)) * 0xD6E8FEB86659FD93L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return mixed ^ (mixed >>> 32);
    }
}
