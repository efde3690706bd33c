package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import org.apache.arrow.memory.BufferAllocator;

/// A constant; the same value column for all batches.
final class LiteralOperation implements Operation {
    private final Expression.Literal literal;
    private final BufferAllocator allocator;
    private FlatColumn value;

    LiteralOperation(Expression.Literal literal, BufferAllocator allocator) {
        this.literal = literal;
        this.allocator = allocator;
    }

    @Override
    public Column evaluate(Rows rows) {
        if (value == null) {
            value = Constants.single(literal, allocator);
        }
        return new ConstantColumn(value.retain(), rows.count());
    }

    @Override
    public void close() {
        if (value != null) {
            value.close();
            value = null;
        }
    }
}
