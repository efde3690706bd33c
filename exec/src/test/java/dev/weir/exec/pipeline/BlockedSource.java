package dev.weir.exec.pipeline;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import java.util.concurrent.CompletableFuture;

/// Blocks until `open` completes, then ends; says through `asked` that it was asked.
record BlockedSource(CompletableFuture<Void> open, CompletableFuture<Void> asked) implements SourceFactory {
    @Override
    public Source create() {
        return new Source() {
            @Override
            public Progress advance() {
                asked.complete(null);
                return open.isDone() ? Progress.FINISHED : Progress.BLOCKED;
            }

            @Override
            public Batch takeOutput() {
                throw new IllegalStateException("no output");
            }

            @Override
            public CompletableFuture<?> blocked() {
                return open;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public void close() {}
}
