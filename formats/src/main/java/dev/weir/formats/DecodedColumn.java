package dev.weir.formats;

import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import org.apache.arrow.memory.ArrowBuf;

/// A column of a window in memory, owned by whoever received it: closed exactly once.
///
/// Buffers are counted and may be shared: slices of a page, the dictionary of a row group. Nobody writes into them.
/// Under a NULL the slot is zero (an empty view, code 0). Kernels read `length` values from `data.memoryAddress()` and
/// nothing beyond.
public sealed interface DecodedColumn extends AutoCloseable {
    int length();

    /// Arrow's validity bitmap (a set bit is a value), or null when there is no NULL.
    ArrowBuf validity();

    /// Takes another reference to every buffer; the new owner closes as well.
    DecodedColumn retain();

    @Override
    void close();

    /// Values in sequence.
    ///
    /// @param heap keeps the bytes of long views; null when there are none
    record Flat(Physical physical, int length, ArrowBuf data, ArrowBuf validity, StringHeap heap) implements DecodedColumn {
        @Override
        public Flat retain() {
            data.getReferenceManager().retain();
            if (validity != null) {
                validity.getReferenceManager().retain();
            }
            if (heap != null) {
                heap.retain();
            }
            return this;
        }

        @Override
        public void close() {
            data.getReferenceManager().release();
            if (validity != null) {
                validity.getReferenceManager().release();
            }
            if (heap != null) {
                heap.release();
            }
        }
    }

    /// Codes into a dictionary without NULLs; codes are 0 to dictionary.length() - 1, and 0 under a NULL (where the
    /// dictionary may be empty).
    ///
    /// `dictionary` is the same instance in all batches of a reader, so that work per entry can be kept. A dictionary may
    /// hold entries that no row uses, and the same value twice.
    ///
    /// @param codes int32
    record Coded(int length, ArrowBuf codes, ArrowBuf validity, Flat dictionary) implements DecodedColumn {
        @Override
        public Coded retain() {
            codes.getReferenceManager().retain();
            if (validity != null) {
                validity.getReferenceManager().retain();
            }
            dictionary.retain();
            return this;
        }

        @Override
        public void close() {
            codes.getReferenceManager().release();
            if (validity != null) {
                validity.getReferenceManager().release();
            }
            dictionary.close();
        }
    }
}
