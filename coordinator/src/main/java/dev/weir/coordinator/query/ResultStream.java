package dev.weir.coordinator.query;

import org.apache.arrow.vector.types.pojo.Schema;

/// The rows of a query in client types, in order. Read by one thread, which may wait; closed by any.
public interface ResultStream extends AutoCloseable {
    /// Waits for the schema, which comes before the first row is made.
    Schema schema();

    /// Waits for the next batch, which the caller owns; null at the end. Throws the QueryException that
    /// ended the query. Call it on a thread that may wait, never on an execution thread.
    ResultBatch next();

    /// Stops in mid-stream: what still runs of the query ends, as after a satisfied LIMIT. May be called more than once.
    @Override
    void close();
}
