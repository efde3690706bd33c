package dev.weir.formats.compress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The frame around a deflate stream (RFC 1952).
///
/// Head: `1f 8b`, method 8, flags, 4 bytes time, extra flags, system; then by flag an extra field, a name, a comment, a
/// checksum. Tail: CRC-32 and length of the content, 4 bytes each, little-endian.
final class GzipMember {
    private static final int HEAD = 10;
    private static final int FLAG_CHECKSUM = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private GzipMember() {}

    static void skipHead(ByteBuffer input) throws IOException {
        need(input, HEAD);
        int at = input.position();
        if ((input.get(at) & 0xff) != 0x1f || (input.get(at + 1) & 0xff) != 0x8b || input.get(at + 2) != 8) {
            throw new IOException("not a gzip member");
        }
        int flags = input.get(at + 3);
        input.position(at + HEAD);
        if ((flags & FLAG_EXTRA) != 0) {
            need(input, 2);
            int length = input.get() & 0xff | (input.get() & 0xff) << 8;
            need(input, length);
            input.position(input.position() + length);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText(input);
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText(input);
        }
        if ((flags & FLAG_CHECKSUM) != 0) {
            need(input, 2);
            input.position(input.position() + 2);
        }
    }

    static void checkTail(ByteBuffer input, long crc, int length) throws IOException {
        need(input, 8);
        input.order(ByteOrder.LITTLE_ENDIAN);
        if ((input.getInt() & 0xffffffffL) != crc || input.getInt() != length) {
            throw new IOException("checksum or length in the gzip tail is wrong");
        }
    }

    private static void skipText(ByteBuffer input) throws IOException {
        do {
            need(input, 1);
        } while (input.get() != 0);
    }

    private static void need(ByteBuffer input, int count) throws IOException {
        if (input.remaining() < count) {
            throw new IOException("the gzip member ends early");
        }
    }
}
