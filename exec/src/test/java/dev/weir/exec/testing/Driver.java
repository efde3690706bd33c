package dev.weir.exec.testing;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.arrow.memory.BufferAllocator;

/// Drives single operators by their contract, without pipelines, on as many threads as asked for.
public final class Driver {
    private Driver() {}

    public static TaskContext context(BufferAllocator allocator, int threads) {
        return new TaskContext(
                allocator, new EvaluationContext(allocator, ZoneOffset.UTC, 0), null, Map.of(), null, null, threads, new RuntimeFilters());
    }

    /// Feeds the batches to `threads` sinks and completes the factory.
    public static void feed(SinkFactory factory, List<Batch> batches, int threads) {
        ConcurrentLinkedQueue<Batch> queue = new ConcurrentLinkedQueue<>(batches);
        List<Sink> sinks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            sinks.add(factory.create());
        }
        parallel(threads, t -> {
            try (Sink sink = sinks.get(t)) {
                for (Batch batch = queue.poll(); batch != null; batch = queue.poll()) {
                    if (sink.advance() == Progress.FINISHED) {
                        batch.close();
                        continue;
                    }
                    sink.addInput(batch);
                }
                sink.finish();
            }
        });
        factory.complete();
    }

    /// Streams the batches through `threads` operators and answers all rows.
    public static List<List<Object>> stream(OperatorFactory factory, List<Batch> batches, int threads) {
        ConcurrentLinkedQueue<Batch> queue = new ConcurrentLinkedQueue<>(batches);
        List<List<Object>> rows = Collections.synchronizedList(new ArrayList<>());
        List<Operator> operators = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            operators.add(factory.create());
        }
        parallel(threads, t -> {
            try (Operator operator = operators.get(t)) {
                boolean ended = false;
                while (true) {
                    Progress progress = operator.advance();
                    if (progress == Progress.FINISHED) {
                        break;
                    }
                    if (progress == Progress.HAVE_OUTPUT) {
                        rows.addAll(RandomRows.rows(operator.takeOutput()));
                        continue;
                    }
                    Batch batch = queue.poll();
                    if (batch != null) {
                        operator.addInput(batch);
                    } else if (!ended) {
                        ended = true;
                        operator.noMoreInput();
                    } else {
                        throw new IllegalStateException("asks for input after the end");
                    }
                }
            }
        });
        queue.forEach(Batch::close);
        factory.close();
        return rows;
    }

    public static List<List<Object>> drain(SourceFactory factory, int threads) {
        List<List<Object>> rows = Collections.synchronizedList(new ArrayList<>());
        int drivers = Math.min(threads, factory.parallelism());
        List<Source> sources = new ArrayList<>();
        for (int t = 0; t < drivers; t++) {
            sources.add(factory.create());
        }
        parallel(drivers, t -> {
            try (Source source = sources.get(t)) {
                while (true) {
                    Progress progress = source.advance();
                    if (progress == Progress.FINISHED) {
                        break;
                    }
                    if (progress == Progress.HAVE_OUTPUT) {
                        rows.addAll(RandomRows.rows(source.takeOutput()));
                    }
                }
            }
        });
        factory.close();
        return rows;
    }

    private static void parallel(int threads, java.util.function.IntConsumer work) {
        if (threads == 1) {
            work.accept(0);
            return;
        }
        List<Thread> running = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < threads; t++) {
            int index = t;
            running.add(Thread.ofPlatform().start(() -> {
                try {
                    work.accept(index);
                } catch (Throwable failure) {
                    failures.add(failure);
                }
            }));
        }
        for (Thread thread : running) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst() instanceof RuntimeException e ? e : new IllegalStateException(failures.getFirst());
        }
    }
}
