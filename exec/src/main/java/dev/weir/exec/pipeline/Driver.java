package dev.weir.exec.pipeline;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.metrics.MetricsCollector;
import dev.weir.exec.metrics.StageMetrics;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.Source;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// One thread's worth of a pipeline: pulls batches from the source through the operators and pushes them into the sink, a
/// quantum at a time.
///
/// The sink is asked first, then the operators from the last to the first, so that whoever wants no more ends the driver
/// before the source works again. One thread runs a driver at any time; which one changes.
final class Driver implements Runnable {
    static final long QUANTUM_NANOS = 10_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private enum State { QUEUED, RUNNING, BLOCKED, ENDED }

    private enum Pull { BATCH, AGAIN, BLOCKED, FINISHED }

    private final Pipeline pipeline;
    private final TaskExecution task;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

    private Source source;
    private Operator[] operators = new Operator[0];
    private boolean[] inputEnded;
    private Sink sink;
    private StageMetrics[] metrics;
    private long cpuNanos;
    private Batch pulled;
    private CompletableFuture<?> waitFor;

    Driver(Pipeline pipeline, TaskExecution task) {
        this.pipeline = pipeline;
        this.task = task;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /// Runs one quantum, and sees to it that there is another unless this was the last.
    @Override
    public void run() {
        state.set(State.RUNNING);
        waitFor = null;
        boolean ended;
        try {
            if (task.stopping()) {
                ended = true;
            } else {
                if (sink == null) {
                    open();
                }
                ended = quantum();
            }
        } catch (Throwable failure) {
            task.fail(failure);
            ended = true;
        }
        if (ended) {
            end();
        } else if (waitFor == null) {
            state.set(State.QUEUED);
            task.submit(this);
        } else {
            CompletableFuture<?> future = waitFor;
            state.set(State.BLOCKED);
            // Whatever happens from here on may happen on another thread. A failed future wakes as well: the next call
            // into the blocked stage reports the failure.
            future.whenComplete((_, _) -> wake());
            if (task.stopping()) {
                wake();
            }
        }
    }

    /// Queues the driver again if it is blocked. Safe to call at any time, as often as one likes.
    void wake() {
        if (state.compareAndSet(State.BLOCKED, State.QUEUED)) {
            task.submit(this);
        }
    }

    private void open() {
        MetricsCollector collector = task.collector();
        List<Pipeline.Stage<OperatorFactory>> stages = pipeline.operators();
        int last = stages.size() + 1;
        metrics = new StageMetrics[last + 1];
        metrics[0] = collector.stage(pipeline.source().node(), true);
        for (int i = 1; i < last; i++) {
            metrics[i] = collector.stage(stages.get(i - 1).node(), true);
        }
        metrics[last] = collector.stage(pipeline.sink().node(), false);
        operators = new Operator[stages.size()];
        inputEnded = new boolean[stages.size()];
        source = pipeline.source().factory().create();
        for (int i = 0; i < operators.length; i++) {
            operators[i] = stages.get(i).factory().create();
        }
        sink = pipeline.sink().factory().create();
    }

    /// Answers whether the driver has ended. When it has not and `waitFor` is null, its time is up.
    private boolean quantum() {
        long processor = processorTime();
        long start = System.nanoTime();
        int last = metrics.length - 1;
        StageMetrics sinkMetrics = metrics[last];
        long now = start;
        try {
            while (true) {
                Progress progress = sink.advance();
                now = charge(sinkMetrics, now);
                switch (progress) {
                    case BLOCKED -> {
                        waitFor = sink.blocked();
                        return false;
                    }
                    case FINISHED -> {
                        sink.finish();
                        charge(sinkMetrics, now);
                        return true;
                    }
                    case HAVE_OUTPUT -> throw broken("a sink has no output");
                    case NEED_INPUT -> {}
                }
                Pull pull = pull(operators.length);
                now = System.nanoTime();
                switch (pull) {
                    case BATCH -> {
                        Batch batch = take();
                        sinkMetrics.in(batch.rows(), bytes(batch));
                        sink.addInput(batch);
                        now = charge(sinkMetrics, now);
                    }
                    case BLOCKED -> {
                        return false;
                    }
                    case FINISHED -> {
                        sink.finish();
                        charge(sinkMetrics, now);
                        return true;
                    }
                    case AGAIN -> {}
                }
                if (task.stopping()) {
                    return true;
                }
                if (now - start > QUANTUM_NANOS) {
                    return false;
                }
            }
        } finally {
            chargeProcessor(processor);
        }
    }

    /// Gets a batch out of stage `index` (0 is the source) into `pulled`, with at most one call to the source.
    private Pull pull(int index) {
        return index == 0 ? pullSource() : pullOperator(index);
    }

    private Pull pullSource() {
        long start = System.nanoTime();
        try {
            switch (source.advance()) {
                case NEED_INPUT -> {
                    return Pull.AGAIN;
                }
                case FINISHED -> {
                    return Pull.FINISHED;
                }
                case BLOCKED -> {
                    waitFor = source.blocked();
                    return Pull.BLOCKED;
                }
                case HAVE_OUTPUT -> {
                    pulled = source.takeOutput();
                    metrics[0].out(pulled.rows(), bytes(pulled));
                    return Pull.BATCH;
                }
            }
            throw broken("no progress");
        } finally {
            metrics[0].wall(System.nanoTime() - start);
        }
    }

    /// An operator that takes a batch and gives none answers AGAIN, so that every round has one batch's work at most.
    private Pull pullOperator(int index) {
        Operator operator = operators[index - 1];
        StageMetrics counts = metrics[index];
        boolean fed = false;
        while (true) {
            long start = System.nanoTime();
            Progress progress = operator.advance();
            if (progress == Progress.HAVE_OUTPUT) {
                pulled = operator.takeOutput();
                counts.out(pulled.rows(), bytes(pulled));
            }
            charge(counts, start);
            switch (progress) {
                case HAVE_OUTPUT -> {
                    return Pull.BATCH;
                }
                case FINISHED -> {
                    return Pull.FINISHED;
                }
                case BLOCKED -> {
                    waitFor = operator.blocked();
                    return Pull.BLOCKED;
                }
                case NEED_INPUT -> {}
            }
            if (inputEnded[index - 1]) {
                throw broken(operator.getClass().getSimpleName() + " wants input after its end");
            }
            if (fed) {
                return Pull.AGAIN;
            }
            Pull input = pull(index - 1);
            switch (input) {
                case BATCH -> {
                    start = System.nanoTime();
                    Batch batch = take();
                    counts.in(batch.rows(), bytes(batch));
                    operator.addInput(batch);
                    charge(counts, start);
                    fed = true;
                }
                case FINISHED -> {
                    inputEnded[index - 1] = true;
                    operator.noMoreInput();
                }
                case AGAIN, BLOCKED -> {
                    return input;
                }
            }
        }
    }

    private Batch take() {
        Batch batch = pulled;
        pulled = null;
        return batch;
    }

    /// What the rows take by themselves: values, codes or views, without the dictionaries and strings that batches share.
    private static long bytes(Batch batch) {
        long width = 0;
        for (Column column : batch.columns()) {
            width += switch (column) {
                case FlatColumn flat -> flat.physical().width();
                case DictionaryColumn _ -> Integer.BYTES;
                case ConstantColumn _ -> 0;
            };
        }
        return width * batch.rows();
    }

    private static QueryException broken(String what) {
        return new QueryException(ErrorCode.INTERNAL, "Operator contract broken: " + what);
    }

    private static long charge(StageMetrics stage, long since) {
        long now = System.nanoTime();
        stage.wall(now - since);
        return now;
    }

    /// Gives the driver's processor time to the stages by their shares of its wall time.
    private void chargeProcessor(long before) {
        cpuNanos += processorTime() - before;
        long wall = 0;
        for (StageMetrics stage : metrics) {
            wall += stage.wallNanos();
        }
        for (StageMetrics stage : metrics) {
            stage.cpu(wall == 0 ? 0 : (long) ((double) cpuNanos * stage.wallNanos() / wall));
        }
    }

    private static long processorTime() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
    }

    /// Closes what `open` made, each once, and tells the task.
    private void end() {
        state.set(State.ENDED);
        Throwable failure = null;
        Batch left = take();
        failure = close(left, failure);
        int last = metrics == null ? 0 : metrics.length - 1;
        failure = end(source, 0, failure);
        for (int i = 0; i < operators.length; i++) {
            failure = end(operators[i], i + 1, failure);
        }
        failure = end(sink, last, failure);
        source = null;
        operators = new Operator[0];
        sink = null;
        if (failure != null) {
            task.fail(failure);
        }
        task.ended(this);
    }

    private Throwable end(AutoCloseable stage, int index, Throwable failure) {
        Throwable result = failure;
        if (stage instanceof Measured measured) {
            try {
                measured.measure(metrics[index]);
            } catch (Throwable e) {
                result = first(result, e);
            }
        }
        return close(stage, result);
    }

    static Throwable close(AutoCloseable stage, Throwable failure) {
        if (stage == null) {
            return failure;
        }
        try {
            stage.close();
            return failure;
        } catch (Throwable e) {
            return first(failure, e);
        }
    }

    private static Throwable first(Throwable first, Throwable second) {
        if (first == null) {
            return second;
        }
        if (first != second) {
            first.addSuppressed(second);
        }
        return first;
    }
}
