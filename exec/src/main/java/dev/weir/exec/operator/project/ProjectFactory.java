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
    private final SharedTerms terms;
    private final TaskContext context;

    /// @param width columns of the input
    public ProjectFactory(List<Expression> expressions, int width, TaskContext context) {
        this.expressions = expressions;
        this.terms = SharedTerms.of(expressions, width);
        this.context = context;
    }

    @Override
    public Operator create() {
        Evaluator[] evaluators = new Evaluator[expressions.size()];
        try {
            for (int index : terms.order()) {
                if (!(terms.expressions().get(index) instanceof Expression.Column)) {
                    evaluators[index] = Evaluator.compile(terms.expressions().get(index), context.evaluation());
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
            Column[] made = new Column[evaluators.length];
            try {
                // Borrows the input's columns and, behind them, those made so far.
                List<Column> seen = new ArrayList<>(input.columns());
                for (int index : terms.order()) {
                    made[index] = terms.expressions().get(index) instanceof Expression.Column column
                            ? seen.get(column.index()).retain() : evaluators[index].evaluate(new Batch(seen, input.rows()));
                    seen.add(made[index]);
                }
                for (int i = 0; i < made.length; i++) {
                    if (made[i] == null) {
                        made[i] = input.column(((Expression.Column) expressions.get(i)).index()).retain();
                    }
                }
                output = new Batch(List.of(made), input.rows());
            } catch (RuntimeException | Error failure) {
                for (Column column : made) {
                    if (column != null) {
                        column.close();
                    }
                }
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
