package dev.weir.worker.exchange;

import dev.weir.exec.batch.Batch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// How the batches of a task look on the wire: as other workers read them, or as clients do.
public interface StreamFormat {
    Schema schema();

    /// Whether each batch says if it may stem from a governed scan; readers outside of the workers have no use for it.
    default boolean marked() {
        return true;
    }

    /// Rebuilds the batch in fresh buffers; the batch stays the caller's.
    VectorSchemaRoot encode(Batch batch, BufferAllocator allocator);
}
