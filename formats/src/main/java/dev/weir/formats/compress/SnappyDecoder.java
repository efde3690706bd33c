package dev.weir.formats.compress;

import dev.weir.formats.memory.Memory;
import java.io.IOException;

/// Decompresses snappy blocks (the raw format, without frames) from native memory to native memory.
///
/// Pages of numbers are pairs of a short literal and a short copy, in an order and with lengths that no branch
/// predictor learns. So the main loop always moves 16 bytes and goes on by the length, takes the two short forms of a
/// copy apart without a branch, and looks for a copy right behind a literal. It runs while nothing that it reads or
/// writes too much can leave the block; the last bytes go through a careful loop.
///
/// Source: github.com/google/snappy, `format_description.txt`.
final class SnappyDecoder {
    private static final int LITERAL = 0;
    private static final int COPY_LONG = 3;

    /// Literals up to this length have it in the tag; longer ones in the 1 to 4 bytes behind it.
    private static final int LONGEST_IN_TAG = 60;

    /// Bytes behind a tag that the main loop reads, and bytes from the target's end on that it may write.
    private static final int READ_AHEAD = 24;
    private static final int WRITE_AHEAD = 80;

    /// Bytes that one load or store moves.
    private static final int WORD = Long.BYTES;

    /// What repeats the lowest `offset` bytes of a word over all of it by multiplication, by offset.
    private static final long[] REPEAT = new long[WORD];

    static {
        for (int offset = 1; offset < WORD; offset++) {
            for (int at = 0; at < WORD; at += offset) {
                REPEAT[offset] |= 1L << (Byte.SIZE * at);
            }
        }
    }

    private SnappyDecoder() {}

    /// Answers the number of bytes that the block at `source` says it holds.
    ///
    /// @throws IOException when the block has no such head
    static long length(long source, int sourceLength) throws IOException {
        long length = 0;
        for (int at = 0; at < Math.min(sourceLength, 5); at++) {
            byte part = Memory.getByte(source + at);
            length |= (part & 0x7fL) << (7 * at);
            if (part >= 0) {
                return length;
            }
        }
        throw new IOException("no length at its head");
    }

    /// Decompresses a block that holds exactly `targetLength` bytes. Reads and writes nothing outside of the two ranges,
    /// whatever the block holds; bytes of the target are undefined after an error.
    ///
    /// @throws IOException for a block of another length or one that contradicts the format
    static void decode(long source, int sourceLength, long target, int targetLength) throws IOException {
        long length = length(source, sourceLength);
        if (length != targetLength) {
            throw new IOException("its head says " + length + " bytes, the page header " + targetLength);
        }
        long in = source;
        while (Memory.getByte(in++) < 0) {}
        long inEnd = source + sourceLength;
        long out = target;
        long outEnd = target + targetLength;
        long inFast = inEnd - READ_AHEAD;
        long outFast = outEnd - WRITE_AHEAD;
        while (in < inEnd) {
            while (in <= inFast && out <= outFast) {
                int tag = Memory.getInt(in);
                int kind = tag & 3;
                if (kind == LITERAL) {
                    int size = (tag >>> 2 & 63) + 1;
                    if (size > 2 * WORD) {
                        break;
                    }
                    Memory.putLong(out, Memory.getLong(in + 1));
                    Memory.putLong(out + WORD, Memory.getLong(in + 1 + WORD));
                    in += size + 1;
                    out += size;
                    tag = Memory.getInt(in);
                    kind = tag & 3;
                    if (kind == LITERAL || in > inFast || out > outFast) {
                        continue;
                    }
                }
                if (kind == COPY_LONG) {
                    break;
                }
                // Two bytes: 3 bits of length and 11 of offset. Three bytes: 6 bits of length and 16 of offset.
                int wide = -(tag >>> 1 & 1);
                int size = select(wide, (tag >>> 2 & 63) + 1, (tag >>> 2 & 7) + 4);
                int offset = select(wide, tag >>> 8 & 0xffff, tag << 3 & 0x700 | tag >>> 8 & 0xff);
                if (offset == 0 || offset > out - target) {
                    throw copyFrom(offset, out - target);
                }
                in += 2 - wide;
                copy(out - offset, out, offset, size);
                out += size;
            }
            if (in >= inEnd) {
                break;
            }
            int tag = Memory.getByte(in++) & 0xff;
            int kind = tag & 3;
            if (kind == LITERAL) {
                long size = (tag >>> 2) + 1L;
                if (size > LONGEST_IN_TAG) {
                    int sizeBytes = (int) size - LONGEST_IN_TAG;
                    size = number(in, inEnd, sizeBytes) + 1;
                    in += sizeBytes;
                }
                if (size > inEnd - in || size > outEnd - out) {
                    throw new IOException("a literal of " + size + " bytes, " + (inEnd - in) + " left to read, " + (outEnd - out) + " to write");
                }
                Memory.copy(in, out, size);
                in += size;
                out += size;
            } else {
                int offsetBytes = kind == COPY_LONG ? Integer.BYTES : kind;
                long offset = number(in, inEnd, offsetBytes);
                int size = (tag >>> 2) + 1;
                if (kind == 1) {
                    offset |= tag << 3 & 0x700;
                    size = (tag >>> 2 & 7) + 4;
                }
                in += offsetBytes;
                if (offset == 0 || offset > out - target) {
                    throw copyFrom(offset, out - target);
                }
                if (size > outEnd - out) {
                    throw new IOException("a copy of " + size + " bytes, " + (outEnd - out) + " left to write");
                }
                for (long end = out + size; out < end; out++) {
                    Memory.putByte(out, Memory.getByte(out - offset));
                }
            }
        }
        if (out != outEnd) {
            throw new IOException("it ends " + (outEnd - out) + " bytes early");
        }
    }

    private static int select(int mask, int whenOnes, int whenZero) {
        return whenZero ^ (whenZero ^ whenOnes) & mask;
    }

    /// Copies `size` (1 to 64) bytes that may overlap with their source, and up to 15 more that mean nothing.
    private static void copy(long from, long to, int offset, int size) {
        if (size <= 2 * WORD && offset >= size) {
            // Both are read before either is written: at an offset below 16 the second holds what the first overwrites.
            long low = Memory.getLong(from);
            long high = Memory.getLong(from + WORD);
            Memory.putLong(to, low);
            Memory.putLong(to + WORD, high);
        } else if (offset >= WORD) {
            if (offset == WORD) {
                repeat(to, size, Memory.getLong(from), WORD);
                return;
            }
            for (int at = 0; at < size; at += WORD) {
                Memory.putLong(to + at, Memory.getLong(from + at));
            }
        } else {
            long word = (Memory.getLong(from) & (1L << (Byte.SIZE * offset)) - 1) * REPEAT[offset];
            repeat(to, size, word, WORD - WORD % offset);
        }
    }

    private static void repeat(long to, int size, long word, int step) {
        for (int at = 0; at < size; at += step) {
            Memory.putLong(to + at, word);
        }
    }

    private static long number(long in, long inEnd, int bytes) throws IOException {
        if (inEnd - in < bytes) {
            throw new IOException("it ends within a tag");
        }
        long value = 0;
        for (int at = 0; at < bytes; at++) {
            value |= (Memory.getByte(in + at) & 0xffL) << (Byte.SIZE * at);
        }
        return value;
    }

    private static IOException copyFrom(long offset, long written) {
        return new IOException("a copy from " + offset + " bytes before, " + written + " written");
    }
}
