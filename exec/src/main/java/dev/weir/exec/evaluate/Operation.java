package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;

/// A compiled expression that yields values. Belongs to one thread.
interface Operation extends AutoCloseable {
    /// Answers a column, owned by the caller, with a value for each of the rows, of which there is at least one.
    Column evaluate(Rows rows);

    /// Frees constants and scratch memory.
    @Override
    default void close() {}
}
