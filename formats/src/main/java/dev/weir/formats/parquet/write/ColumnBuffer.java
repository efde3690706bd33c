package dev.weir.formats.parquet.write;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.DecodedColumn.Coded;
import dev.weir.formats.DecodedColumn.Flat;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// The rows of one column until their row group is full: stored values without NULLs, and a byte a row that says where the
/// NULLs are. Owns copies of all bytes.
final class ColumnBuffer implements AutoCloseable {
    private static final long CHUNK = 1 << 20;

    private final FileColumn column;
    private final StoredForm form;
    private final BufferAllocator allocator;
    private final ByteSink values;
    private final ByteSink valid;
    private final List<ArrowBuf> chunks = new ArrayList<>();
    private long chunkAt;
    private long chunkEnd;
    private int nulls;

    ColumnBuffer(FileColumn column, BufferAllocator allocator) {
        this.column = column;
        this.form = StoredForm.of(column.type());
        this.allocator = allocator;
        this.values = new ByteSink(allocator);
        this.valid = new ByteSink(allocator);
    }

    FileColumn column() {
        return column;
    }

    StoredForm form() {
        return form;
    }

    /// The address of stored value `index`, counted without NULLs.
    long value(long index) {
        return values.address() + index * form.width();
    }

    /// Non-null values.
    int count() {
        return rows() - nulls;
    }

    int rows() {
        return (int) valid.size();
    }

    boolean isValid(int row) {
        return Memory.getByte(valid.address() + row) != 0;
    }

    int nulls() {
        return nulls;
    }

    void append(DecodedColumn source, int from, int count) {
        if (source instanceof Flat flat && flat.validity() == null && copiesAsIs(flat.physical())) {
            Memory.fill(valid.reserve(count), count, (byte) 1);
            values.putBytes(flat.data().memoryAddress() + (long) from * form.width(), (long) count * form.width());
            return;
        }
        Flat flat = switch (source) {
            case Flat plain -> plain;
            case Coded coded -> coded.dictionary();
        };
        long codes = source instanceof Coded coded ? coded.codes().memoryAddress() : 0;
        Physical physical = flat.physical();
        long data = flat.data().memoryAddress();
        long flags = valid.reserve(count) - from;
        int fixedLength = fixedLength();
        long slot = values.reserve((long) count * form.width());
        long written = 0;
        for (long row = from; row < from + count; row++) {
            boolean isValid = source.validity() == null || Memory.bit(source.validity().memoryAddress(), row);
            Memory.putByte(flags + row, isValid ? (byte) 1 : 0);
            if (!isValid) {
                if (!column.nullable()) {
                    throw new IllegalArgumentException("NULL in column " + column.name() + ", which has none");
                }
                nulls++;
                continue;
            }
            long index = codes == 0 ? row : Memory.getInt(codes + row * 4);
            long value = data + index * physical.width();
            if (form.isViews()) {
                if (fixedLength >= 0 && StringView.length(value) != fixedLength) {
                    throw new IllegalArgumentException("a value of " + StringView.length(value) + " bytes in column " + column.name());
                }
                copyView(value, slot + written);
            } else {
                form.store(column.type(), physical, value, slot + written);
            }
            written += form.width();
        }
        values.giveBack((long) count * form.width() - written);
    }

    /// Tells whether values of this physical form are stored byte for byte.
    private boolean copiesAsIs(Physical physical) {
        boolean millis = column.type() instanceof FileType.Timestamp(int precision, boolean utc) && precision == 3
                || column.type() instanceof FileType.Time(int digits) && digits == 3;
        return !millis && switch (form) {
            case BOOLEAN -> physical == Physical.BOOL;
            case INT32 -> physical == Physical.INT32;
            case INT64 -> physical == Physical.INT64;
            case FLOAT -> physical == Physical.FLOAT32;
            case DOUBLE -> physical == Physical.FLOAT64;
            case HALF, UNSIGNED_INT64, DECIMAL_BYTES, BYTES, FIXED_BYTES -> false;
        };
    }

    private int fixedLength() {
        return switch (column.type()) {
            case FileType.FixedBinary(int length) -> length;
            case FileType.Uuid uuid -> 16;
            default -> -1;
        };
    }

    private void copyView(long view, long slot) {
        int length = StringView.length(view);
        if (length <= StringView.INLINE) {
            StringView.copy(view, slot);
            return;
        }
        if (length > chunkEnd - chunkAt) {
            ArrowBuf chunk = allocator.buffer(Math.max(CHUNK, length));
            chunks.add(chunk);
            chunkAt = chunk.memoryAddress();
            chunkEnd = chunkAt + chunk.capacity();
        }
        Memory.copy(StringView.bytes(view), chunkAt, length);
        StringView.write(slot, chunkAt, length);
        chunkAt += length;
    }

    void clear() {
        values.clear();
        valid.clear();
        nulls = 0;
        freeChunks();
    }

    private void freeChunks() {
        for (ArrowBuf chunk : chunks) {
            chunk.close();
        }
        chunks.clear();
        chunkAt = 0;
        chunkEnd = 0;
    }

    @Override
    public void close() {
        values.close();
        valid.close();
        freeChunks();
    }
}
