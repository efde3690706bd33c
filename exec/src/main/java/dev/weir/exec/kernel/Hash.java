package dev.weir.exec.kernel;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.simd.HashVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;

/// Hashes columns to 64 bits a row.
///
/// Equal values hash equal in every encoding: flat, constant or dictionary, decimals as int64 or int128; -0.0 like 0.0 and
/// every NaN alike. NULLs have a hash of their own. The function is the same in every process, since exchanges partition
/// by it. `-Dweir.test.hash=constant` makes all hashes equal, to test what collisions do.
public final class Hash {
    /// What NULL hashes to.
    public static final long NULL = 0x7A5F1C3E9B2D4866L;
    /// Whether a test asked for hashes that are all equal.
    public static final boolean CONSTANT = "constant".equals(System.getProperty("weir.test.hash"));

    private static final boolean SCALAR = !KernelMode.SIMD;
    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final long FIRST = 0xBF58476D1CE4E5B9L;
    private static final long SECOND = 0x94D049BB133111EBL;
    private static final long COMBINE = 0xD6E8FEB86659FD93L;
    private static final ThreadLocal<EntryHashes> ENTRIES = ThreadLocal.withInitial(EntryHashes::new);

    private Hash() {}

    /// Writes the hash of each of the first `rows` values to `out` (int64 each).
    ///
    /// @param combine mixes into the hashes that are there (the second key and later ones), else overwrites them
    public static void hash(Column column, int rows, long out, boolean combine) {
        if (CONSTANT) {
            for (long i = 0; i < rows; i++) {
                Memory.putLong(out + i * 8, 42);
            }
            return;
        }
        switch (column) {
            case FlatColumn flat -> flat(flat, rows, out, combine);
            case ConstantColumn constant -> {
                long hash = constant.mayHaveNulls() ? NULL : one(constant.single(), 0);
                for (long i = 0; i < rows; i++) {
                    put(out + i * 8, hash, combine);
                }
            }
            case DictionaryColumn dictionary -> dictionary(dictionary, rows, out, combine);
        }
    }

    /// The hash of an integer, and of all that is kept as one.
    public static long ofLong(long value) {
        long x = value + SEED;
        x = (x ^ (x >>> 30)) * FIRST;
        x = (x ^ (x >>> 27)) * SECOND;
        return x ^ (x >>> 31);
    }

    /// The hash of a two's complement 128-bit number, equal to {@link #ofLong} where it fits 64 bits.
    public static long ofInt128(long low, long high) {
        return high == low >> 63 ? ofLong(low) : ofLong(low ^ ofLong(high));
    }

    public static long ofDouble(double value) {
        return ofLong(normalised(value));
    }

    /// The bits of a double such that equal values have equal bits.
    public static long normalised(double value) {
        return value == 0.0 ? 0L : Double.doubleToLongBits(value);
    }

    /// Mixes the hash of a further key into that of the ones before.
    public static long combined(long hash, long next) {
        return Long.rotateLeft(hash, 27) * COMBINE + next;
    }

    private static void put(long at, long hash, boolean combine) {
        Memory.putLong(at, combine ? combined(Memory.getLong(at), hash) : hash);
    }

    private static void flat(FlatColumn column, int rows, long out, boolean combine) {
        if (column.validityAddress() != 0) {
            long validity = column.validityAddress();
            for (long i = 0; i < rows; i++) {
                put(out + i * 8, Memory.bit(validity, i) ? one(column, i) : NULL, combine);
            }
            return;
        }
        long data = column.address();
        switch (column.physical()) {
            case INT32 -> {
                if (SCALAR) {
                    scalarInt32(data, rows, out, combine);
                } else {
                    HashVectors.int32(data, rows, out, combine);
                }
            }
            case INT64 -> {
                if (SCALAR) {
                    scalarInt64(data, rows, out, combine);
                } else {
                    HashVectors.int64(data, rows, out, combine);
                }
            }
            case VIEW -> {
                for (long i = 0; i < rows; i++) {
                    put(out + i * 8, StringView.hash(data + i * 16), combine);
                }
            }
            case BOOL, INT8, INT16, INT128, FLOAT32, FLOAT64 -> {
                for (long i = 0; i < rows; i++) {
                    put(out + i * 8, one(column, i), combine);
                }
            }
        }
    }

    /// The plain loop, also the twin that tests compare the vectorised one with.
    public static void scalarInt32(long data, int rows, long out, boolean combine) {
        for (long i = 0; i < rows; i++) {
            put(out + i * 8, ofLong(Memory.getInt(data + i * 4)), combine);
        }
    }

    public static void scalarInt64(long data, int rows, long out, boolean combine) {
        for (long i = 0; i < rows; i++) {
            put(out + i * 8, ofLong(Memory.getLong(data + i * 8)), combine);
        }
    }

    private static long one(FlatColumn column, long row) {
        long data = column.address();
        return switch (column.physical()) {
            case BOOL, INT8 -> ofLong(Memory.getByte(data + row));
            case INT16 -> ofLong(Memory.getShort(data + row * 2));
            case INT32 -> ofLong(Memory.getInt(data + row * 4));
            case INT64 -> ofLong(Memory.getLong(data + row * 8));
            case INT128 -> ofInt128(Memory.getLong(data + row * 16), Memory.getLong(data + row * 16 + 8));
            case FLOAT32 -> ofDouble(Memory.getFloat(data + row * 4));
            case FLOAT64 -> ofDouble(Memory.getDouble(data + row * 8));
            case VIEW -> StringView.hash(data + row * 16);
        };
    }

    private static void dictionary(DictionaryColumn column, int rows, long out, boolean combine) {
        FlatColumn entries = column.dictionary();
        long codes = column.address();
        long validity = column.validityAddress();
        long[] hashes = ENTRIES.get().of(entries, rows);
        for (long i = 0; i < rows; i++) {
            long hash;
            if (validity != 0 && !Memory.bit(validity, i)) {
                hash = NULL;
            } else {
                int code = Memory.getInt(codes + i * 4);
                hash = hashes == null ? one(entries, code) : hashes[code];
            }
            put(out + i * 8, hash, combine);
        }
    }

    /// Keeps the hashes of the last dictionaries, which are the same instances for all batches of a row group.
    private static final class EntryHashes {
        private static final int KEPT = 8;
        private static final int LONGEST = 1 << 16;

        private final FlatColumn[] dictionaries = new FlatColumn[KEPT];
        private final long[][] hashes = new long[KEPT][];
        private int next;

        /// Null when the dictionary is so long that hashing all of it may not pay.
        long[] of(FlatColumn dictionary, int rows) {
            for (int i = 0; i < KEPT; i++) {
                if (dictionaries[i] == dictionary) {
                    return hashes[i];
                }
            }
            if (dictionary.length() > LONGEST || dictionary.length() > 4L * rows) {
                return null;
            }
            long[] made = new long[dictionary.length()];
            for (int i = 0; i < made.length; i++) {
                made[i] = one(dictionary, i);
            }
            dictionaries[next] = dictionary;
            hashes[next] = made;
            next = (next + 1) % KEPT;
            return made;
        }
    }
}
