package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression.Arithmetic;
import dev.weir.exec.kernel.FloatMath;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// IEEE arithmetic on reals and doubles; nothing is an error.
final class FloatArithmetic extends BinaryOperation {
    private final Arithmetic.Operator operator;

    FloatArithmetic(List<Operation> operands, Arithmetic.Operator operator, SqlType type, BufferAllocator allocator) {
        super(operands, true, type, allocator);
        this.operator = operator;
    }

    @Override
    FlatColumn compute(FlatColumn a, FlatColumn b, int rows) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf data = pending.buffer((long) rows * type.physical().width());
            ArrowBuf validity = validity(pending, rows, a.validity(), b.validity());
            if (type.physical() == Physical.FLOAT64) {
                compute64(a.address(), b.address(), rows, data.memoryAddress());
            } else {
                compute32(a.address(), b.address(), rows, data.memoryAddress());
            }
            return pending.column(type, type.physical(), rows, data, validity);
        }
    }

    private void compute64(long a, long b, int rows, long out) {
        switch (operator) {
            case ADD -> FloatMath.add64(a, b, rows, out);
            case SUBTRACT -> FloatMath.subtract64(a, b, rows, out);
            case MULTIPLY -> FloatMath.multiply64(a, b, rows, out);
            case DIVIDE -> FloatMath.divide64(a, b, rows, out);
            case REMAINDER -> FloatMath.remainder64(a, b, rows, out);
        }
    }

    private void compute32(long a, long b, int rows, long out) {
        switch (operator) {
            case ADD -> FloatMath.add32(a, b, rows, out);
            case SUBTRACT -> FloatMath.subtract32(a, b, rows, out);
            case MULTIPLY -> FloatMath.multiply32(a, b, rows, out);
            case DIVIDE -> FloatMath.divide32(a, b, rows, out);
            case REMAINDER -> FloatMath.remainder32(a, b, rows, out);
        }
    }
}
