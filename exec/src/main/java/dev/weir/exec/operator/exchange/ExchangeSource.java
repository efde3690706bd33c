package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Batch;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What one task receives from all tasks of a producing stage: a stream a producer. Nothing here blocks a thread.
public interface ExchangeSource extends AutoCloseable {
    /// One a producing task, in a fixed order. Each stream may be polled by one thread at a time.
    List<Stream> streams();

    /// Bytes of values that have come from other processes so far.
    default long networkBytes() {
        return 0;
    }

    /// Stops all streams; batches not taken are freed.
    @Override
    void close();

    interface Stream {
        /// The next batch, owned by the caller; null when there is none now. Throws what made the producer fail.
        Batch poll();

        /// Whether all batches were taken and no more will come.
        boolean finished();

        /// Completes when `poll` or `finished` may answer otherwise; completed already when they may now.
        CompletableFuture<?> available();
    }
}
