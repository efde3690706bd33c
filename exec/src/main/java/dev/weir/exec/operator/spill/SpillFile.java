package dev.weir.exec.operator.spill;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.memory.SpillSpace;
import dev.weir.formats.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;

/// A file that several threads append to and read from. It has no name; closing it frees its space.
final class SpillFile implements AutoCloseable {
    private final SpillSpace space;
    private final OperatorMemory memory;
    private final FileChannel channel;
    private final AtomicLong end = new AtomicLong();
    private final AtomicLong reserved = new AtomicLong();

    SpillFile(OperatorMemory memory) {
        this.space = memory.space();
        this.memory = memory;
        this.channel = space.open();
    }

    /// Writes bytes at the end and answers where they lie.
    long append(long address, int bytes) {
        space.reserve(bytes);
        reserved.addAndGet(bytes);
        long offset = end.getAndAdd(bytes);
        ByteBuffer buffer = buffer(address, bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer, offset + buffer.position());
            }
        } catch (IOException failure) {
            throw space.failed(failure);
        }
        memory.spilled(bytes);
        return offset;
    }

    void read(long offset, long address, int bytes) {
        ByteBuffer buffer = buffer(address, bytes);
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw new QueryException(ErrorCode.INTERNAL, "A spill file is shorter than what was written to it");
                }
            }
        } catch (IOException failure) {
            throw space.failed(failure);
        }
    }

    private static ByteBuffer buffer(long address, int bytes) {
        return Memory.ALL.asSlice(address, bytes).asByteBuffer();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw space.failed(failure);
        } finally {
            space.release(reserved.getAndSet(0));
        }
    }
}
