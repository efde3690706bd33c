package dev.weir.exec.batch;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;

/// One value a row in a buffer of fixed width; strings as {@link StringView}s over a heap.
///
/// The slot of a NULL holds any value of the right form (an empty view for strings), so kernels may compute on it where
/// they cannot fail.
public final class FlatColumn implements Column {
    private final SqlType type;
    private final Physical physical;
    private final int length;
    private final ArrowBuf data;
    private final ArrowBuf validity;
    private final StringHeap heap;

    /// Takes over the caller's reference to the buffers and the heap.
    ///
    /// @param validity Arrow bitmap, bit set = not NULL; null when no value is NULL
    /// @param heap     what long views point into; null when there are none
    public FlatColumn(SqlType type, Physical physical, int length, ArrowBuf data, ArrowBuf validity, StringHeap heap) {
        if (data.capacity() < (long) length * physical.width()) {
            throw new IllegalArgumentException("buffer of " + data.capacity() + " bytes for " + length + " values of " + physical);
        }
        this.type = type;
        this.physical = physical;
        this.length = length;
        this.data = data;
        this.validity = validity;
        this.heap = heap;
    }

    @Override
    public SqlType type() {
        return type;
    }

    public Physical physical() {
        return physical;
    }

    @Override
    public int length() {
        return length;
    }

    public ArrowBuf data() {
        return data;
    }

    /// The bitmap, or null when no value is NULL.
    public ArrowBuf validity() {
        return validity;
    }

    /// What keeps the bytes of long views alive, or null.
    public StringHeap heap() {
        return heap;
    }

    /// The address of the first value.
    public long address() {
        return data.memoryAddress();
    }

    /// The address of the bitmap, or 0 when no value is NULL.
    public long validityAddress() {
        return validity == null ? 0 : validity.memoryAddress();
    }

    @Override
    public FlatColumn retain() {
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

    @Override
    public boolean mayHaveNulls() {
        return validity != null;
    }

    @Override
    public boolean isNull(int row) {
        return validity != null && !Memory.bit(validity.memoryAddress(), row);
    }

    /// The same values under another type of the same encoding; shares the buffers, with references of its own.
    public FlatColumn as(SqlType other) {
        retain();
        return new FlatColumn(other, physical, length, data, validity, heap);
    }

    @Override
    public Object value(int row) {
        if (isNull(row)) {
            return null;
        }
        long at = address() + (long) row * physical.width();
        return switch (physical) {
            case BOOL -> Memory.getByte(at) != 0;
            case INT8 -> (long) Memory.getByte(at);
            case INT16 -> (long) Memory.getShort(at);
            case INT32 -> (long) Memory.getInt(at);
            case INT64 -> type instanceof SqlType.Decimal decimal
                    ? BigDecimal.valueOf(Memory.getLong(at), decimal.scale()) : (Object) Memory.getLong(at);
            case INT128 -> new BigDecimal(int128(at), ((SqlType.Decimal) type).scale());
            case FLOAT32 -> (double) Memory.getFloat(at);
            case FLOAT64 -> Memory.getDouble(at);
            case VIEW -> {
                byte[] bytes = new byte[StringView.length(at)];
                Memory.copy(StringView.bytes(at), bytes, 0, bytes.length);
                yield type.isString() ? new String(bytes, StandardCharsets.UTF_8) : new Expression.Bytes(bytes);
            }
        };
    }

    private static BigInteger int128(long at) {
        byte[] bigEndian = new byte[16];
        for (int i = 0; i < 16; i++) {
            bigEndian[i] = Memory.getByte(at + 15 - i);
        }
        return new BigInteger(bigEndian);
    }

    @Override
    public long size() {
        return data.capacity() + (validity == null ? 0 : validity.capacity()) + (heap == null ? 0 : heap.size());
    }
}
