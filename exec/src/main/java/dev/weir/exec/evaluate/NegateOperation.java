package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// `- value`; the least integer has no opposite.
final class NegateOperation extends KernelOperation {
    private final SqlType type;

    NegateOperation(Operation value, SqlType type, BufferAllocator allocator) {
        super(List.of(value), type instanceof SqlType.Real || type instanceof SqlType.Double, true, allocator);
        this.type = type;
    }

    @Override
    Column compute(List<Column> columns, int rows) {
        try (FlatColumn flat = Flatten.flat(columns.getFirst(), allocator); PendingBuffers pending = new PendingBuffers(allocator)) {
            Physical physical = flat.physical();
            ArrowBuf data = pending.buffer((long) rows * physical.width());
            ArrowBuf validity = pending.share(flat.validity());
            for (int i = 0; i < rows; i++) {
                negate(flat, physical, i, data.memoryAddress());
            }
            return pending.column(type, physical, rows, data, validity);
        }
    }

    private void negate(FlatColumn flat, Physical physical, int row, long out) {
        long from = flat.address();
        switch (physical) {
            case FLOAT32 -> Memory.putFloat(out + ((long) row << 2), -Memory.getFloat(from + ((long) row << 2)));
            case FLOAT64 -> Memory.putDouble(out + ((long) row << 3), -Memory.getDouble(from + ((long) row << 3)));
            case INT128 -> {
                long low = Memory.getLong(from + ((long) row << 4));
                long high = Memory.getLong(from + ((long) row << 4) + 8);
                Memory.putLong(out + ((long) row << 4), -low);
                Memory.putLong(out + ((long) row << 4) + 8, ~high + (low == 0 ? 1 : 0));
            }
            case INT8, INT16, INT32, INT64 -> {
                long value = IntegerArithmetic.load(physical, from, row);
                long least = -1L << (physical.width() * 8 - 1);
                if (value == least && !flat.isNull(row)) {
                    throw QueryException.ofValue(ErrorCode.NUMERIC_OVERFLOW, type + " out of range", "-(" + value + ")");
                }
                IntegerArithmetic.store(physical, out, row, -value);
            }
            case BOOL, VIEW -> throw new IllegalStateException("no number: " + type);
        }
    }
}
