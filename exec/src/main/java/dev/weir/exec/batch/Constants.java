package dev.weir.exec.batch;

import dev.weir.exec.expression.Expression;
import org.apache.arrow.memory.BufferAllocator;

/// Makes columns of literals.
public final class Constants {
    private Constants() {}

    /// The literal in each of `rows` rows.
    public static ConstantColumn column(Expression.Literal literal, int rows, BufferAllocator allocator) {
        return new ConstantColumn(single(literal, allocator), rows);
    }

    /// The literal as a column of one row.
    public static FlatColumn single(Expression.Literal literal, BufferAllocator allocator) {
        try (ColumnBuilder builder = new ColumnBuilder(literal.type(), 1, allocator)) {
            builder.append(literal.value());
            return builder.build();
        }
    }
}
