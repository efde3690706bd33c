package dev.weir.exec.kernel;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Lays the keys of a row side by side in a normalised form, so that keys of any types and encodings compare as words.
///
/// | part | bytes |
/// |---|---|
/// | mask | 8 for each 64 keys: bit k is set when key k is NULL (its value is zero then) |
/// | words | 8 a key: integers sign extended, doubles as {@link Hash#normalised} bits |
/// | wide | 16 a decimal of more than 18 digits, whatever its encoding in the batch |
/// | views | 16 a string |
public final class KeyLayout {
    private enum Form { WORD, WIDE, VIEW }

    private final List<SqlType> types;
    private final Form[] forms;
    private final int[] offsets;
    private final int maskWords;
    private final int viewsFrom;
    private final int width;

    public KeyLayout(List<SqlType> types) {
        this.types = List.copyOf(types);
        int keys = types.size();
        forms = new Form[keys];
        offsets = new int[keys];
        maskWords = (keys + 63) / 64;
        int at = maskWords * 8;
        for (int k = 0; k < keys; k++) {
            forms[k] = switch (types.get(k).physical()) {
                case INT128 -> Form.WIDE;
                case VIEW -> Form.VIEW;
                case BOOL, INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 -> Form.WORD;
            };
        }
        for (Form form : Form.values()) {
            for (int k = 0; k < keys; k++) {
                if (forms[k] == form) {
                    offsets[k] = at;
                    at += form == Form.WORD ? 8 : 16;
                }
            }
        }
        int views = 0;
        for (Form form : forms) {
            views += form == Form.VIEW ? 16 : 0;
        }
        width = at;
        viewsFrom = at - views;
    }

    /// Bytes a row.
    public int width() {
        return width;
    }

    public int keys() {
        return forms.length;
    }

    public List<SqlType> types() {
        return types;
    }

    public boolean hasViews() {
        return viewsFrom < width;
    }

    public boolean isNull(long row, int key) {
        return (Memory.getLong(row + (key >>> 6) * 8L) >>> key & 1) != 0;
    }

    /// The normalised value of a key that takes one word.
    public long word(long row, int key) {
        return Memory.getLong(row + offsets[key]);
    }

    public boolean anyNull(long row) {
        for (int w = 0; w < maskWords; w++) {
            if (Memory.getLong(row + w * 8L) != 0) {
                return true;
            }
        }
        return false;
    }

    /// Writes the first `rows` rows of the key columns to `out`, {@link #width} bytes each. Views still point into the
    /// columns' heaps.
    public void encode(List<Column> columns, int rows, long out) {
        for (int w = 0; w < maskWords; w++) {
            for (long i = 0; i < rows; i++) {
                Memory.putLong(out + i * width + w * 8L, 0);
            }
        }
        for (int k = 0; k < forms.length; k++) {
            switch (columns.get(k)) {
                case FlatColumn flat -> values(k, flat, 0, -1L, rows, out);
                case DictionaryColumn dictionary -> values(k, dictionary.dictionary(), dictionary.address(), 0L, rows, out);
                case ConstantColumn constant -> values(k, constant.single(), 0, 0L, rows, out);
            }
            nulls(k, columns.get(k), rows, out);
        }
    }

    /// The hash of a row, as {@link Hash} makes it of the columns.
    public long hash(long row) {
        long hash = 0;
        for (int k = 0; k < forms.length; k++) {
            long at = row + offsets[k];
            long next = isNull(row, k) ? Hash.NULL : switch (forms[k]) {
                case WORD -> Hash.ofLong(Memory.getLong(at));
                case WIDE -> Hash.ofInt128(Memory.getLong(at), Memory.getLong(at + 8));
                case VIEW -> StringView.hash(at);
            };
            hash = k == 0 ? next : Hash.combined(hash, next);
        }
        return hash;
    }

    /// Writes hashes of rows that follow no address: of long strings only length and first bytes count. Equal rows have
    /// equal ones, but so have many others where strings begin alike and nothing else tells them apart.
    public void hashHeads(List<Column> columns, long rows, int count, long out) {
        boolean combine = false;
        for (int k = 0; k < forms.length; k++) {
            if (forms[k] != Form.VIEW) {
                Hash.hash(columns.get(k), count, out, combine);
                combine = true;
            }
        }
        for (int at = viewsFrom; at < width; at += 16) {
            for (long i = 0; i < count; i++) {
                long view = rows + i * width + at;
                long head = Memory.getLong(view);
                long tail = (int) head <= StringView.INLINE ? Memory.getLong(view + 8) : 0;
                long hash = Hash.ofLong(head ^ Long.rotateLeft(tail, 29));
                Memory.putLong(out + i * 8, combine ? Hash.combined(Memory.getLong(out + i * 8), hash) : hash);
            }
            combine = true;
        }
    }

    /// Copies what long views of a row point to into the arena, and lets the views point there.
    public void own(long row, OwnedStrings arena) {
        for (int at = viewsFrom; at < width; at += 16) {
            if (StringView.length(row + at) > StringView.INLINE) {
                arena.copy(row + at, row + at);
            }
        }
    }

    /// Loads the first bytes of a row's long strings; the answer means nothing.
    public long touch(long row) {
        long touched = 0;
        for (int at = viewsFrom; at < width; at += 16) {
            if (StringView.length(row + at) > StringView.INLINE) {
                touched ^= Memory.getLong(Memory.getLong(row + at + 8));
            }
        }
        return touched;
    }

    /// Whether two rows have the same keys, NULL being equal to NULL.
    public boolean equal(long left, long right) {
        int at = 0;
        for (; at < viewsFrom; at += 8) {
            if (Memory.getLong(left + at) != Memory.getLong(right + at)) {
                return false;
            }
        }
        for (; at < width; at += 16) {
            if (!StringView.equal(left + at, right + at)) {
                return false;
            }
        }
        return true;
    }

    /// Whether one key of two rows is the same value; says nothing useful for NULLs.
    public boolean equalAt(long left, long right, int key) {
        long a = left + offsets[key];
        long b = right + offsets[key];
        return switch (forms[key]) {
            case WORD -> Memory.getLong(a) == Memory.getLong(b);
            case WIDE -> Memory.getLong(a) == Memory.getLong(b) && Memory.getLong(a + 8) == Memory.getLong(b + 8);
            case VIEW -> StringView.equal(a, b);
        };
    }

    /// Makes a column of one key out of `count` rows from row `from` on.
    ///
    /// @param order when not 0, the int32 row numbers to take instead, `from` being an index into them
    /// @param heap  what keeps the views' bytes alive, or null; this method retains it
    public FlatColumn decode(int key, long rows, long order, long from, int count, StringHeap heap, BufferAllocator allocator) {
        SqlType type = types.get(key);
        Physical physical = type.physical();
        if (physical == Physical.INT128 && allNarrow(key, rows, order, from, count)) {
            physical = Physical.INT64;
        }
        ArrowBuf data = allocator.buffer(Math.max(1L, (long) count * physical.width()));
        ArrowBuf validity = null;
        long to = data.memoryAddress();
        for (long i = 0; i < count; i++) {
            long row = rows + (order == 0 ? from + i : Memory.getInt(order + (from + i) * 4)) * width;
            long at = row + offsets[key];
            switch (physical) {
                case BOOL, INT8 -> Memory.putByte(to + i, (byte) Memory.getLong(at));
                case INT16 -> Memory.putShort(to + i * 2, (short) Memory.getLong(at));
                case INT32 -> Memory.putInt(to + i * 4, (int) Memory.getLong(at));
                case INT64 -> Memory.putLong(to + i * 8, Memory.getLong(at));
                case FLOAT32 -> Memory.putFloat(to + i * 4, (float) Double.longBitsToDouble(Memory.getLong(at)));
                case FLOAT64 -> Memory.putDouble(to + i * 8, Double.longBitsToDouble(Memory.getLong(at)));
                case INT128, VIEW -> StringView.copy(at, to + i * 16);
            }
            if (isNull(row, key)) {
                if (validity == null) {
                    long bytes = (count + 7) / 8;
                    try {
                        validity = allocator.buffer(bytes);
                    } catch (RuntimeException failure) {
                        data.getReferenceManager().release();
                        throw failure;
                    }
                    Memory.fill(validity.memoryAddress(), bytes, (byte) -1);
                }
                Memory.clearBit(validity.memoryAddress(), i);
            }
        }
        return new FlatColumn(type, physical, count, data, validity, physical == Physical.VIEW && heap != null ? heap.retain() : null);
    }

    private boolean allNarrow(int key, long rows, long order, long from, int count) {
        for (long i = 0; i < count; i++) {
            long at = rows + (order == 0 ? from + i : Memory.getInt(order + (from + i) * 4)) * width + offsets[key];
            if (Memory.getLong(at) >> 63 != Memory.getLong(at + 8)) {
                return false;
            }
        }
        return true;
    }

    /// @param codes when not 0, the int32 row numbers in `column`
    /// @param mask  else, and-ed to the row: -1 for a flat column, 0 for a constant
    private void values(int key, FlatColumn column, long codes, long mask, int rows, long out) {
        long data = column.address();
        long to = out + offsets[key];
        long step = width;
        switch (column.physical()) {
            case INT32 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * step, Memory.getInt(data + at(codes, mask, i) * 4));
                }
            }
            case INT64 -> {
                if (forms[key] == Form.WIDE) {
                    for (long i = 0; i < rows; i++) {
                        long value = Memory.getLong(data + at(codes, mask, i) * 8);
                        Memory.putLong(to + i * step, value);
                        Memory.putLong(to + i * step + 8, value >> 63);
                    }
                } else {
                    for (long i = 0; i < rows; i++) {
                        Memory.putLong(to + i * step, Memory.getLong(data + at(codes, mask, i) * 8));
                    }
                }
            }
            case VIEW, INT128 -> {
                if (forms[key] == Form.WORD) {
                    // A decimal of up to 18 digits that came wide: its low word is all of it.
                    for (long i = 0; i < rows; i++) {
                        Memory.putLong(to + i * step, Memory.getLong(data + at(codes, mask, i) * 16));
                    }
                } else {
                    for (long i = 0; i < rows; i++) {
                        StringView.copy(data + at(codes, mask, i) * 16, to + i * step);
                    }
                }
            }
            case BOOL, INT8 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * step, Memory.getByte(data + at(codes, mask, i)));
                }
            }
            case INT16 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * step, Memory.getShort(data + at(codes, mask, i) * 2));
                }
            }
            case FLOAT32 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * step, Hash.normalised(Memory.getFloat(data + at(codes, mask, i) * 4)));
                }
            }
            case FLOAT64 -> {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + i * step, Hash.normalised(Memory.getDouble(data + at(codes, mask, i) * 8)));
                }
            }
        }
    }

    private static long at(long codes, long mask, long row) {
        return codes != 0 ? Memory.getInt(codes + row * 4) : row & mask;
    }

    private void nulls(int key, Column column, int rows, long out) {
        if (!column.mayHaveNulls()) {
            return;
        }
        long validity = switch (column) {
            case FlatColumn flat -> flat.validityAddress();
            case DictionaryColumn dictionary -> dictionary.validityAddress();
            case ConstantColumn _ -> 0;
        };
        long word = (key >>> 6) * 8L;
        for (long i = 0; i < rows; i++) {
            if (validity != 0 && Memory.bit(validity, i)) {
                continue;
            }
            long row = out + i * width;
            Memory.putLong(row + word, Memory.getLong(row + word) | 1L << key);
            Memory.putLong(row + offsets[key], 0);
            if (forms[key] != Form.WORD) {
                Memory.putLong(row + offsets[key] + 8, 0);
            }
        }
    }
}
