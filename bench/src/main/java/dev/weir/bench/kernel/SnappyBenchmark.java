package dev.weir.bench.kernel;

import dev.weir.formats.compress.Codec;
import dev.weir.formats.compress.Decompressor;
import dev.weir.formats.memory.Memory;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.xerial.snappy.Snappy;

/// Snappy blocks of a batch of int64: nanoseconds a block of 64 KiB, by our decoder and by the native library.
public class SnappyBenchmark extends KernelFixture {
    private static final int BYTES = ROWS * Long.BYTES;

    /// What the numbers are: prices of up to 3 bytes, keys in ascending order, or few different ones.
    @Param({"prices", "keys", "codes"})
    public String numbers;

    private Decompressor decompressor;
    private long block;
    private int blockLength;
    private long target;
    private long other;

    @Setup
    public void fill() throws IOException {
        long values = memory(BYTES);
        long key = 0;
        for (int i = 0; i < ROWS; i++) {
            key += random.nextInt(4);
            Memory.putLong(values + (long) i * Long.BYTES, switch (numbers) {
                case "prices" -> random.nextLong(10_000_000);
                case "keys" -> key;
                default -> random.nextInt(50) * 100;
            });
        }
        block = memory(Snappy.maxCompressedLength(BYTES));
        blockLength = (int) Snappy.rawCompress(values, BYTES, block);
        target = memory(BYTES);
        other = memory(BYTES);
        decompressor = owned(new Decompressor());
        decoder();
        library();
        for (long at = 0; at < BYTES; at += Long.BYTES) {
            same("value", Memory.getLong(target + at), Memory.getLong(values + at));
            same("value", Memory.getLong(other + at), Memory.getLong(values + at));
        }
    }

    @Benchmark
    public void decoder() {
        decompressor.decompress(Codec.SNAPPY, block, blockLength, target, BYTES);
    }

    @Benchmark
    public long library() throws IOException {
        return Snappy.rawUncompress(block, blockLength, other);
    }
}
