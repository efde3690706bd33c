package dev.weir.exec.batch;

import dev.weir.exec.type.SqlType;

/// Values of one type, off-heap, immutable once handed over.
///
/// Counted: whoever holds a column closes it once; {@link #retain} adds a reference for another holder. A column that
/// takes part in two batches is retained once for each.
public sealed interface Column extends AutoCloseable permits FlatColumn, ConstantColumn, DictionaryColumn {
    SqlType type();

    int length();

    /// Adds a reference and answers this column.
    Column retain();

    @Override
    void close();

    /// False only if no value is NULL for sure.
    boolean mayHaveNulls();

    boolean isNull(int row);

    /// The value in the carrier of {@link dev.weir.exec.expression.Expression.Literal}; slow, for constants, tests and texts.
    Object value(int row);

    /// Bytes that this column takes, shared ones included.
    long size();
}
