package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/// Makes columns of vectors in the exchange form. Buffers are shared, not copied, but for booleans, decimals that fit
/// int64 and the views of strings.
///
/// The vectors may come from the wire: sizes and offsets are checked before they become addresses.
final class ArrowColumns {
    private ArrowColumns() {}

    static Column column(FieldVector vector, SqlType type, BufferAllocator allocator) {
        int rows = vector.getValueCount();
        if (vector.getField().getType() instanceof ArrowType.Null) {
            return Constants.column(Expression.Literal.ofNull(type), rows, allocator);
        }
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf validity = null;
            if (vector.getNullCount() > 0) {
                check(vector.getValidityBuffer().capacity() >= (rows + 7L) >>> 3);
                validity = pending.share(vector.getValidityBuffer());
            }
            return switch (vector.getField().getType()) {
                case ArrowType.Bool _ -> booleans(vector, type, validity, pending);
                case ArrowType.Decimal _ -> decimals(vector, type, validity, pending);
                case ArrowType.Utf8 _, ArrowType.Binary _ -> strings(vector, type, validity, pending);
                case ArrowType.FixedSizeBinary fixed -> fixed(vector, type, fixed.getByteWidth(), validity, pending);
                default -> {
                    Physical physical = type instanceof SqlType.Decimal ? Physical.INT64 : type.physical();
                    check(vector.getDataBuffer().capacity() >= (long) rows * physical.width());
                    ArrowBuf data = pending.share(vector.getDataBuffer());
                    yield pending.column(type, physical, rows, data, validity);
                }
            };
        }
    }

    private static FlatColumn booleans(FieldVector vector, SqlType type, ArrowBuf validity, PendingBuffers pending) {
        int rows = vector.getValueCount();
        check(vector.getDataBuffer().capacity() >= (rows + 7L) >>> 3);
        ArrowBuf data = pending.buffer(rows);
        long from = vector.getDataBuffer().memoryAddress();
        long to = data.memoryAddress();
        for (long i = 0; i < rows; i++) {
            Memory.putByte(to + i, (byte) (Memory.getByte(from + (i >>> 3)) >>> (i & 7) & 1));
        }
        return pending.column(type, Physical.BOOL, rows, data, validity);
    }

    private static FlatColumn decimals(FieldVector vector, SqlType type, ArrowBuf validity, PendingBuffers pending) {
        int rows = vector.getValueCount();
        check(vector.getDataBuffer().capacity() >= rows * 16L);
        long from = vector.getDataBuffer().memoryAddress();
        if (!fitInt64(from, rows)) {
            ArrowBuf data = pending.share(vector.getDataBuffer());
            return pending.column(type, Physical.INT128, rows, data, validity);
        }
        ArrowBuf data = pending.buffer(rows * 8L);
        long to = data.memoryAddress();
        for (long i = 0; i < rows; i++) {
            Memory.putLong(to + (i << 3), Memory.getLong(from + (i << 4)));
        }
        return pending.column(type, Physical.INT64, rows, data, validity);
    }

    /// NULLs are zeros and fit.
    private static boolean fitInt64(long from, int rows) {
        long different = 0;
        for (long i = 0; i < rows; i++) {
            different |= Memory.getLong(from + (i << 4)) >> 63 ^ Memory.getLong(from + (i << 4) + 8);
        }
        return different == 0;
    }

    private static FlatColumn strings(FieldVector vector, SqlType type, ArrowBuf validity, PendingBuffers pending) {
        int rows = vector.getValueCount();
        ArrowBuf offsets = vector.getOffsetBuffer();
        ArrowBuf bytes = vector.getDataBuffer();
        ArrowBuf data = pending.buffer(rows * 16L);
        if (rows == 0) {
            return pending.column(type, Physical.VIEW, 0, data, validity);
        }
        check(offsets.capacity() >= (rows + 1L) << 2);
        long at = offsets.memoryAddress();
        long from = bytes.memoryAddress();
        long to = data.memoryAddress();
        int begin = Memory.getInt(at);
        check(begin >= 0);
        int disorder = 0;
        boolean longOnes = false;
        int last = Memory.getInt(at + ((long) rows << 2));
        check(last >= begin && last <= bytes.capacity());
        for (long i = 0; i < rows; i++) {
            int end = Memory.getInt(at + (i << 2) + 4);
            int length = end - begin;
            disorder |= length | last - end;
            if (disorder < 0) {
                break;
            }
            StringView.write(to + (i << 4), from + begin, length);
            longOnes |= length > StringView.INLINE;
            begin = end;
        }
        check(disorder >= 0);
        if (longOnes) {
            bytes.getReferenceManager().retain();
            pending.own(StringHeap.of(bytes));
        }
        return pending.column(type, Physical.VIEW, rows, data, validity);
    }

    private static FlatColumn fixed(FieldVector vector, SqlType type, int width, ArrowBuf validity, PendingBuffers pending) {
        int rows = vector.getValueCount();
        check(vector.getDataBuffer().capacity() >= (long) rows * width);
        ArrowBuf data = pending.buffer(rows * 16L);
        long from = vector.getDataBuffer().memoryAddress();
        for (long i = 0; i < rows; i++) {
            long view = data.memoryAddress() + (i << 4);
            if (validity != null && !Memory.bit(validity.memoryAddress(), i)) {
                StringView.writeEmpty(view);
            } else {
                StringView.write(view, from + i * width, width);
            }
        }
        if (rows > 0) {
            vector.getDataBuffer().getReferenceManager().retain();
            pending.own(StringHeap.of(vector.getDataBuffer()));
        }
        return pending.column(type, Physical.VIEW, rows, data, validity);
    }


    private static void check(boolean condition) {
        if (!condition) {
            throw new QueryException(ErrorCode.INTERNAL, "Exchange batch with buffers that do not hold its rows");
        }
    }
}
