package dev.weir.formats.parquet.write;

import dev.weir.formats.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that is there under its name once it is complete, and not before: written beside it, then moved.
final class FileSink implements AutoCloseable {
    private final Path path;
    private final Path temporary;
    private final FileChannel channel;
    private long position;
    private boolean moved;

    FileSink(Path path) throws IOException {
        this.path = path.toAbsolutePath();
        this.temporary = this.path.resolveSibling("." + path.getFileName() + "." + Long.toHexString(System.nanoTime()) + ".part");
        this.channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    long position() {
        return position;
    }

    void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    void write(long address, long count) throws IOException {
        write(Memory.ALL.asSlice(address, count).asByteBuffer());
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            position += channel.write(bytes);
        }
    }

    void finish() throws IOException {
        channel.close();
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        moved = true;
    }

    @Override
    public void close() throws IOException {
        if (!moved) {
            channel.close();
            Files.deleteIfExists(temporary);
        }
    }
}
