package dev.weir.exec.operator;

import dev.weir.exec.batch.Batch;
import java.util.concurrent.CompletableFuture;

/// A streaming step inside a pipeline: one instance a thread. Calls: `advance` until NEED_INPUT, then `addInput` (which
/// takes over the batch, also when it fails) or once `noMoreInput`, then `advance` again, until FINISHED; then `close`.
public interface Operator extends AutoCloseable {
    void addInput(Batch input);

    void noMoreInput();

    /// Works until a batch is ready or more input is needed. After `noMoreInput` it never answers NEED_INPUT.
    Progress advance();

    Batch takeOutput();

    default CompletableFuture<?> blocked() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    void close();
}
