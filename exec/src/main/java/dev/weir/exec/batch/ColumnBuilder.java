package dev.weir.exec.batch;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.StringArena;
import dev.weir.exec.kernel.Widen;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Builds a flat column value by value: for constants, VALUES, system tables and tests; kernels write buffers themselves.
///
/// Decimals start as INT64 and become INT128 with the first value that needs it.
public final class ColumnBuilder implements AutoCloseable {
    private final SqlType type;
    private final BufferAllocator allocator;
    private final StringArena arena;
    private Physical physical;
    private ArrowBuf data;
    private ArrowBuf validity;
    private int length;
    private int capacity;

    public ColumnBuilder(SqlType type, BufferAllocator allocator) {
        this(type, 64, allocator);
    }

    public ColumnBuilder(SqlType type, int expectedRows, BufferAllocator allocator) {
        this(type, type instanceof SqlType.Decimal ? Physical.INT64 : type.physical(), expectedRows, allocator);
    }

    /// @param physical the encoding to start with; INT64 decimals may still widen
    public ColumnBuilder(SqlType type, Physical physical, int expectedRows, BufferAllocator allocator) {
        this.type = type;
        this.physical = physical;
        this.allocator = allocator;
        this.capacity = Math.max(1, expectedRows);
        this.arena = new StringArena(allocator);
        this.data = allocator.buffer((long) capacity * physical.width());
    }

    public int length() {
        return length;
    }

    /// Appends a value in the carrier of {@link Expression.Literal}.
    public ColumnBuilder append(Object value) {
        if (value == null) {
            return appendNull();
        }
        return switch (value) {
            case Boolean bool -> appendLong(bool ? 1 : 0);
            case BigDecimal decimal -> appendDecimal(decimal);
            case String text -> appendBytes(text.getBytes(StandardCharsets.UTF_8));
            case Expression.Bytes bytes -> appendBytes(bytes.value());
            case Double number -> appendDouble(number);
            case Float number -> appendDouble(number);
            case Number number -> appendLong(number.longValue());
            default -> throw new IllegalArgumentException("no carrier of " + type + ": " + value.getClass());
        };
    }

    public ColumnBuilder appendNull() {
        long at = slot();
        for (int i = 0; i < physical.width(); i++) {
            Memory.putByte(at + i, (byte) 0);
        }
        if (validity == null) {
            validity = allocator.buffer((capacity + 7) >>> 3);
            Memory.fill(validity.memoryAddress(), (capacity + 7) >>> 3, (byte) 0xff);
        }
        Memory.clearBit(validity.memoryAddress(), length++);
        return this;
    }

    /// Appends an integer, boolean, datetime, or the unscaled value of a decimal.
    public ColumnBuilder appendLong(long value) {
        long at = slot();
        switch (physical) {
            case BOOL, INT8 -> Memory.putByte(at, (byte) value);
            case INT16 -> Memory.putShort(at, (short) value);
            case INT32 -> Memory.putInt(at, (int) value);
            case INT64 -> Memory.putLong(at, value);
            case INT128 -> {
                Memory.putLong(at, value);
                Memory.putLong(at + 8, value >> 63);
            }
            case FLOAT32 -> Memory.putFloat(at, value);
            case FLOAT64 -> Memory.putDouble(at, value);
            case VIEW -> throw new IllegalStateException("a number in a column of " + type);
        }
        length++;
        return this;
    }

    public ColumnBuilder appendDouble(double value) {
        long at = slot();
        if (physical == Physical.FLOAT32) {
            Memory.putFloat(at, (float) value);
        } else if (physical == Physical.FLOAT64) {
            Memory.putDouble(at, value);
        } else {
            throw new IllegalStateException("a floating-point number in a column of " + type);
        }
        length++;
        return this;
    }

    /// Appends a decimal; its scale is brought to the type's, which must not lose digits.
    public ColumnBuilder appendDecimal(BigDecimal value) {
        SqlType.Decimal decimal = (SqlType.Decimal) type;
        BigInteger unscaled = value.setScale(decimal.scale()).unscaledValue();
        if (new BigDecimal(unscaled).precision() > decimal.precision()) {
            throw QueryException.ofValue(ErrorCode.NUMERIC_OVERFLOW, "the value does not fit " + type, value.toPlainString());
        }
        if (unscaled.bitLength() > 63 && physical == Physical.INT64) {
            widen();
        }
        if (physical == Physical.INT64) {
            return appendLong(unscaled.longValue());
        }
        long at = slot();
        Memory.putLong(at, unscaled.longValue());
        Memory.putLong(at + 8, unscaled.shiftRight(64).longValue());
        length++;
        return this;
    }

    public ColumnBuilder appendString(String value) {
        return appendBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public ColumnBuilder appendBytes(byte[] bytes) {
        arena.write(view(), bytes);
        length++;
        return this;
    }

    /// Appends a copy of `size` bytes at `address`.
    public ColumnBuilder appendBytes(long address, int size) {
        arena.write(view(), address, size);
        length++;
        return this;
    }

    /// Hands over the column; the builder is empty and must not be used again but to close it.
    public FlatColumn build() {
        StringHeap heap = arena.heap();
        FlatColumn column = new FlatColumn(type, physical, length, data, validity, heap);
        data = null;
        validity = null;
        return column;
    }

    @Override
    public void close() {
        arena.close();
        if (data != null) {
            data.getReferenceManager().release();
            data = null;
        }
        if (validity != null) {
            validity.getReferenceManager().release();
            validity = null;
        }
    }

    private long view() {
        long at = slot();
        if (physical != Physical.VIEW) {
            throw new IllegalStateException("a string in a column of " + type);
        }
        StringView.writeEmpty(at);
        return at;
    }

    private long slot() {
        if (length == capacity) {
            grow();
        }
        return data.memoryAddress() + (long) length * physical.width();
    }

    private void grow() {
        int larger = Math.multiplyExact(capacity, 2);
        data = moved(data, (long) length * physical.width(), (long) larger * physical.width());
        if (validity != null) {
            int before = (capacity + 7) >>> 3;
            int after = (larger + 7) >>> 3;
            validity = moved(validity, before, after);
            Memory.fill(validity.memoryAddress() + before, after - before, (byte) 0xff);
        }
        capacity = larger;
    }

    private void widen() {
        ArrowBuf wide = allocator.buffer(capacity * 16L);
        Widen.widen(data.memoryAddress(), wide.memoryAddress(), length);
        data.getReferenceManager().release();
        data = wide;
        physical = Physical.INT128;
    }

    private ArrowBuf moved(ArrowBuf from, long used, long size) {
        ArrowBuf to = allocator.buffer(size);
        Memory.copy(from.memoryAddress(), to.memoryAddress(), used);
        from.getReferenceManager().release();
        return to;
    }
}
