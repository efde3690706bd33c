package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.evaluate.Predicate;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Evaluates the rest of a join condition on pairs of rows; gathers only the columns that it reads. One a thread.
final class Residual implements AutoCloseable {
    private final BufferAllocator allocator;
    private final Predicate predicate;
    private final List<Integer> columns = new ArrayList<>();
    private final int probeColumns;
    private final NativeArray selection;

    /// @param condition over probe columns, then build columns
    Residual(Expression condition, int probeColumns, TaskContext context) {
        this.allocator = context.allocator();
        this.probeColumns = probeColumns;
        Expression narrowed = condition.transformUp(
                e -> e instanceof Expression.Column column ? new Expression.Column(position(column.index()), column.type()) : e);
        this.predicate = Predicate.compile(narrowed, context.evaluation());
        this.selection = new NativeArray(allocator);
    }

    private int position(int column) {
        int at = columns.indexOf(column);
        if (at < 0) {
            columns.add(column);
            at = columns.size() - 1;
        }
        return at;
    }

    /// Keeps the pairs for which the condition is TRUE, in their order; answers how many.
    ///
    /// @param probeRows int32 rows of `probe`, `count` of them; `buildRows` those of the build side
    /// @param inOrder   whether the pairs are all probe rows, once each
    int keep(Batch probe, Column[] build, long probeRows, long buildRows, int count, boolean inOrder) {
        if (count == 0) {
            return 0;
        }
        List<Column> gathered = new ArrayList<>(columns.size());
        try {
            for (int column : columns) {
                gathered.add(column < probeColumns
                        ? inOrder ? probe.column(column).retain() : Gather.take(probe.column(column), probeRows, count, allocator)
                        : Gather.take(build[column - probeColumns], buildRows, count, allocator));
            }
            selection.ensureScratch(count * 4L);
            int kept = predicate.select(new Batch(gathered, count), selection.address());
            long selected = selection.address();
            for (long i = 0; i < kept; i++) {
                long from = Memory.getInt(selected + i * 4) * 4L;
                Memory.putInt(probeRows + i * 4, Memory.getInt(probeRows + from));
                Memory.putInt(buildRows + i * 4, Memory.getInt(buildRows + from));
            }
            return kept;
        } finally {
            gathered.forEach(Column::close);
        }
    }

    @Override
    public void close() {
        predicate.close();
        selection.close();
    }
}
