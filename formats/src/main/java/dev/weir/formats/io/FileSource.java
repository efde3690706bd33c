package dev.weir.formats.io;

import dev.weir.formats.FormatException;
import dev.weir.formats.cache.FileIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// An open file read by position, which notices that it is no longer the file it was when it was opened.
///
/// Safe for several threads. A thread that is interrupted while it reads closes the channel for all: readers must be
/// cancelled between reads, not by interrupts.
public final class FileSource implements AutoCloseable {
    /// Readable bytes behind each buffer's content, so that decoders may load whole vectors and words at the end.
    public static final int PADDING = 64;

    private static final int LARGEST_READ = 1 << 30;

    private final Path path;
    private final FileChannel channel;
    private final FileIdentity identity;
    private final long length;
    private final long modifiedMillis;

    private FileSource(FileChannel channel, FileIdentity identity) {
        this.path = identity.path();
        this.channel = channel;
        this.identity = identity;
        this.length = identity.length();
        this.modifiedMillis = identity.modified().toMillis();
    }

    public static FileSource open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                if (attributes.isDirectory()) {
                    throw new IOException("is a directory");
                }
                return new FileSource(channel, new FileIdentity(path, attributes.fileKey(), channel.size(), attributes.lastModifiedTime()));
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    public Path path() {
        return path;
    }

    /// What the file was when it was opened.
    public FileIdentity identity() {
        return identity;
    }

    /// The length when the file was opened.
    public long length() {
        return length;
    }

    public long modifiedMillis() {
        return modifiedMillis;
    }

    /// Fails with CHANGED when length or modification time are no longer those at opening, or the name is gone.
    public void checkUnchanged() {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            if (now.size() != length || now.lastModifiedTime().toMillis() != modifiedMillis) {
                throw changed("the file was written since its footer was read");
            }
        } catch (NoSuchFileException gone) {
            throw changed("the file was removed since its footer was read");
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    /// Reads `count` bytes at `offset` into a new buffer with {@link #PADDING} zero bytes behind them. The caller frees it.
    public ArrowBuf read(long offset, long count, BufferAllocator allocator) {
        if (offset < 0 || count < 0 || offset > length - count) {
            throw FormatException.corrupt("bytes " + offset + " to " + (offset + count) + " are outside the file of " + length)
                    .inFile(path.toString());
        }
        ArrowBuf buffer = allocator.buffer(count + PADDING);
        boolean done = false;
        try {
            readInto(offset, count, buffer);
            buffer.setZero(count, PADDING);
            done = true;
            return buffer;
        } finally {
            if (!done) {
                buffer.close();
            }
        }
    }

    /// Reads `count` bytes at `offset` to the heap: footers and indexes.
    public byte[] read(long offset, int count) {
        if (offset < 0 || count < 0 || offset > length - count) {
            throw FormatException.corrupt("bytes " + offset + " to " + (offset + count) + " are outside the file of " + length)
                    .inFile(path.toString());
        }
        byte[] bytes = new byte[count];
        fill(offset, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private void readInto(long offset, long count, ArrowBuf buffer) {
        for (long done = 0; done < count; ) {
            int part = (int) Math.min(LARGEST_READ, count - done);
            fill(offset + done, buffer.nioBuffer(done, part));
            done += part;
        }
    }

    private void fill(long offset, ByteBuffer target) {
        long position = offset;
        try {
            while (target.hasRemaining()) {
                int read = channel.read(target, position);
                if (read < 0) {
                    throw changed("the file ends at byte " + position + "; it had " + length + " when its footer was read");
                }
                position += read;
            }
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    private FormatException changed(String detail) {
        return FormatException.changed(detail).inFile(path.toString());
    }

    private static FormatException unreadable(Path path, IOException failure) {
        String reason = switch (failure) {
            case NoSuchFileException none -> "no such file";
            case AccessDeniedException denied -> "access denied";
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
        return FormatException.unreadable("cannot be read: " + reason, failure).inFile(path.toString());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }
}
