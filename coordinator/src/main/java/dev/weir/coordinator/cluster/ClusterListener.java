package dev.weir.coordinator.cluster;

import dev.weir.exec.error.QueryException;
import dev.weir.proto.v1.CatalogMessage;

/// Hears of workers, from any thread, one call at a time.
public interface ClusterListener {
    /// A worker has come, or has announced something else.
    default void announced(WorkerNode worker, CatalogMessage catalog) {}

    /// A worker has gone.
    ///
    /// @param reason WORKER_LOST with domain and address
    default void lost(WorkerNode worker, QueryException reason) {}
}
