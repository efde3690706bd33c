package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.Widen;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/// Rebuilds a column as a plain Arrow vector: buffers of its own, zeros in the slots of NULLs, no dictionary.
///
/// The Arrow type of the field says what to make of the column's encoding, so that the exchange form and the client form
/// share the loops.
public final class ArrowVectors {
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private ArrowVectors() {}

    /// @param padding 0, or how many characters each string is padded to with blanks
    public static FieldVector vector(Field field, Column column, int padding, BufferAllocator allocator) {
        int rows = column.length();
        List<ArrowBuf> buffers = new ArrayList<>(3);
        try {
            int nulls = rows;
            if (!(field.getType() instanceof ArrowType.Null)) {
                ArrowBuf validity = allocate((rows + 7L) >>> 3, buffers, allocator);
                nulls = writeValidity(column, validity.memoryAddress());
                writeValues(field.getType(), column, nulls == 0 ? 0 : validity.memoryAddress(), padding, buffers, allocator);
            }
            FieldVector vector = field.createVector(allocator);
            try {
                vector.loadFieldBuffers(new ArrowFieldNode(rows, nulls), buffers);
            } catch (RuntimeException | Error failure) {
                vector.close();
                throw failure;
            }
            return vector;
        } finally {
            for (ArrowBuf buffer : buffers) {
                buffer.getReferenceManager().release();
            }
        }
    }

    static ArrowBuf allocate(long bytes, List<ArrowBuf> buffers, BufferAllocator allocator) {
        ArrowBuf buffer = allocator.buffer(bytes);
        buffers.add(buffer);
        buffer.writerIndex(bytes);
        return buffer;
    }

    private static void writeValues(
            ArrowType type, Column column, long validity, int padding, List<ArrowBuf> buffers, BufferAllocator allocator) {
        int rows = column.length();
        switch (type) {
            case ArrowType.Bool _ -> {
                ArrowBuf bits = allocate((rows + 7L) >>> 3, buffers, allocator);
                ArrowBuf bytes = allocator.buffer(Math.max(1, rows));
                try {
                    copy(column, bytes.memoryAddress());
                    pack(bytes.memoryAddress(), bits.memoryAddress(), rows);
                } finally {
                    bytes.getReferenceManager().release();
                }
                maskBits(bits.memoryAddress(), validity, rows);
            }
            case ArrowType.Utf8 _, ArrowType.Binary _ -> ArrowStrings.write(column, validity, padding, buffers, allocator);
            case ArrowType.FixedSizeBinary fixed -> {
                ArrowBuf data = allocate((long) rows * fixed.getByteWidth(), buffers, allocator);
                ArrowStrings.writeFixed(column, validity, fixed.getByteWidth(), data.memoryAddress());
            }
            case ArrowType.Decimal _ -> {
                ArrowBuf data = allocate(rows * 16L, buffers, allocator);
                writeDecimals(column, data.memoryAddress(), allocator);
                zeroNulls(validity, rows, 16, data.memoryAddress());
            }
            case ArrowType.Interval interval when interval.getUnit() == IntervalUnit.MONTH_DAY_NANO -> {
                ArrowBuf data = allocate(rows * 16L, buffers, allocator);
                writeMonthDayNano(column, data.memoryAddress(), allocator);
                zeroNulls(validity, rows, 16, data.memoryAddress());
            }
            default -> {
                int width = physical(column).width();
                ArrowBuf data = allocate((long) rows * width, buffers, allocator);
                copy(column, data.memoryAddress());
                zeroNulls(validity, rows, width, data.memoryAddress());
            }
        }
    }

    static Physical physical(Column column) {
        return switch (column) {
            case FlatColumn flat -> flat.physical();
            case ConstantColumn constant -> constant.single().physical();
            case DictionaryColumn coded -> coded.dictionary().physical();
        };
    }

    /// Writes all bits and answers how many values are NULL.
    private static int writeValidity(Column column, long to) {
        int rows = column.length();
        long from = switch (column) {
            case FlatColumn flat -> flat.validityAddress();
            case DictionaryColumn coded -> coded.validityAddress();
            case ConstantColumn _ -> 0;
        };
        if (from == 0) {
            boolean isNull = column instanceof ConstantColumn && column.mayHaveNulls();
            Memory.fill(to, (rows + 7L) >>> 3, (byte) 0);
            if (!isNull) {
                Bitmaps.set(to, 0, rows);
            }
            return isNull ? rows : 0;
        }
        int valid = 0;
        int words = rows >>> 6;
        for (long i = 0; i < words; i++) {
            long word = Memory.getLong(from + (i << 3));
            Memory.putLong(to + (i << 3), word);
            valid += Long.bitCount(word);
        }
        if ((rows & 63) != 0) {
            long word = Bitmaps.word(from, words, rows);
            valid += Long.bitCount(word);
            for (long at = (long) words << 3; at < (rows + 7L) >>> 3; at++) {
                Memory.putByte(to + at, (byte) word);
                word >>>= 8;
            }
        }
        return rows - valid;
    }

    /// Copies the values in the column's own width.
    private static void copy(Column column, long to) {
        int rows = column.length();
        switch (column) {
            case FlatColumn flat -> Memory.copy(flat.address(), to, (long) rows * flat.physical().width());
            case ConstantColumn constant -> Flatten.fill(constant.single().address(), constant.single().physical().width(), to, rows);
            case DictionaryColumn coded -> {
                int width = coded.dictionary().physical().width();
                if (coded.dictionary().length() == 0) {
                    Memory.fill(to, (long) rows * width, (byte) 0);
                } else {
                    Gather.gather(width, coded.dictionary().address(), coded.address(), rows, to);
                }
            }
        }
    }

    private static void writeDecimals(Column column, long to, BufferAllocator allocator) {
        if (physical(column) == Physical.INT128) {
            copy(column, to);
        } else if (column instanceof FlatColumn flat) {
            Widen.widen(flat.address(), to, flat.length());
        } else {
            try (FlatColumn flat = Flatten.flat(column, allocator)) {
                Widen.widen(flat.address(), to, flat.length());
            }
        }
    }

    /// Arrow's layout: months int32, days int32, nanoseconds int64.
    private static void writeMonthDayNano(Column column, long to, BufferAllocator allocator) {
        try (FlatColumn flat = Flatten.flat(column, allocator)) {
            long from = flat.address();
            for (long i = 0; i < flat.length(); i++) {
                long micros = Memory.getLong(from + (i << 3));
                Memory.putInt(to + (i << 4), 0);
                Memory.putInt(to + (i << 4) + 4, (int) (micros / MICROS_OF_DAY));
                Memory.putLong(to + (i << 4) + 8, micros % MICROS_OF_DAY * 1000);
            }
        }
    }

    /// Packs bytes of 0 or 1 to bits; the bits past the last row are zero.
    private static void pack(long from, long to, int rows) {
        long whole = rows >>> 3;
        for (long i = 0; i < whole; i++) {
            // The multiplication moves the lowest bit of byte n to bit 56 + n.
            Memory.putByte(to + i, (byte) ((Memory.getLong(from + (i << 3)) & 0x0101010101010101L) * 0x0102040810204080L >>> 56));
        }
        int bits = 0;
        for (long i = whole << 3; i < rows; i++) {
            bits |= (Memory.getByte(from + i) & 1) << (i & 7);
        }
        if ((rows & 7) != 0) {
            Memory.putByte(to + whole, (byte) bits);
        }
    }

    private static void maskBits(long bits, long validity, int rows) {
        if (validity == 0) {
            return;
        }
        for (long i = 0; i < (rows + 7L) >>> 3; i++) {
            Memory.putByte(bits + i, (byte) (Memory.getByte(bits + i) & Memory.getByte(validity + i)));
        }
    }

    /// Overwrites what happens to lie in the slots of NULLs.
    static void zeroNulls(long validity, int rows, int width, long data) {
        if (validity == 0) {
            return;
        }
        for (int w = 0; w << 6 < rows; w++) {
            long nulls = ~Bitmaps.word(validity, w, rows) & Bitmaps.mask(Math.min(64, rows - (w << 6)));
            while (nulls != 0) {
                long at = data + (((long) w << 6) + Long.numberOfTrailingZeros(nulls)) * width;
                nulls &= nulls - 1;
                switch (width) {
                    case 1 -> Memory.putByte(at, (byte) 0);
                    case 2 -> Memory.putShort(at, (short) 0);
                    case 4 -> Memory.putInt(at, 0);
                    case 8 -> Memory.putLong(at, 0);
                    case 16 -> {
                        Memory.putLong(at, 0);
                        Memory.putLong(at + 8, 0);
                    }
                    default -> throw new QueryException(ErrorCode.INTERNAL, "No values are " + width + " bytes wide");
                }
            }
        }
    }
}
