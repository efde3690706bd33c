package dev.weir.exec.kernel;

import dev.weir.formats.memory.Memory;

/// Counts and finds code points in UTF-8 bytes, eight at a time where they are ASCII. Broken text is no error: what is not
/// a continuation byte begins a code point.
public final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;

    private Utf8() {}

    public static boolean isAscii(long address, int length) {
        long union = 0;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            union |= Memory.getLong(address + i);
        }
        for (; i < length; i++) {
            union |= Memory.getByte(address + i) & 0x80;
        }
        return (union & HIGH_BITS) == 0;
    }

    public static int codePoints(long address, int length) {
        int continuations = 0;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            long word = Memory.getLong(address + i);
            continuations += Long.bitCount((word >>> 7) & ~(word >>> 6) & LOW_BITS);
        }
        for (; i < length; i++) {
            continuations += isContinuation(address + i) ? 1 : 0;
        }
        return length - continuations;
    }

    /// The offset of the byte where code point `count` (0-based) begins, or `length` when there are no more.
    public static int offset(long address, int length, long count) {
        int at = 0;
        long left = count;
        while (left >= 8 && at + 8 <= length && (Memory.getLong(address + at) & HIGH_BITS) == 0) {
            at += 8;
            left -= 8;
        }
        while (left > 0 && at < length) {
            at = next(address, at, length);
            left--;
        }
        return at;
    }

    /// The offset after the code point that begins at `at`.
    public static int next(long address, int at, int length) {
        int after = at + 1;
        while (after < length && isContinuation(address + after)) {
            after++;
        }
        return after;
    }

    public static boolean isContinuation(long address) {
        return (Memory.getByte(address) & 0xc0) == 0x80;
    }
}
