package dev.weir.worker.exchange;

import dev.weir.exec.batch.Batch;
import java.util.concurrent.CompletableFuture;

/// One consumer's share of a task's output, as its only reader sees it.
public interface OutputQueue {
    /// The next batch, owned by the caller; null when there is none now. Throws what made the task fail.
    Batch poll();

    /// Whether what {@link #poll} has handed out so far may stem from a governed scan.
    boolean governed();

    /// Whether all was taken and no more will come.
    boolean finished();

    /// Completes when {@link #poll} or {@link #finished} may answer otherwise; completed already when they may now.
    CompletableFuture<?> available();

    /// The consumer wants no more: what is queued is freed, what follows is dropped.
    void abandon();
}
