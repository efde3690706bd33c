package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;

/// Compares entries word by word, and the strings themselves where their prefixes tie.
public final class KeyComparator {
    private final KeyLayout layout;

    public KeyComparator(KeyLayout layout) {
        this.layout = layout;
    }

    /// @param left     address of the entry
    /// @param leftRows the batch of the row, for strings longer than their prefix
    public int compare(long left, Batch leftRows, int leftRow, long right, Batch rightRows, int rightRow) {
        return compareFrom(0, left, leftRows, leftRow, right, rightRows, rightRow);
    }

    /// Compares from word `first` on; the words before are equal and so are the strings that end there.
    int compareFrom(int first, long left, Batch leftRows, int leftRow, long right, Batch rightRows, int rightRow) {
        for (int word = first; word < layout.words(); word++) {
            long a = Memory.getLong(left + word * 8L);
            long b = Memory.getLong(right + word * 8L);
            if (a != b) {
                return Long.compareUnsigned(a, b);
            }
            if (tied(word, a)) {
                int order = compareText(word, leftRows, leftRow, rightRows, rightRow);
                if (order != 0) {
                    return order;
                }
            }
        }
        return 0;
    }

    /// Whether equal words at `word` may still hide different strings.
    boolean tied(int word, long value) {
        KeyLayout.Part text = layout.textEndingAt(word);
        return text != null && (value & 0xff) == text.truncated();
    }

    /// Compares the strings of the key that ends at `word`, which are both longer than the prefix and begin with it.
    int compareText(int word, Batch leftRows, int leftRow, Batch rightRows, int rightRow) {
        KeyLayout.Part part = layout.textEndingAt(word);
        long left = view(leftRows.column(part.column()), leftRow);
        long right = view(rightRows.column(part.column()), rightRow);
        int leftLength = StringView.length(left);
        int rightLength = StringView.length(right);
        long leftBytes = StringView.bytes(left);
        long rightBytes = StringView.bytes(right);
        if (part.type() instanceof SqlType.Char) {
            leftLength = KeyEncoder.trimmed(leftBytes, leftLength);
            rightLength = KeyEncoder.trimmed(rightBytes, rightLength);
        }
        int order = StringView.compareBytes(leftBytes + KeyLayout.PREFIX, leftLength - KeyLayout.PREFIX,
                rightBytes + KeyLayout.PREFIX, rightLength - KeyLayout.PREFIX);
        return part.descending() ? -order : order;
    }

    /// The length of the string of the key that ends at `word`, as far as it counts.
    int textLength(int word, Batch rows, int row) {
        KeyLayout.Part part = layout.textEndingAt(word);
        long view = view(rows.column(part.column()), row);
        int length = StringView.length(view);
        return part.type() instanceof SqlType.Char ? KeyEncoder.trimmed(StringView.bytes(view), length) : length;
    }

    /// Eight bytes of that string from `offset` on, as a number that sorts like them; zeros after its end.
    long piece(int word, Batch rows, int row, int offset) {
        KeyLayout.Part part = layout.textEndingAt(word);
        long bytes = StringView.bytes(view(rows.column(part.column()), row)) + offset;
        int left = textLength(word, rows, row) - offset;
        long piece = 0;
        if (left >= 8) {
            piece = Long.reverseBytes(Memory.getLong(bytes));
        } else {
            for (int i = 0; i < left; i++) {
                piece |= (Memory.getByte(bytes + i) & 0xffL) << (56 - 8 * i);
            }
        }
        return piece ^ part.inversion();
    }

    private static long view(Column column, int row) {
        return switch (column) {
            case FlatColumn flat -> flat.address() + ((long) row << 4);
            case ConstantColumn constant -> constant.single().address();
            case DictionaryColumn coded -> coded.dictionary().address() + ((long) Memory.getInt(coded.address() + ((long) row << 2)) << 4);
        };
    }
}
