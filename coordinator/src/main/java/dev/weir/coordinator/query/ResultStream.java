package dev.weir.coordinator.query;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// The rows of a query in client types, in order.
public interface ResultStream extends AutoCloseable {
    Schema schema();

    /// Waits for the next batch, which the caller owns; null at the end. Throws QueryException when the query failed or was
    /// cancelled. Call it on a thread that may wait, never on an execution thread.
    VectorSchemaRoot next();

    /// Ends the query if it is still running. May be called by another thread, and more than once.
    @Override
    void close();
}
