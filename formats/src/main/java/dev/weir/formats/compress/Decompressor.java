package dev.weir.formats.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// Decompresses blocks from native memory to native memory. For one thread; contexts are kept from block to block.
public final class Decompressor implements AutoCloseable {
    private ZstdDecompressCtx zstd;
    private Inflater inflater;
    private LZ4SafeDecompressor lz4;

    /// Decompresses exactly `targetLength` bytes; anything else is corrupt.
    public void decompress(Codec codec, long source, int sourceLength, long target, int targetLength) {
        int written;
        try {
            written = switch (codec) {
                case UNCOMPRESSED -> copy(source, sourceLength, target, targetLength);
                case SNAPPY -> {
                    SnappyDecoder.decode(source, sourceLength, target, targetLength);
                    yield targetLength;
                }
                case ZSTD -> zstd(source, sourceLength, target, targetLength);
                case GZIP -> gzip(source, sourceLength, target, targetLength);
                case LZ4_RAW -> lz4(source, sourceLength, target, targetLength);
            };
        } catch (IOException | ZstdException | DataFormatException | LZ4Exception failure) {
            throw FormatException.corrupt("compressed page cannot be decompressed (" + codec + "): " + failure.getMessage(), failure);
        }
        if (written != targetLength) {
            throw FormatException.corrupt("page decompresses to " + written + " bytes, its header says " + targetLength);
        }
    }

    private static int copy(long source, int sourceLength, long target, int targetLength) {
        if (sourceLength == targetLength) {
            Memory.copy(source, target, sourceLength);
        }
        return sourceLength;
    }

    private int zstd(long source, int sourceLength, long target, int targetLength) {
        if (zstd == null) {
            zstd = new ZstdDecompressCtx();
        }
        return zstd.decompressDirectByteBuffer(buffer(target, targetLength), 0, targetLength, buffer(source, sourceLength), 0, sourceLength);
    }

    /// Reads one or more gzip members, as Hadoop's and zlib's writers leave them. Some writers leave a bare zlib stream.
    private int gzip(long source, int sourceLength, long target, int targetLength) throws IOException, DataFormatException {
        ByteBuffer input = buffer(source, sourceLength);
        ByteBuffer output = buffer(target, targetLength);
        boolean bare = sourceLength >= 2 && (input.get(0) & 0x0f) == 8 && ((input.get(0) & 0xff) << 8 | input.get(1) & 0xff) % 31 == 0;
        if (bare) {
            Inflater own = new Inflater();
            try {
                inflate(own, input, output);
            } finally {
                own.end();
            }
            return output.position();
        }
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        while (input.hasRemaining()) {
            GzipMember.skipHead(input);
            int start = output.position();
            inflater.reset();
            inflate(inflater, input, output);
            CRC32 crc = new CRC32();
            crc.update(output.duplicate().limit(output.position()).position(start));
            GzipMember.checkTail(input, crc.getValue(), output.position() - start);
        }
        return output.position();
    }

    private static void inflate(Inflater inflater, ByteBuffer input, ByteBuffer output) throws IOException, DataFormatException {
        inflater.setInput(input);
        while (!inflater.finished()) {
            int part = inflater.inflate(output);
            if (part == 0 && !inflater.finished()) {
                if (output.hasRemaining()) {
                    throw new IOException("the stream ends early");
                }
                // A full output may still need a call with room to see the end mark.
                ByteBuffer one = ByteBuffer.allocate(1);
                if (inflater.inflate(one) != 0 || !inflater.finished()) {
                    throw new IOException("more bytes than the page header says");
                }
            }
        }
    }

    private int lz4(long source, int sourceLength, long target, int targetLength) {
        if (lz4 == null) {
            lz4 = LZ4Factory.fastestInstance().safeDecompressor();
        }
        return lz4.decompress(buffer(source, sourceLength), 0, sourceLength, buffer(target, targetLength), 0, targetLength);
    }

    /// Fails before any memory is taken when a block cannot be what its page header says.
    public static void checkLengths(Codec codec, long source, int sourceLength, int targetLength) {
        if (!codec.plausible(sourceLength, targetLength)) {
            throw FormatException.corrupt(sourceLength + " bytes (" + codec + ") cannot be " + targetLength + " bytes decompressed");
        }
        if (codec == Codec.ZSTD) {
            long declared = Zstd.getDirectByteBufferFrameContentSize(buffer(source, sourceLength), 0, sourceLength);
            if (declared > 0 && declared != targetLength) {
                throw FormatException.corrupt("zstd frame of " + declared + " bytes, its page header says " + targetLength);
            }
        }
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
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
