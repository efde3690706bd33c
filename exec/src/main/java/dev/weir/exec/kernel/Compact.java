package dev.weir.exec.kernel;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Copies the strings of a column into a heap of its own, so that few rows do not keep whole pages alive.
public final class Compact {
    private Compact() {}

    /// Answers a new reference; columns without long strings are only retained. A dictionary larger than the column is
    /// given up for flat values.
    public static Column compact(Column column, BufferAllocator allocator) {
        return switch (column) {
            case FlatColumn flat -> strings(flat, allocator);
            case ConstantColumn constant -> new ConstantColumn(strings(constant.single(), allocator), constant.length());
            case DictionaryColumn coded when coded.dictionary().heap() == null -> coded.retain();
            case DictionaryColumn coded when coded.dictionary().length() <= coded.length() -> {
                FlatColumn dictionary = strings(coded.dictionary(), allocator);
                coded.codes().getReferenceManager().retain();
                if (coded.validity() != null) {
                    coded.validity().getReferenceManager().retain();
                }
                yield new DictionaryColumn(coded.length(), coded.codes(), coded.validity(), dictionary);
            }
            case DictionaryColumn coded -> {
                try (FlatColumn flat = Flatten.flat(coded, allocator)) {
                    yield strings(flat, allocator);
                }
            }
        };
    }

    private static FlatColumn strings(FlatColumn column, BufferAllocator allocator) {
        if (column.heap() == null) {
            return column.retain();
        }
        int rows = column.length();
        try (PendingBuffers pending = new PendingBuffers(allocator); StringArena arena = new StringArena(allocator)) {
            ArrowBuf data = pending.buffer(rows * 16L);
            long from = column.address();
            long to = data.memoryAddress();
            for (int i = 0; i < rows; i++) {
                long view = from + ((long) i << 4);
                if (column.isNull(i)) {
                    StringView.writeEmpty(to + ((long) i << 4));
                } else if (Memory.getInt(view) <= StringView.INLINE) {
                    StringView.copy(view, to + ((long) i << 4));
                } else {
                    arena.write(to + ((long) i << 4), Memory.getLong(view + 8), Memory.getInt(view));
                }
            }
            pending.own(arena.heap());
            return pending.column(column.type(), column.physical(), rows, data, pending.share(column.validity()));
        }
    }
}
