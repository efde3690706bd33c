package dev.weir.formats.memory;

/// How the values of a column lie in memory. An encoding, never a type: a decimal column may be INT64 in one batch and
/// INT128 in the next.
public enum Physical {
    /// One byte a value, 0 or 1. (Kernels combine predicates as selections; a byte spares them the bit arithmetic.)
    BOOL(1),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    /// Two's complement, little-endian: low 8 bytes, then high 8 bytes (Arrow's Decimal128).
    INT128(16),
    FLOAT32(4),
    FLOAT64(8),
    /// A string view, see {@link StringView}.
    VIEW(16);

    private final int width;

    Physical(int width) {
        this.width = width;
    }

    /// Bytes a value takes.
    public int width() {
        return width;
    }
}
