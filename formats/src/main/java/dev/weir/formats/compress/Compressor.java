package dev.weir.formats.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.weir.formats.memory.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.xerial.snappy.Snappy;

/// Compresses blocks from native memory to native memory. For one thread; contexts are kept from block to block.
public final class Compressor implements AutoCloseable {
    private static final int ZSTD_LEVEL = 1;
    private static final int GZIP_HEAD = 10;
    private static final int GZIP_TAIL = 8;

    private ZstdCompressCtx zstd;
    private Deflater deflater;
    private LZ4Compressor lz4;

    /// Bytes that the target must have room for.
    public static long bound(Codec codec, int length) {
        return switch (codec) {
            case UNCOMPRESSED -> length;
            case SNAPPY -> Snappy.maxCompressedLength(length);
            case ZSTD -> Zstd.compressBound(length);
            case GZIP -> length + (length >>> 9) + 64L + GZIP_HEAD + GZIP_TAIL;
            case LZ4_RAW -> length + length / 255 + 16L;
        };
    }

    /// Answers the number of bytes written to `target`, which has `room` bytes.
    public int compress(Codec codec, long source, int length, long target, int room) {
        try {
            return switch (codec) {
                case UNCOMPRESSED -> {
                    Memory.copy(source, target, length);
                    yield length;
                }
                case SNAPPY -> (int) Snappy.rawCompress(source, length, target);
                case ZSTD -> zstd(source, length, target, room);
                case GZIP -> gzip(source, length, target, room);
                case LZ4_RAW -> lz4(source, length, target, room);
            };
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private int zstd(long source, int length, long target, int room) {
        if (zstd == null) {
            zstd = new ZstdCompressCtx().setLevel(ZSTD_LEVEL);
        }
        return zstd.compressDirectByteBuffer(buffer(target, room), 0, room, buffer(source, length), 0, length);
    }

    private int gzip(long source, int length, long target, int room) {
        if (deflater == null) {
            deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        }
        ByteBuffer input = buffer(source, length);
        ByteBuffer output = buffer(target, room).order(ByteOrder.LITTLE_ENDIAN);
        output.putInt(0x00088b1f).putInt(0).putShort((short) 0xff00);
        CRC32 crc = new CRC32();
        crc.update(input.duplicate());
        deflater.reset();
        deflater.setInput(input);
        deflater.finish();
        while (!deflater.finished()) {
            deflater.deflate(output);
        }
        output.putInt((int) crc.getValue()).putInt(length);
        return output.position();
    }

    private int lz4(long source, int length, long target, int room) {
        if (lz4 == null) {
            lz4 = LZ4Factory.fastestInstance().fastCompressor();
        }
        return lz4.compress(buffer(source, length), 0, length, buffer(target, room), 0, room);
    }

    private static ByteBuffer buffer(long address, int length) {
        return Memory.ALL.asSlice(address, length).asByteBuffer();
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
            zstd = null;
        }
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
    }
}
