package dev.weir.worker.wire;

import io.netty.buffer.ByteBuf;

/// A FlightData message, encoded.
public interface RawMessage extends AutoCloseable {
    /// All of it as one buffer, which the caller releases when it is sent. It may outlive the message, and should be direct
    /// memory throughout: of a buffer that is not, the transport makes a copy.
    ByteBuf bytes();

    @Override
    void close();
}
