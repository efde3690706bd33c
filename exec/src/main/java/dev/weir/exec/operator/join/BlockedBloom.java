package dev.weir.exec.operator.join;

/// A Bloom filter whose four bits a key lie in one word: one load a test. About 1 % false positives at 16 bits a key
/// (Lang et al.: Performance-Optimal Filtering, VLDB 2019, register-blocked variant).
final class BlockedBloom {
    private static final int BITS_A_KEY = 16;

    private final long[] words;
    private final int shift;

    BlockedBloom(int keys) {
        this(new long[1 << Math.max(1, 64 - Long.numberOfLeadingZeros(Math.max(1L, (long) keys * BITS_A_KEY / 64 - 1)))]);
    }

    /// @param words a power of two of them, at least two
    BlockedBloom(long[] words) {
        if (words.length < 2 || Integer.bitCount(words.length) != 1) {
            throw new IllegalArgumentException(words.length + " words");
        }
        this.words = words;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(words.length);
    }

    /// The upper bits pick the word, the lower ones the bits in it, so hashes must be good in both.
    void add(long hash) {
        words[(int) (hash >>> shift)] |= mask(hash);
    }

    boolean mayContain(long hash) {
        long mask = mask(hash);
        return (words[(int) (hash >>> shift)] & mask) == mask;
    }

    /// What it is made of; not to be changed.
    long[] words() {
        return words;
    }

    /// Takes in all keys of a filter that is at most as large. What lies in one of its words is found in all words that its
    /// place stands for here, so each of the two drops as much as before.
    void addAll(BlockedBloom smaller) {
        int spread = Integer.numberOfTrailingZeros(words.length) - Integer.numberOfTrailingZeros(smaller.words.length);
        for (int i = 0; i < words.length; i++) {
            words[i] |= smaller.words[i >>> spread];
        }
    }

    private static long mask(long hash) {
        return 1L << hash | 1L << (hash >>> 6) | 1L << (hash >>> 12) | 1L << (hash >>> 18);
    }
}
