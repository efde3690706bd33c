package dev.weir.exec.operator;

import dev.weir.exec.batch.Batch;
import java.util.concurrent.CompletableFuture;

/// Where a pipeline ends: one instance a thread.
public interface Sink extends AutoCloseable {
    /// NEED_INPUT: give me a batch. BLOCKED: wait. FINISHED: I want no more (a satisfied LIMIT, a gone client).
    Progress advance();

    /// Takes over the batch, also when it fails; called only after NEED_INPUT.
    void addInput(Batch input);

    /// This thread has no more rows: hands its state to the factory.
    void finish();

    default CompletableFuture<?> blocked() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    void close();
}
