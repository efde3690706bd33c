package dev.weir.exec.operator.join;

/// A Bloom filter whose four bits a key lie in one word: one load a test. About 1 % false positives at 16 bits a key
/// (Lang et al.: Performance-Optimal Filtering, VLDB 2019, register-blocked variant).
final class BlockedBloom {
    private static final int BITS_A_KEY = 16;

    private final long[] words;
    private final int shift;

    BlockedBloom(int keys) {
        int bits = Math.max(1, 64 - Long.numberOfLeadingZeros(Math.max(1L, (long) keys * BITS_A_KEY / 64 - 1)));
        words = new long[1 << bits];
        shift = 64 - bits;
    }

    /// The upper bits pick the word, the lower ones the bits in it, so hashes must be good in both.
    void add(long hash) {
        words[(int) (hash >>> shift)] |= mask(hash);
    }

    boolean mayContain(long hash) {
        long mask = mask(hash);
        return (words[(int) (hash >>> shift)] & mask) == mask;
    }

    private static long mask(long hash) {
        return 1L << hash | 1L << (hash >>> 6) | 1L << (hash >>> 12) | 1L << (hash >>> 18);
    }
}
