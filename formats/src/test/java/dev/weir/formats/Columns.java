package dev.weir.formats;

import dev.weir.formats.DecodedColumn.Coded;
import dev.weir.formats.DecodedColumn.Flat;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Makes columns of Java values, as {@link Values} takes them apart.
public final class Columns {
    private Columns() {}

    public static Flat flat(Physical physical, List<Object> values, BufferAllocator allocator) {
        int count = values.size();
        long bytes = 0;
        boolean nulls = false;
        for (Object value : values) {
            bytes += value instanceof String text ? text.length() : 0;
            nulls |= value == null;
        }
        ArrowBuf data = allocator.buffer(Math.max(1, (long) count * physical.width()));
        data.setZero(0, data.capacity());
        ArrowBuf validity = nulls ? allocator.buffer(count + 7 >>> 3) : null;
        if (nulls) {
            validity.setZero(0, validity.capacity());
        }
        ArrowBuf heap = physical == Physical.VIEW ? allocator.buffer(bytes + 64) : null;
        long at = heap == null ? 0 : heap.memoryAddress();
        for (int i = 0; i < count; i++) {
            Object value = values.get(i);
            if (value == null) {
                continue;
            }
            if (nulls) {
                Memory.setBit(validity.memoryAddress(), i);
            }
            long out = data.memoryAddress() + (long) i * physical.width();
            switch (physical) {
                case BOOL, INT8 -> Memory.putByte(out, ((Long) value).byteValue());
                case INT16 -> Memory.putShort(out, ((Long) value).shortValue());
                case INT32 -> Memory.putInt(out, ((Long) value).intValue());
                case INT64 -> Memory.putLong(out, (Long) value);
                case INT128 -> {
                    BigInteger wide = (BigInteger) value;
                    Memory.putLong(out, wide.longValue());
                    Memory.putLong(out + 8, wide.shiftRight(64).longValue());
                }
                case FLOAT32 -> Memory.putFloat(out, ((Double) value).floatValue());
                case FLOAT64 -> Memory.putDouble(out, (Double) value);
                case VIEW -> {
                    byte[] text = ((String) value).getBytes(StandardCharsets.ISO_8859_1);
                    Memory.copy(text, 0, at, text.length);
                    StringView.write(out, at, text.length);
                    at += text.length;
                }
            }
        }
        return new Flat(physical, count, data, validity, heap == null ? null : StringHeap.of(heap));
    }

    /// Codes into the distinct values in order of appearance.
    public static Coded coded(Physical physical, List<Object> values, BufferAllocator allocator) {
        List<Object> distinct = new ArrayList<>();
        List<Object> codes = new ArrayList<>();
        for (Object value : values) {
            if (value == null) {
                codes.add(null);
                continue;
            }
            int code = distinct.indexOf(value);
            if (code < 0) {
                code = distinct.size();
                distinct.add(value);
            }
            codes.add((long) code);
        }
        Flat flat = flat(Physical.INT32, codes, allocator);
        return new Coded(values.size(), flat.data(), flat.validity(), flat(physical, distinct, allocator));
    }
}
