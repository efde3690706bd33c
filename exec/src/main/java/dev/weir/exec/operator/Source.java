package dev.weir.exec.operator;

import dev.weir.exec.batch.Batch;
import java.util.concurrent.CompletableFuture;

/// Where a pipeline begins: one instance a thread, taking morsels from its factory. {@link #advance} does a batch's worth
/// of work at most, so that cancellation is seen.
public interface Source extends AutoCloseable {
    /// HAVE_OUTPUT, FINISHED or BLOCKED; NEED_INPUT means "no batch yet, call again".
    Progress advance();

    /// The batch announced by HAVE_OUTPUT; the caller owns it.
    Batch takeOutput();

    /// Completes when a BLOCKED source can go on.
    default CompletableFuture<?> blocked() {
        return CompletableFuture.completedFuture(null);
    }

    /// Frees everything; also called in mid-stream. Never called twice.
    @Override
    void close();
}
