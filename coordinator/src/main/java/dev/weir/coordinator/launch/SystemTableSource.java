package dev.weir.coordinator.launch;

import dev.weir.coordinator.query.SystemTable;
import dev.weir.coordinator.query.SystemTables;
import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.Predicate;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.scan.TableSource;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.ArrowBuf;

/// Serves the tables of the domain `system` to scans on the coordinator's embedded worker.
final class SystemTableSource implements TableSource {
    private final SystemTables tables;

    SystemTableSource(SystemTables tables) {
        this.tables = tables;
    }

    @Override
    public SourceFactory open(PhysicalPlan.Scan scan, List<Split> splits, TaskContext context) {
        SystemTable table = tables.table(scan.table())
                .orElseThrow(() -> new QueryException(ErrorCode.TABLE_NOT_FOUND, "There is no system table " + scan.table()));
        int[] positions = new int[scan.columns().size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = position(table, scan.columns().get(i).name());
        }
        return new Factory(table, positions, scan, context);
    }

    private static int position(SystemTable table, String column) {
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equals(column)) {
                return i;
            }
        }
        throw new QueryException(ErrorCode.COLUMN_NOT_FOUND, "System table " + table.name() + " has no column " + column);
    }

    private static final class Factory implements SourceFactory {
        private final SystemTable table;
        private final int[] positions;
        private final PhysicalPlan.Scan scan;
        private final TaskContext context;
        private final AtomicBoolean taken = new AtomicBoolean();

        Factory(SystemTable table, int[] positions, PhysicalPlan.Scan scan, TaskContext context) {
            this.table = table;
            this.positions = positions;
            this.scan = scan;
            this.context = context;
        }

        @Override
        public Source create() {
            return new Rows(taken.compareAndSet(false, true));
        }

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public void close() {}

        private final class Rows implements Source {
            private final List<List<Object>> rows;
            private int next;
            private Batch output;

            Rows(boolean mine) {
                rows = mine ? table.rows().apply(context.evaluation().user()) : List.of();
            }

            @Override
            public Progress advance() {
                if (next >= rows.size()) {
                    return Progress.FINISHED;
                }
                int end = Math.min(rows.size(), next + Batch.MAX_ROWS);
                output = filtered(batch(next, end));
                next = end;
                return output == null ? Progress.NEED_INPUT : Progress.HAVE_OUTPUT;
            }

            @Override
            public Batch takeOutput() {
                Batch taken = output;
                output = null;
                return taken;
            }

            @Override
            public void close() {
                if (output != null) {
                    output.close();
                }
            }

            private Batch batch(int from, int to) {
                List<Column> columns = new ArrayList<>();
                for (int i = 0; i < positions.length; i++) {
                    try (ColumnBuilder builder = new ColumnBuilder(scan.columns().get(i).type(), context.allocator())) {
                        for (int row = from; row < to; row++) {
                            builder.append(rows.get(row).get(positions[i]));
                        }
                        columns.add(builder.build());
                    }
                }
                return new Batch(columns, to - from);
            }

            /// The rows that pass the user's filter; null when none does.
            private Batch filtered(Batch batch) {
                if (scan.filter() == null) {
                    return batch;
                }
                try (batch; Predicate predicate = Predicate.compile(scan.filter(), context.evaluation());
                        ArrowBuf selection = context.allocator().buffer(Math.max(4, batch.rows() * 4L))) {
                    int count = predicate.select(batch, selection.memoryAddress());
                    if (count == 0) {
                        return null;
                    }
                    List<Column> kept = new ArrayList<>();
                    for (Column column : batch.columns()) {
                        kept.add(Gather.take(column, selection.memoryAddress(), count, context.allocator()));
                    }
                    return new Batch(kept, count);
                }
            }
        }
    }
}
