package dev.weir.exec.testing;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.exchange.ExchangeSink;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;

/// Makes contexts for operators that run without a pipeline.
public final class OperatorRuns {
    private OperatorRuns() {}

    public static TaskContext context(BufferAllocator allocator, int threads) {
        return context(allocator, threads, null, null);
    }

    public static TaskContext context(BufferAllocator allocator, int threads, IntFunction<ExchangeSource> exchanges, ExchangeSink output) {
        return new TaskContext(
                allocator, new EvaluationContext(allocator, ZoneOffset.UTC, 0), null, Map.of(), exchanges, output, threads, new RuntimeFilters());
    }

    /// Reads a source to its end, waiting where it is blocked; closes source and batches.
    public static void drain(Source source, Consumer<Batch> consumer) {
        try (source) {
            Progress progress;
            while ((progress = source.advance()) != Progress.FINISHED) {
                switch (progress) {
                    case HAVE_OUTPUT -> {
                        try (Batch batch = source.takeOutput()) {
                            consumer.accept(batch);
                        }
                    }
                    case BLOCKED -> source.blocked().join();
                    case NEED_INPUT, FINISHED -> { }
                }
            }
        }
    }
}
