package dev.weir.exec.operator.filter;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.evaluate.Predicate;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.pipeline.TaskContext;
import org.apache.arrow.memory.ArrowBuf;

/// Keeps the rows on which a predicate is TRUE. A batch that passes whole is handed on as it is.
public final class FilterFactory implements OperatorFactory {
    private final Expression predicate;
    private final TaskContext context;

    public FilterFactory(Expression predicate, TaskContext context) {
        this.predicate = predicate;
        this.context = context;
    }

    @Override
    public Operator create() {
        return new FilterOperator(Predicate.compile(predicate, context.evaluation()));
    }

    @Override
    public void close() {}

    private final class FilterOperator implements Operator {
        private final Predicate compiled;
        private ArrowBuf selection;
        private Batch output;
        private boolean ended;

        FilterOperator(Predicate compiled) {
            this.compiled = compiled;
        }

        @Override
        public void addInput(Batch input) {
            try {
                reserve(input.rows());
                int count = compiled.select(input, selection.memoryAddress());
                if (count == input.rows()) {
                    output = input.retain();
                } else if (count > 0) {
                    output = Gather.take(input, selection.memoryAddress(), count, context.allocator());
                }
            } finally {
                input.close();
            }
        }

        private void reserve(int rows) {
            if (selection == null || selection.capacity() < rows * 4L) {
                if (selection != null) {
                    selection.close();
                    selection = null;
                }
                selection = context.allocator().buffer(Math.max(rows, Batch.MAX_ROWS) * 4L);
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
            return ended ? Progress.FINISHED : Progress.NEED_INPUT;
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
            if (selection != null) {
                selection.close();
                selection = null;
            }
            compiled.close();
        }
    }
}
