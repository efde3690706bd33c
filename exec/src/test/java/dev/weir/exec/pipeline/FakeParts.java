package dev.weir.exec.pipeline;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.type.SqlType;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;

/// Sources, operators and sinks that count every call, may fail at the n-th one, block at random, and know whether they
/// were closed exactly once.
final class FakeParts {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger closedTwice = new AtomicInteger();
    final AtomicInteger completed = new AtomicInteger();
    final AtomicLong rows = new AtomicLong();
    final BufferAllocator allocator;
    final int failAt;
    final long seed;

    /// @param failAt number of the call that fails; 0: none
    /// @param seed   0: never blocks
    FakeParts(BufferAllocator allocator, int failAt, long seed) {
        this.allocator = allocator;
        this.failAt = failAt;
        this.seed = seed;
    }

    private void call() {
        if (calls.incrementAndGet() == failAt) {
            throw new IllegalStateException("injected");
        }
    }

    private class Part {
        private final AtomicInteger closes = new AtomicInteger();
        private final Random random = new Random(seed + opened.getAndIncrement());
        private CompletableFuture<?> future;

        boolean blocks() {
            call();
            if (future != null && !future.isDone()) {
                return true;
            }
            if (seed != 0 && random.nextInt(4) == 0) {
                CompletableFuture<Void> later = new CompletableFuture<>();
                future = later;
                CompletableFuture.delayedExecutor(random.nextInt(300), TimeUnit.MICROSECONDS).execute(() -> later.complete(null));
                return true;
            }
            return false;
        }

        public CompletableFuture<?> blocked() {
            return future;
        }

        public void close() {
            if (closes.incrementAndGet() == 1) {
                closed.incrementAndGet();
            } else {
                closedTwice.incrementAndGet();
            }
            call();
        }
    }

    private Batch batch(int rows) {
        try (ColumnBuilder builder = new ColumnBuilder(SqlType.BIGINT, rows, allocator)) {
            for (int i = 0; i < rows; i++) {
                builder.appendLong(i);
            }
            return new Batch(List.of(builder.build()), rows);
        }
    }

    SourceFactory source(int batches, int rowsEach, int parallelism) {
        AtomicInteger left = new AtomicInteger(batches);
        Part factory = new Part();
        class FakeSource extends Part implements Source {
            @Override
            public Progress advance() {
                if (blocks()) {
                    return Progress.BLOCKED;
                }
                return left.decrementAndGet() >= 0 ? Progress.HAVE_OUTPUT : Progress.FINISHED;
            }

            @Override
            public Batch takeOutput() {
                call();
                return batch(rowsEach);
            }
        }
        return new SourceFactory() {
            @Override
            public Source create() {
                call();
                return new FakeSource();
            }

            @Override
            public int parallelism() {
                call();
                return parallelism;
            }

            @Override
            public void close() {
                factory.close();
            }
        };
    }

    OperatorFactory operator() {
        Part factory = new Part();
        class FakeOperator extends Part implements Operator {
            private Batch held;
            private boolean ended;

            @Override
            public void addInput(Batch input) {
                held = input;
                call();
            }

            @Override
            public void noMoreInput() {
                call();
                ended = true;
            }

            @Override
            public Progress advance() {
                if (blocks()) {
                    return Progress.BLOCKED;
                }
                return held != null ? Progress.HAVE_OUTPUT : ended ? Progress.FINISHED : Progress.NEED_INPUT;
            }

            @Override
            public Batch takeOutput() {
                call();
                Batch output = held;
                held = null;
                return output;
            }

            @Override
            public void close() {
                if (held != null) {
                    held.close();
                    held = null;
                }
                super.close();
            }
        }
        return new OperatorFactory() {
            @Override
            public Operator create() {
                call();
                return new FakeOperator();
            }

            @Override
            public void close() {
                factory.close();
            }
        };
    }

    SinkFactory sink(long limit) {
        Part factory = new Part();
        class FakeSink extends Part implements Sink {
            @Override
            public Progress advance() {
                if (blocks()) {
                    return Progress.BLOCKED;
                }
                return rows.get() >= limit ? Progress.FINISHED : Progress.NEED_INPUT;
            }

            @Override
            public void addInput(Batch input) {
                try (input) {
                    call();
                    rows.addAndGet(input.rows());
                }
            }

            @Override
            public void finish() {
                call();
            }
        }
        return new SinkFactory() {
            @Override
            public Sink create() {
                call();
                return new FakeSink();
            }

            @Override
            public void complete() {
                call();
                completed.incrementAndGet();
            }

            @Override
            public void close() {
                factory.close();
            }
        };
    }
}
