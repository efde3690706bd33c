package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Arithmetic;
import dev.weir.exec.kernel.Int128;
import dev.weir.exec.kernel.IntegerMath;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.kernel.Widen;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Exact decimal arithmetic. A batch is computed in int64 where a bound on its values, or the loop itself, tells that
/// everything fits; otherwise once more row by row with {@link DecimalMath}, in 128 bits.
final class DecimalArithmetic extends BinaryOperation {
    private final Arithmetic.Operator operator;
    private final SqlType.Decimal left;
    private final SqlType.Decimal right;
    private final SqlType.Decimal result;
    private final DecimalMath math;
    private final boolean mayExceed;

    /// @param neverFails whether the types prove that no row overflows
    DecimalArithmetic(
            List<Operation> operands, boolean neverFails, Arithmetic.Operator operator, SqlType.Decimal left, SqlType.Decimal right,
            SqlType.Decimal result, BufferAllocator allocator) {
        super(operands, neverFails, result, allocator);
        this.operator = operator;
        this.left = left;
        this.right = right;
        this.result = result;
        this.math = new DecimalMath(operator, left.scale(), right.scale(), result);
        this.mayExceed = result.precision() <= SqlType.Decimal.MAX_INT64_PRECISION && naturalPrecision() > result.precision();
    }

    private int naturalPrecision() {
        return switch (operator) {
            case ADD, SUBTRACT -> TypeRules.add(left, right).precision();
            case MULTIPLY -> TypeRules.multiply(left, right).map(SqlType.Decimal::precision).orElse(SqlType.Decimal.MAX_PRECISION);
            case DIVIDE -> TypeRules.divide(left, right).precision();
            case REMAINDER -> TypeRules.remainder(left, right).precision();
        };
    }

    @Override
    FlatColumn compute(FlatColumn a, FlatColumn b, int rows) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf validity = validity(pending, rows, a.validity(), b.validity());
            long present = validity == null ? 0 : validity.memoryAddress();
            if (a.physical() == Physical.INT64 && b.physical() == Physical.INT64) {
                ArrowBuf data = pending.buffer(rows * 8L);
                if (narrow(a.address(), b.address(), present, rows, data.memoryAddress(), pending)) {
                    return pending.column(type, Physical.INT64, rows, data, validity);
                }
                pending.drop(data);
            }
            ArrowBuf data = pending.buffer(rows * 16L);
            wide(a, b, present, rows, data.memoryAddress());
            FlatColumn column = pending.column(type, Physical.INT128, rows, data, validity);
            if (result.precision() > SqlType.Decimal.MAX_INT64_PRECISION) {
                return column;
            }
            try (column) {
                return Widen.narrow(column, allocator);
            }
        }
    }

    /// Computes in int64; answers false when that does not do.
    private boolean narrow(long a, long b, long validity, int rows, long out, PendingBuffers pending) {
        boolean done = switch (operator) {
            case ADD, SUBTRACT -> addNarrow(a, b, rows, out, pending);
            case MULTIPLY -> result.scale() == left.scale() + right.scale() && !IntegerMath.multiply64(a, b, rows, out);
            case DIVIDE, REMAINDER -> rowsNarrow(a, b, validity, rows, out);
        };
        return done && !(mayExceed && exceeds(out, validity, rows));
    }

    private boolean addNarrow(long a, long b, int rows, long out, PendingBuffers pending) {
        int scaleA = result.scale() - left.scale();
        int scaleB = result.scale() - right.scale();
        if (scaleA < 0 || scaleB < 0 || scaleA > 18 || scaleB > 18 || !fits(a, rows, scaleA) || !fits(b, rows, scaleB)) {
            return false;
        }
        long scaledA = a;
        long scaledB = b;
        ArrowBuf extra = null;
        if (scaleA > 0) {
            IntegerMath.scale64(a, rows, Int128.power64(scaleA), out);
            scaledA = out;
        }
        if (scaleB > 0) {
            extra = pending.buffer(rows * 8L);
            scaledB = extra.memoryAddress();
            IntegerMath.scale64(b, rows, Int128.power64(scaleB), scaledB);
        }
        boolean overflow = operator == Arithmetic.Operator.ADD
                ? IntegerMath.add64(scaledA, scaledB, rows, out) : IntegerMath.subtract64(scaledA, scaledB, rows, out);
        if (extra != null) {
            pending.drop(extra);
        }
        return !overflow;
    }

    private static boolean fits(long data, int rows, int exponent) {
        int bits = 64 - Long.numberOfLeadingZeros(Int128.power64(exponent));
        return exponent == 0 || IntegerMath.magnitude64(data, rows) + bits <= 63;
    }

    private boolean rowsNarrow(long a, long b, long validity, int rows, long out) {
        for (int i = 0; i < rows; i++) {
            long slot = out + ((long) i << 3);
            if (validity != 0 && !Memory.bit(validity, i)) {
                Memory.putLong(slot, 0);
            } else if (!math.narrow(Memory.getLong(a + ((long) i << 3)), Memory.getLong(b + ((long) i << 3)), slot)) {
                return false;
            }
        }
        return true;
    }

    private boolean exceeds(long data, long validity, int rows) {
        long limit = Int128.power64(result.precision());
        for (int i = 0; i < rows; i++) {
            long value = Memory.getLong(data + ((long) i << 3));
            if ((value >= limit || value <= -limit) && (validity == 0 || Memory.bit(validity, i))) {
                throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "the result does not fit " + result);
            }
        }
        return false;
    }

    private void wide(FlatColumn a, FlatColumn b, long validity, int rows, long out) {
        boolean wideA = a.physical() == Physical.INT128;
        boolean wideB = b.physical() == Physical.INT128;
        for (int i = 0; i < rows; i++) {
            long slot = out + ((long) i << 4);
            if (validity != 0 && !Memory.bit(validity, i)) {
                Int128.put(slot, 0, 0);
                continue;
            }
            long atA = a.address() + ((long) i << (wideA ? 4 : 3));
            long atB = b.address() + ((long) i << (wideB ? 4 : 3));
            long lowA = Memory.getLong(atA);
            long lowB = Memory.getLong(atB);
            math.wide(lowA, wideA ? Memory.getLong(atA + 8) : lowA >> 63, lowB, wideB ? Memory.getLong(atB + 8) : lowB >> 63, slot);
        }
    }
}
