package dev.weir.exec.operator.project;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.evaluate.Evaluator;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.pipeline.TaskContext;
import java.util.ArrayList;
import java.util.List;

/// Computes a column an expression; a plain column is handed on without copying.
public final class ProjectFactory implements OperatorFactory {
    private final List<Expression> expressions;
    private final TaskContext context;

    public ProjectFactory(List<Expression> expressions, TaskContext context) {
        this.expressions = expressions;
        this.context = context;
    }

    @Override
    public Operator create() {
        Evaluator[] evaluators = new Evaluator[expressions.size()];
        try {
            for (int i = 0; i < evaluators.length; i++) {
                if (!(expressions.get(i) instanceof Expression.Column)) {
                    evaluators[i] = Evaluator.compile(expressions.get(i), context.evaluation());
                }
            }
            return new ProjectOperator(evaluators);
        } catch (RuntimeException | Error failure) {
            close(evaluators);
            throw failure;
        }
    }

    private static void close(Evaluator[] evaluators) {
        for (Evaluator evaluator : evaluators) {
            if (evaluator != null) {
                evaluator.close();
            }
        }
    }

    @Override
    public void close() {}

    private final class ProjectOperator implements Operator {
        private final Evaluator[] evaluators;
        private Batch output;
        private boolean ended;

        ProjectOperator(Evaluator[] evaluators) {
            this.evaluators = evaluators;
        }

        @Override
        public void addInput(Batch input) {
            List<Column> columns = new ArrayList<>(evaluators.length);
            try {
                for (int i = 0; i < evaluators.length; i++) {
                    columns.add(expressions.get(i) instanceof Expression.Column column
                            ? input.column(column.index()).retain() : evaluators[i].evaluate(input));
                }
                output = new Batch(columns, input.rows());
            } catch (RuntimeException | Error failure) {
                columns.forEach(Column::close);
                throw failure;
            } finally {
                input.close();
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
            ProjectFactory.close(evaluators);
        }
    }
}
