package dev.weir.exec.testing;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Makes columns in every encoding from Java values (the carriers of literals).
public final class TestColumns {
    private TestColumns() {}

    public static FlatColumn flat(SqlType type, List<?> values, BufferAllocator allocator) {
        return flat(type, type.physical(), values, allocator);
    }

    public static FlatColumn flat(SqlType type, Physical physical, List<?> values, BufferAllocator allocator) {
        int rows = values.size();
        ArrowBuf data = allocator.buffer(Math.max(1, (long) rows * physical.width()));
        data.setZero(0, data.capacity());
        ArrowBuf validity = validity(values, allocator);
        long heapBytes = 0;
        for (Object value : values) {
            heapBytes += value == null || physical != Physical.VIEW ? 0 : bytes(value).length;
        }
        StringHeap heap = null;
        long heapAt = 0;
        if (physical == Physical.VIEW && heapBytes > 0) {
            ArrowBuf chunk = allocator.buffer(heapBytes);
            heap = StringHeap.of(chunk);
            heapAt = chunk.memoryAddress();
        }
        for (int i = 0; i < rows; i++) {
            Object value = values.get(i);
            if (value == null) {
                continue;
            }
            long at = data.memoryAddress() + (long) i * physical.width();
            switch (physical) {
                case BOOL -> Memory.putByte(at, (byte) ((Boolean) value ? 1 : 0));
                case INT8 -> Memory.putByte(at, ((Number) value).byteValue());
                case INT16 -> Memory.putShort(at, ((Number) value).shortValue());
                case INT32 -> Memory.putInt(at, ((Number) value).intValue());
                case INT64 -> Memory.putLong(at, value instanceof BigDecimal decimal ? decimal.unscaledValue().longValueExact() : ((Number) value).longValue());
                case INT128 -> {
                    BigInteger unscaled = ((BigDecimal) value).unscaledValue();
                    Memory.putLong(at, unscaled.longValue());
                    Memory.putLong(at + 8, unscaled.shiftRight(64).longValue());
                }
                case FLOAT32 -> Memory.putFloat(at, ((Number) value).floatValue());
                case FLOAT64 -> Memory.putDouble(at, ((Number) value).doubleValue());
                case VIEW -> {
                    byte[] bytes = bytes(value);
                    Memory.copy(bytes, 0, heapAt, bytes.length);
                    StringView.write(at, heapAt, bytes.length);
                    heapAt += bytes.length;
                }
            }
        }
        return new FlatColumn(type, physical, rows, data, validity, heap);
    }

    public static DictionaryColumn dictionary(SqlType type, List<?> values, BufferAllocator allocator) {
        Map<Object, Integer> entries = new LinkedHashMap<>();
        for (Object value : values) {
            if (value != null) {
                entries.putIfAbsent(value, entries.size());
            }
        }
        List<Object> distinct = new ArrayList<>(entries.keySet());
        if (distinct.isEmpty()) {
            distinct.add(any(type));
        }
        FlatColumn dictionary = flat(type, type.physical(), distinct, allocator);
        ArrowBuf codes = allocator.buffer(Math.max(1, values.size() * 4L));
        for (int i = 0; i < values.size(); i++) {
            Memory.putInt(codes.memoryAddress() + i * 4L, values.get(i) == null ? 0 : entries.get(values.get(i)));
        }
        return new DictionaryColumn(values.size(), codes, validity(values, allocator), dictionary);
    }

    public static ConstantColumn constant(SqlType type, Object value, int rows, BufferAllocator allocator) {
        List<Object> one = new ArrayList<>();
        one.add(value);
        return new ConstantColumn(flat(type, type.physical(), one, allocator), rows);
    }

    public static List<Object> values(Column column) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < column.length(); i++) {
            values.add(column.value(i));
        }
        return values;
    }

    private static Object any(SqlType type) {
        return switch (type) {
            case SqlType.Bool _, SqlType.Unknown _ -> false;
            case SqlType.Real _, SqlType.Double _ -> 0.0;
            case SqlType.Decimal decimal -> BigDecimal.valueOf(0, decimal.scale());
            case SqlType.Varchar _, SqlType.Char _ -> "";
            case SqlType.Varbinary _, SqlType.Uuid _ -> new Expression.Bytes(new byte[0]);
            default -> 0L;
        };
    }

    private static ArrowBuf validity(List<?> values, BufferAllocator allocator) {
        if (values.stream().allMatch(java.util.Objects::nonNull)) {
            return null;
        }
        ArrowBuf validity = allocator.buffer((values.size() + 7) / 8 + 8);
        validity.setZero(0, validity.capacity());
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                Memory.setBit(validity.memoryAddress(), i);
            }
        }
        return validity;
    }

    private static byte[] bytes(Object value) {
        return value instanceof Expression.Bytes bytes ? bytes.value() : ((String) value).getBytes(StandardCharsets.UTF_8);
    }
}
