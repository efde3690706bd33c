package dev.weir.worker.wire;

import io.netty.buffer.ByteBuf;

/// The fields of a FlightData message in protobuf's form, in the order in which Flight writes them. Source: arrow.apache.org,
/// `Flight.proto`.
public final class FlightFields {
    public static final int DESCRIPTOR = 1 << 3 | 2;
    /// A flatbuffer `Message`.
    public static final int HEADER = 2 << 3 | 2;
    /// The application's own.
    public static final int METADATA = 3 << 3 | 2;
    public static final int BODY = 1000 << 3 | 2;

    /// Bytes that the tags and lengths of one message take at most.
    static final int MOST_TAGS = 4 * 2 * 5;

    private FlightFields() {}

    /// Writes what comes before a field's bytes.
    static void write(ByteBuf target, int field, int length) {
        varint(target, field);
        varint(target, length);
    }

    private static void varint(ByteBuf target, int value) {
        int rest = value;
        for (; rest >>> 7 != 0; rest >>>= 7) {
            target.writeByte(rest & 0x7f | 0x80);
        }
        target.writeByte(rest);
    }
}
