package dev.weir.exec.function.scalar;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.StringArena;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// The arguments of one row at a time, at their addresses, and a place for the bytes of new strings.
final class Row implements AutoCloseable {
    private final FlatColumn[] columns;
    private final long[] addresses;
    private final int[] strides;
    private final StringArena arena;
    private int row;

    Row(List<Column> arguments, BufferAllocator allocator) {
        columns = new FlatColumn[arguments.size()];
        addresses = new long[columns.length];
        strides = new int[columns.length];
        arena = new StringArena(allocator);
        try {
            for (int i = 0; i < columns.length; i++) {
                boolean constant = arguments.get(i) instanceof ConstantColumn;
                columns[i] = arguments.get(i) instanceof ConstantColumn value ? value.single().retain() : Flatten.flat(arguments.get(i), allocator);
                addresses[i] = columns[i].address();
                strides[i] = constant ? 0 : columns[i].physical().width();
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    void moveTo(int next) {
        row = next;
    }

    StringArena arena() {
        return arena;
    }

    int count() {
        return columns.length;
    }

    FlatColumn column(int argument) {
        return columns[argument];
    }

    SqlType type(int argument) {
        return columns[argument].type();
    }

    /// Whether the argument has the same value in every row.
    boolean isConstant(int argument) {
        return strides[argument] == 0;
    }

    boolean isNull(int argument) {
        return columns[argument].isNull(strides[argument] == 0 ? 0 : row);
    }

    long at(int argument) {
        return addresses[argument] + (long) row * strides[argument];
    }

    /// An integer, boolean or datetime of any width.
    long integer(int argument) {
        long at = at(argument);
        return switch (columns[argument].physical()) {
            case BOOL, INT8 -> Memory.getByte(at);
            case INT16 -> Memory.getShort(at);
            case INT32 -> Memory.getInt(at);
            case INT64 -> Memory.getLong(at);
            case INT128, FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no integer: " + type(argument));
        };
    }

    double number(int argument) {
        return columns[argument].physical() == Physical.FLOAT32 ? Memory.getFloat(at(argument)) : Memory.getDouble(at(argument));
    }

    /// Bytes of a string.
    int length(int argument) {
        return StringView.length(at(argument));
    }

    /// The address of a string's bytes.
    long bytes(int argument) {
        return StringView.bytes(at(argument));
    }

    byte[] byteArray(int argument) {
        byte[] copy = new byte[length(argument)];
        Memory.copy(bytes(argument), copy, 0, copy.length);
        return copy;
    }

    String text(int argument) {
        return new String(byteArray(argument), StandardCharsets.UTF_8);
    }

    /// The value in its carrier.
    Object value(int argument) {
        return columns[argument].value(strides[argument] == 0 ? 0 : row);
    }

    void write(long out, String text) {
        arena.write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        arena.close();
        for (FlatColumn column : columns) {
            if (column != null) {
                column.close();
            }
        }
    }
}
