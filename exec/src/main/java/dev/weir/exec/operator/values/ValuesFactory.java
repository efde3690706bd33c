package dev.weir.exec.operator.values;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Yields the constant rows of a Values node, by one thread, in order.
public final class ValuesFactory implements SourceFactory {
    private final PhysicalPlan.Values values;
    private final BufferAllocator allocator;
    private boolean taken;

    public ValuesFactory(PhysicalPlan.Values values, TaskContext context) {
        this.values = values;
        this.allocator = context.allocator();
    }

    @Override
    public synchronized Source create() {
        int from = taken ? values.rows().size() : 0;
        taken = true;
        return new ValuesSource(from);
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public void close() {}

    private final class ValuesSource implements Source {
        private int next;

        ValuesSource(int from) {
            next = from;
        }

        @Override
        public Progress advance() {
            return next < values.rows().size() ? Progress.HAVE_OUTPUT : Progress.FINISHED;
        }

        @Override
        public Batch takeOutput() {
            int rows = Math.min(Batch.MAX_ROWS, values.rows().size() - next);
            List<Column> columns = new ArrayList<>(values.types().size());
            try {
                for (int column = 0; column < values.types().size(); column++) {
                    columns.add(column(column, rows));
                }
                Batch batch = new Batch(columns, rows);
                next += rows;
                return batch;
            } catch (RuntimeException | Error failure) {
                columns.forEach(Column::close);
                throw failure;
            }
        }

        private Column column(int column, int rows) {
            try (ColumnBuilder builder = new ColumnBuilder(values.types().get(column), rows, allocator)) {
                for (int row = next; row < next + rows; row++) {
                    Expression.Literal literal = values.rows().get(row).get(column);
                    builder.append(literal.value());
                }
                return builder.build();
            }
        }

        @Override
        public void close() {}
    }
}
