package dev.weir.formats.compress;

/// A block compression that we read and write.
public enum Codec {
    UNCOMPRESSED,
    SNAPPY,
    ZSTD,
    GZIP,
    /// LZ4 blocks without frame or length.
    LZ4_RAW;

    /// Answers whether `compressed` bytes can stand for `uncompressed` bytes at all: a bound on what a corrupt header makes
    /// us allocate. The ratios are the codecs' best cases (a repeated match; for zstd a block of one repeated byte).
    public boolean plausible(long compressed, long uncompressed) {
        return switch (this) {
            case UNCOMPRESSED -> compressed == uncompressed;
            case SNAPPY -> uncompressed <= 32 * compressed + 64;
            case ZSTD -> uncompressed <= 65_536 * compressed;
            case GZIP -> uncompressed <= 1_100 * compressed + 64;
            case LZ4_RAW -> uncompressed <= 256 * compressed + 64;
        };
    }
}
