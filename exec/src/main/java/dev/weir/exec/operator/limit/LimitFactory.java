package dev.weir.exec.operator.limit;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.Slice;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.pipeline.TaskContext;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;

/// Lets `count` rows pass after `offset` rows, counted over all threads. Every thread ends as soon as the rows are
/// there, whichever thread they came through. Over one thread the order of the input decides which rows.
public final class LimitFactory implements OperatorFactory {
    private final long offset;
    private final long end;
    private final BufferAllocator allocator;
    private final AtomicLong seen = new AtomicLong();

    public LimitFactory(long count, long offset, TaskContext context) {
        this.offset = offset;
        this.end = count > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + count;
        this.allocator = context.allocator();
    }

    @Override
    public Operator create() {
        return new LimitOperator();
    }

    @Override
    public void close() {}

    private final class LimitOperator implements Operator {
        private Batch output;
        private boolean ended;

        @Override
        public void addInput(Batch input) {
            long first = seen.getAndAdd(input.rows());
            int from = (int) Math.clamp(offset - first, 0, input.rows());
            int to = (int) Math.clamp(end - first, from, input.rows());
            if (from == 0 && to == input.rows()) {
                output = input;
                return;
            }
            try (input) {
                if (from < to) {
                    output = Slice.slice(input, from, to - from, allocator);
                }
            }
        }

        @Override
        public void noMoreInput() {
            ended = true;
        }

        @Override
        public Progress advance() {
            if (output != null) {
                return Progress.HAVE_OUTPUT;
            }
            return ended || seen.get() >= end ? Progress.FINISHED : Progress.NEED_INPUT;
        }

        @Override
        public Batch takeOutput() {
            Batch batch = output;
            output = null;
            return batch;
        }

        @Override
        public void close() {
            if (output != null) {
                output.close();
                output = null;
            }
        }
    }
}
