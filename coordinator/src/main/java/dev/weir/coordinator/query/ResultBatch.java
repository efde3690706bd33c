package dev.weir.coordinator.query;

import org.apache.arrow.vector.VectorSchemaRoot;

/// A batch of a result in client types. Whoever has it owns it, and closes it or turns it into vectors.
public interface ResultBatch extends AutoCloseable {
    int rows();

    /// The rows as vectors, which the caller owns from now on; the batch is closed by it.
    VectorSchemaRoot toVectors();

    @Override
    void close();

    /// Rows that are vectors already.
    record Vectors(VectorSchemaRoot root) implements ResultBatch {
        @Override
        public int rows() {
            return root.getRowCount();
        }

        @Override
        public VectorSchemaRoot toVectors() {
            return root;
        }

        @Override
        public void close() {
            root.close();
        }
    }
}
