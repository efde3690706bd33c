package dev.weir.exec.kernel;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Cuts a run of rows out of a column or batch. Values are shared; only bitmaps that do not start at a byte are copied.
public final class Slice {
    private Slice() {}

    /// Answers a new reference to rows `from` to `from + rows - 1`; the caller keeps `column`.
    public static Column slice(Column column, int from, int rows, BufferAllocator allocator) {
        if (from < 0 || rows < 0 || rows > column.length() - from) {
            throw new IllegalArgumentException("rows " + from + " to " + (from + rows) + " of " + column.length());
        }
        if (from == 0 && rows == column.length()) {
            return column.retain();
        }
        return switch (column) {
            case ConstantColumn constant -> new ConstantColumn(constant.single().retain(), rows);
            case DictionaryColumn coded -> {
                try (PendingBuffers pending = new PendingBuffers(allocator)) {
                    ArrowBuf codes = part(coded.codes(), from * 4L, rows * 4L, pending);
                    ArrowBuf validity = bits(coded.validity(), from, rows, pending);
                    pending.handOver();
                    yield new DictionaryColumn(rows, codes, validity, coded.dictionary().retain());
                }
            }
            case FlatColumn flat -> {
                try (PendingBuffers pending = new PendingBuffers(allocator)) {
                    long width = flat.physical().width();
                    ArrowBuf data = part(flat.data(), from * width, rows * width, pending);
                    ArrowBuf validity = bits(flat.validity(), from, rows, pending);
                    pending.share(flat.heap());
                    yield pending.column(flat.type(), flat.physical(), rows, data, validity);
                }
            }
        };
    }

    /// Answers a new batch; the caller keeps `batch`.
    public static Batch slice(Batch batch, int from, int rows, BufferAllocator allocator) {
        List<Column> parts = new ArrayList<>(batch.columns().size());
        try {
            for (Column column : batch.columns()) {
                parts.add(slice(column, from, rows, allocator));
            }
            return new Batch(parts, rows);
        } catch (RuntimeException | Error failure) {
            parts.forEach(Column::close);
            throw failure;
        }
    }

    private static ArrowBuf part(ArrowBuf buffer, long from, long bytes, PendingBuffers pending) {
        return bytes == 0 ? pending.buffer(0) : pending.share(buffer.slice(from, bytes));
    }

    private static ArrowBuf bits(ArrowBuf bitmap, int from, int rows, PendingBuffers pending) {
        if (bitmap == null) {
            return null;
        }
        if ((from & 7) == 0) {
            return part(bitmap, from >>> 3, (rows + 7L) >>> 3, pending);
        }
        ArrowBuf copy = pending.bitmap(rows);
        Bitmaps.copy(bitmap.memoryAddress(), from, copy.memoryAddress(), 0, rows);
        return copy;
    }
}
