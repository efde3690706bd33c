package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Arithmetic;
import dev.weir.exec.kernel.IntegerMath;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Integer arithmetic; overflow and division by zero are errors, division truncates.
///
/// The vectorised loops only tell that some slot overflowed; then the rows that are not NULL are computed again one by one.
final class IntegerArithmetic extends BinaryOperation {
    private final Arithmetic.Operator operator;
    private final SqlType.Integral integral;

    IntegerArithmetic(List<Operation> operands, Arithmetic.Operator operator, SqlType.Integral type, BufferAllocator allocator) {
        super(operands, false, type, allocator);
        this.operator = operator;
        this.integral = type;
    }

    @Override
    FlatColumn compute(FlatColumn a, FlatColumn b, int rows) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            Physical physical = type.physical();
            ArrowBuf data = pending.buffer((long) rows * physical.width());
            ArrowBuf validity = validity(pending, rows, a.validity(), b.validity());
            if (!vectorised(physical, a.address(), b.address(), rows, data.memoryAddress())) {
                rowByRow(physical, a.address(), b.address(), validity == null ? 0 : validity.memoryAddress(), rows, data.memoryAddress());
            }
            return pending.column(type, physical, rows, data, validity);
        }
    }

    /// Answers whether all slots were computed without overflow.
    private boolean vectorised(Physical physical, long a, long b, int rows, long out) {
        if (physical == Physical.INT64) {
            return switch (operator) {
                case ADD -> !IntegerMath.add64(a, b, rows, out);
                case SUBTRACT -> !IntegerMath.subtract64(a, b, rows, out);
                case MULTIPLY -> !IntegerMath.multiply64(a, b, rows, out);
                case DIVIDE, REMAINDER -> false;
            };
        }
        if (physical == Physical.INT32) {
            return switch (operator) {
                case ADD -> !IntegerMath.add32(a, b, rows, out);
                case SUBTRACT -> !IntegerMath.subtract32(a, b, rows, out);
                case MULTIPLY -> !IntegerMath.multiply32(a, b, rows, out);
                case DIVIDE, REMAINDER -> false;
            };
        }
        return false;
    }

    private void rowByRow(Physical physical, long a, long b, long validity, int rows, long out) {
        for (int i = 0; i < rows; i++) {
            boolean present = validity == 0 || Memory.bit(validity, i);
            store(physical, out, i, present ? exact(load(physical, a, i), load(physical, b, i)) : 0);
        }
    }

    private long exact(long a, long b) {
        long high;
        long result;
        switch (operator) {
            case ADD -> {
                result = a + b;
                high = ((a ^ result) & (b ^ result)) < 0 ? 1 : 0;
            }
            case SUBTRACT -> {
                result = a - b;
                high = ((a ^ b) & (a ^ result)) < 0 ? 1 : 0;
            }
            case MULTIPLY -> {
                result = a * b;
                high = Math.multiplyHigh(a, b) ^ (result >> 63);
            }
            case DIVIDE -> {
                requireDivisor(b);
                result = a / b;
                high = a == Long.MIN_VALUE && b == -1 ? 1 : 0;
            }
            case REMAINDER -> {
                requireDivisor(b);
                result = a % b;
                high = 0;
            }
            default -> throw new IllegalStateException();
        }
        if (high != 0 || result < integral.min() || result > integral.max()) {
            throw QueryException.ofValue(ErrorCode.NUMERIC_OVERFLOW, type + " out of range", a + " " + operator.symbol() + " " + b);
        }
        return result;
    }

    private static void requireDivisor(long divisor) {
        if (divisor == 0) {
            throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
    }

    static long load(Physical physical, long address, long row) {
        return switch (physical) {
            case BOOL, INT8 -> Memory.getByte(address + row);
            case INT16 -> Memory.getShort(address + (row << 1));
            case INT32 -> Memory.getInt(address + (row << 2));
            case INT64 -> Memory.getLong(address + (row << 3));
            case INT128, FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no integers: " + physical);
        };
    }

    static void store(Physical physical, long address, long row, long value) {
        switch (physical) {
            case BOOL, INT8 -> Memory.putByte(address + row, (byte) value);
            case INT16 -> Memory.putShort(address + (row << 1), (short) value);
            case INT32 -> Memory.putInt(address + (row << 2), (int) value);
            case INT64 -> Memory.putLong(address + (row << 3), value);
            case INT128, FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no integers: " + physical);
        }
    }
}
