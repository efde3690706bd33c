package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.window.WindowBuffer.Bucket;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Reads buckets: sorts what is not sorted, reads the rows in order, cuts them into blocks of whole partitions, and computes
/// the calls for a batch of rows at a time.
final class WindowResults implements SourceFactory {
    private final PhysicalPlan.Window plan;
    private final TaskContext context;
    private final OperatorMemory memory;
    private final List<Bucket> buckets;
    private final AtomicInteger next = new AtomicInteger();

    WindowResults(PhysicalPlan.Window plan, TaskContext context, OperatorMemory memory, List<Bucket> buckets) {
        this.plan = plan;
        this.context = context;
        this.memory = memory;
        this.buckets = buckets;
    }

    @Override
    public Source create() {
        return new WindowSource();
    }

    @Override
    public int parallelism() {
        return Math.max(1, buckets.size());
    }

    @Override
    public void close() {
        // The buckets belong to the buffer.
    }

    private final class WindowSource implements Source, Measured {
        private final BlockCutter cutter = new BlockCutter(plan, context.allocator());
        private final List<WindowEvaluation> calls = new ArrayList<>();
        private final FirstRows firstRows = plan.top() == null ? null : new FirstRows(plan, context.allocator());
        private Bucket bucket;
        private Source sorted;
        private WindowBlock block;
        private int nextBatch;
        private int nextRow;
        private Batch ready;
        private long counted;
        private long peak;

        private WindowSource() {
            plan.calls().forEach(call -> calls.add(WindowEvaluation.of(call, context.allocator())));
        }

        @Override
        public Progress advance() {
            if (ready != null) {
                return Progress.HAVE_OUTPUT;
            }
            if (block != null) {
                return compute();
            }
            if (bucket == null) {
                int taken = next.getAndIncrement();
                if (taken >= buckets.size()) {
                    return Progress.FINISHED;
                }
                bucket = buckets.get(taken);
                return Progress.NEED_INPUT;
            }
            if (!bucket.unsorted().isEmpty()) {
                try (Sink part = bucket.unsorted().removeLast()) {
                    part.finish();
                }
                return Progress.NEED_INPUT;
            }
            if (sorted == null) {
                bucket.sort().complete();
                sorted = bucket.sort().results().create();
            }
            return read();
        }

        private Progress read() {
            Progress progress = sorted.advance();
            switch (progress) {
                case HAVE_OUTPUT -> {
                    cutter.add(sorted.takeOutput());
                    begin(cutter.cut(false));
                    count();
                }
                case FINISHED -> {
                    begin(cutter.cut(true));
                    sorted.close();
                    sorted = null;
                    bucket.close();
                    bucket = null;
                }
                case BLOCKED -> {
                    return progress;
                }
                case NEED_INPUT -> {}
            }
            return Progress.NEED_INPUT;
        }

        /// Says what the rows of whole partitions take, which cannot go to disk.
        private void count() {
            long now = cutter.bytes() + (block == null ? 0 : block.bytes());
            memory.add(now - counted);
            peak = Math.max(peak, now);
            counted = now;
        }

        private void begin(WindowBlock cut) {
            block = cut;
            if (cut != null) {
                nextBatch = 0;
                nextRow = 0;
                for (WindowEvaluation call : calls) {
                    call.begin(cut);
                }
                if (firstRows != null) {
                    firstRows.begin(cut);
                }
            }
        }

        private Progress compute() {
            if (nextBatch == block.batches().size()) {
                block.close();
                block = null;
                count();
                return Progress.NEED_INPUT;
            }
            Batch input = block.batches().get(nextBatch++);
            Batch result = block.extended(input, nextRow, calls, plan.calls());
            if (firstRows != null) {
                result = firstRows.of(result, nextRow);
            }
            nextRow += input.rows();
            if (result.rows() == 0) {
                result.close();
                return Progress.NEED_INPUT;
            }
            ready = result;
            return Progress.HAVE_OUTPUT;
        }

        @Override
        public Batch takeOutput() {
            Batch batch = ready;
            ready = null;
            return batch;
        }

        @Override
        public CompletableFuture<?> blocked() {
            return sorted.blocked();
        }

        @Override
        public void measure(Figures figures) {
            figures.memory(peak);
            if (sorted instanceof Measured measured) {
                measured.measure(figures);
            }
        }

        @Override
        public void close() {
            if (ready != null) {
                ready.close();
                ready = null;
            }
            if (block != null) {
                block.close();
                block = null;
            }
            cutter.close();
            memory.add(-counted);
            counted = 0;
            calls.forEach(WindowEvaluation::close);
            if (firstRows != null) {
                firstRows.close();
            }
            if (sorted != null) {
                sorted.close();
                sorted = null;
            }
        }
    }
}
