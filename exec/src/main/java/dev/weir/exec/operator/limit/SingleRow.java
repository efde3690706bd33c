package dev.weir.exec.operator.limit;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Makes exactly one row of its input: the only row, or NULLs when there is none; several are an error. A breaker, because
/// "none" is known only when every thread has ended.
public final class SingleRow implements SinkFactory {
    private final List<SqlType> types;
    private final Origin origin;
    private final BufferAllocator allocator;
    private Batch row;
    private boolean taken;

    /// @param origin where the subquery stands
    public SingleRow(List<SqlType> types, Origin origin, TaskContext context) {
        this.types = types;
        this.origin = origin;
        this.allocator = context.allocator();
    }

    @Override
    public Sink create() {
        return new SingleRowSink();
    }

    private synchronized void add(Batch batch) {
        if (batch.rows() > 1 || batch.rows() == 1 && row != null) {
            batch.close();
            throw origin.attach(
                    new QueryException(ErrorCode.SUBQUERY_RETURNED_MANY_ROWS, "A scalar subquery returned more than one row"));
        }
        if (batch.rows() == 1) {
            row = batch;
        } else {
            batch.close();
        }
    }

    @Override
    public synchronized void complete() {
        if (row != null) {
            return;
        }
        List<Column> columns = new ArrayList<>(types.size());
        try {
            for (SqlType type : types) {
                columns.add(Constants.single(Expression.Literal.ofNull(type), allocator));
            }
            row = new Batch(columns, 1);
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    private synchronized Batch take() {
        Batch batch = taken ? null : row.retain();
        taken = true;
        return batch;
    }

    @Override
    public synchronized void close() {
        if (row != null) {
            row.close();
            row = null;
        }
    }

    /// The row, for the pipeline that comes after this sink.
    public SourceFactory results() {
        return new SourceFactory() {
            @Override
            public Source create() {
                return new SingleRowSource();
            }

            @Override
            public int parallelism() {
                return 1;
            }

            @Override
            public void close() {}
        };
    }

    private final class SingleRowSink implements Sink {
        @Override
        public Progress advance() {
            return Progress.NEED_INPUT;
        }

        @Override
        public void addInput(Batch input) {
            add(input);
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}
    }

    private final class SingleRowSource implements Source {
        private Batch batch;

        @Override
        public Progress advance() {
            batch = take();
            return batch == null ? Progress.FINISHED : Progress.HAVE_OUTPUT;
        }

        @Override
        public Batch takeOutput() {
            Batch output = batch;
            batch = null;
            return output;
        }

        @Override
        public void close() {
            if (batch != null) {
                batch.close();
                batch = null;
            }
        }
    }
}
