package dev.weir.exec.evaluate;

import dev.weir.exec.kernel.Bitmaps;
import dev.weir.formats.memory.Memory;

/// A compiled condition. Answers with two bitmaps, a bit a row: TRUE, and NULL (unknown); neither means FALSE.
///
/// Bitmaps are whole 64-bit words; bits past the last row are zero. Belongs to one thread.
abstract class Truth implements AutoCloseable {
    /// Bytes of a bitmap.
    static long size(int rows) {
        return Bitmaps.bytes(rows);
    }

    static int words(int rows) {
        return (rows + 63) >>> 6;
    }

    static long word(long bitmap, int index) {
        return Memory.getLong(bitmap + ((long) index << 3));
    }

    static void put(long bitmap, int index, long word) {
        Memory.putLong(bitmap + ((long) index << 3), word);
    }

    /// The bits of word `index` that belong to rows.
    static long rowMask(int rows, int index) {
        return Bitmaps.mask(rows - (index << 6));
    }

    static void clear(long bitmap, int rows) {
        for (int i = 0; i < words(rows); i++) {
            put(bitmap, i, 0);
        }
    }

    static void fill(long bitmap, int rows) {
        for (int i = 0; i < words(rows); i++) {
            put(bitmap, i, rowMask(rows, i));
        }
    }

    /// Writes both bitmaps for at least one row.
    abstract void test(Rows rows, long truth, long unknown);

    /// Whether this may be tested on rows that nobody asked about.
    abstract boolean neverFails();

    /// Whether testing a row costs no more than copying it.
    boolean cheap() {
        return false;
    }

    @Override
    public void close() {}
}
