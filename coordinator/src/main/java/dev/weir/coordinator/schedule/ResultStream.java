package dev.weir.coordinator.schedule;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// The rows of a query as the root task makes them, in the form of clients. Read by one thread, which may wait; closed by
/// any.
public interface ResultStream extends AutoCloseable {
    /// Waits for the schema, which comes before the first row is made.
    Schema schema();

    /// The next batch, owned by the caller, its buffers fresh; null at the end. Throws the QueryException that ended the
    /// query.
    VectorSchemaRoot next();

    /// Stops in mid-stream: the root task then ends by itself, as after a satisfied LIMIT.
    @Override
    void close();
}
