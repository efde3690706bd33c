package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.type.SqlType;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Arithmetic on two operands: NULL with a NULL operand, on flat values otherwise. A constant operand is spread out once
/// and kept for the batches to come.
abstract class BinaryOperation extends KernelOperation {
    final SqlType type;
    private final Spread left = new Spread();
    private final Spread right = new Spread();

    BinaryOperation(List<Operation> operands, boolean neverFails, SqlType type, BufferAllocator allocator) {
        super(operands, neverFails, true, allocator);
        this.type = type;
    }

    /// Computes from flat operands; slots of NULLs hold anything and must not raise errors.
    abstract FlatColumn compute(FlatColumn a, FlatColumn b, int rows);

    @Override
    final Column compute(List<Column> columns, int rows) {
        Column a = columns.get(0);
        Column b = columns.get(1);
        if (a instanceof ConstantColumn && a.mayHaveNulls() || b instanceof ConstantColumn && b.mayHaveNulls()) {
            return Constants.column(Expression.Literal.ofNull(type), rows, allocator);
        }
        try (FlatColumn flatA = left.flat(a, rows, allocator); FlatColumn flatB = right.flat(b, rows, allocator)) {
            return compute(flatA, flatB, rows);
        }
    }

    @Override
    public void close() {
        super.close();
        left.close();
        right.close();
    }

    /// The flat form of a constant, as long as the longest batch yet.
    private static final class Spread implements AutoCloseable {
        private FlatColumn source;
        private FlatColumn spread;

        FlatColumn flat(Column column, int rows, BufferAllocator allocator) {
            if (!(column instanceof ConstantColumn constant)) {
                return Flatten.flat(column, allocator);
            }
            if (source != constant.single() || spread.length() < rows) {
                close();
                spread = Flatten.flat(constant, allocator);
                source = constant.single();
            }
            spread.retain();
            return new FlatColumn(spread.type(), spread.physical(), rows, spread.data(), spread.validity(), spread.heap());
        }

        @Override
        public void close() {
            if (spread != null) {
                spread.close();
                spread = null;
                source = null;
            }
        }
    }
}
