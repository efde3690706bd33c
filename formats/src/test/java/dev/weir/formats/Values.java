package dev.weir.formats;

import dev.weir.formats.DecodedColumn.Coded;
import dev.weir.formats.DecodedColumn.Flat;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Turns decoded columns into Java values: Long, BigInteger (128 bits), Double, String (bytes as ISO 8859-1), null.
public final class Values {
    private Values() {}

    public static List<Object> of(DecodedColumn column) {
        List<Object> values = new ArrayList<>();
        for (int row = 0; row < column.length(); row++) {
            boolean isNull = column.validity() != null && !Memory.bit(column.validity().memoryAddress(), row);
            values.add(isNull ? checkedNull(column, row) : switch (column) {
                case Flat flat -> value(flat, row);
                case Coded coded -> value(coded.dictionary(), Memory.getInt(coded.codes().memoryAddress() + row * 4L));
            });
        }
        return values;
    }

    /// Answers null, having checked that nothing but zero stands in its slot.
    private static Object checkedNull(DecodedColumn column, int row) {
        boolean zero = switch (column) {
            case Coded coded -> Memory.getInt(coded.codes().memoryAddress() + row * 4L) == 0;
            case Flat flat -> {
                boolean all = true;
                for (int i = 0; i < flat.physical().width(); i++) {
                    all &= Memory.getByte(flat.data().memoryAddress() + (long) row * flat.physical().width() + i) == 0;
                }
                yield all;
            }
        };
        if (!zero) {
            throw new AssertionError("bytes under the NULL of row " + row);
        }
        return null;
    }

    public static Object value(Flat flat, int row) {
        long address = flat.data().memoryAddress() + (long) row * flat.physical().width();
        return switch (flat.physical()) {
            case BOOL, INT8 -> (long) Memory.getByte(address);
            case INT16 -> (long) Memory.getShort(address);
            case INT32 -> (long) Memory.getInt(address);
            case INT64 -> Memory.getLong(address);
            case INT128 -> BigInteger.valueOf(Memory.getLong(address + 8)).shiftLeft(64)
                    .add(new BigInteger(Long.toUnsignedString(Memory.getLong(address))));
            case FLOAT32 -> (double) Memory.getFloat(address);
            case FLOAT64 -> Memory.getDouble(address);
            case VIEW -> {
                byte[] bytes = new byte[StringView.length(address)];
                Memory.copy(StringView.bytes(address), bytes, 0, bytes.length);
                yield new String(bytes, StandardCharsets.ISO_8859_1);
            }
        };
    }

    /// A selection in memory; the caller closes it.
    public static ArrowBuf selection(List<Integer> positions, BufferAllocator allocator) {
        ArrowBuf buffer = allocator.buffer(Math.max(4, positions.size() * 4L));
        for (int i = 0; i < positions.size(); i++) {
            Memory.putInt(buffer.memoryAddress() + i * 4L, positions.get(i));
        }
        return buffer;
    }
}
