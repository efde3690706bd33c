package dev.weir.formats.parquet.prune;

import dev.weir.formats.PhysicalValue;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.parquet.footer.ColumnChunkLocation;
import dev.weir.formats.parquet.footer.ColumnLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.Util;

/// A chunk's split-block Bloom filter: blocks of 256 bits, in each of whose eight words a value sets one bit (Putze,
/// Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters, 2007; the salts are Parquet's).
final class BloomFilter {
    /// Larger ones cost more to read than they are likely to save.
    private static final int LARGEST = 1 << 20;
    private static final int USUAL_HEADER = 64;
    private static final int BLOCK = 32;
    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private final ByteBuffer blocks;

    private BloomFilter(ByteBuffer blocks) {
        this.blocks = blocks;
    }

    /// Answers the chunk's filter, or null if there is none that we read.
    static BloomFilter read(FileSource source, ColumnChunkLocation chunk) {
        long offset = chunk.bloomFilterOffset();
        if (offset == 0) {
            return null;
        }
        byte[] head = source.read(offset, (int) Math.min(USUAL_HEADER, source.length() - offset));
        ByteArrayInputStream stream = new ByteArrayInputStream(head);
        BloomFilterHeader header;
        try {
            header = Util.readBloomFilterHeader(stream);
        } catch (IOException | RuntimeException failure) {
            return null;
        }
        int size = header.getNumBytes();
        long start = offset + head.length - stream.available();
        boolean known = header.getAlgorithm().isSetBLOCK() && header.getHash().isSetXXHASH() && header.getCompression().isSetUNCOMPRESSED();
        if (!known || size < BLOCK || size % BLOCK != 0 || size > LARGEST || start > source.length() - size) {
            return null;
        }
        return new BloomFilter(ByteBuffer.wrap(source.read(start, size)).order(ByteOrder.LITTLE_ENDIAN));
    }

    /// Tells whether the chunk may hold the value.
    boolean mayHold(ColumnLayout layout, PhysicalValue value) {
        byte[] plain = plain(layout, value);
        if (plain == null) {
            return true;
        }
        long hash = XxHash64.hash(plain);
        long count = blocks.capacity() / BLOCK;
        int block = (int) ((hash >>> 32) * count >>> 32) * BLOCK;
        int key = (int) hash;
        for (int i = 0; i < SALT.length; i++) {
            int bit = key * SALT[i] >>> 27;
            if ((blocks.getInt(block + i * 4) & 1 << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    /// Answers a value as it is stored, without the length of a byte array; null where more than one stored form may mean it.
    private static byte[] plain(ColumnLayout layout, PhysicalValue value) {
        return switch (value) {
            case PhysicalValue.Whole(long number) -> whole(layout, number);
            case PhysicalValue.Wide(BigInteger number) ->
                    layout.conversion() == ColumnLayout.Conversion.UNSIGNED_64_TO_128 && number.signum() > 0 && number.bitLength() <= 64
                            ? eight(number.longValue()) : null;
            case PhysicalValue.Floating floating -> null;
            case PhysicalValue.Bytes(byte[] bytes) -> layout.physical() == Physical.VIEW ? bytes : null;
        };
    }

    private static byte[] whole(ColumnLayout layout, long number) {
        return switch (layout.stored()) {
            case INT32 -> {
                long stored = layout.conversion() == ColumnLayout.Conversion.MILLIS_32 ? number / 1000 : number;
                boolean exact = layout.conversion() != ColumnLayout.Conversion.MILLIS_32 || number % 1000 == 0;
                yield exact && stored >= Integer.MIN_VALUE && stored <= 0xffffffffL ? Arrays.copyOf(eight(stored), 4) : null;
            }
            case INT64 -> {
                boolean millis = layout.conversion() == ColumnLayout.Conversion.MILLIS_64;
                yield millis && number % 1000 != 0 ? null : eight(millis ? number / 1000 : number);
            }
            case BOOLEAN, INT96, FLOAT, DOUBLE, BYTES, FIXED -> null;
        };
    }

    private static byte[] eight(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }
}
