package dev.weir.planner.testing;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.evaluate.Predicate;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.scan.TableSource;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.Colocation;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Split;
import dev.weir.exec.testing.TestColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.ArrowBuf;

/// Scans rows in memory, a share of them a task, and narrows them by the runtime filters that are there.
public final class RowsTable implements TableSource {
    private final RandomPlans.Data data;
    private final int task;
    private final int tasks;
    private final List<Colocation> colocations;

    /// @param colocations scans whose rows go to tasks by their key
    public RowsTable(RandomPlans.Data data, int task, int tasks, List<Colocation> colocations) {
        this.colocations = colocations;
        this.data = data;
        this.task = task;
        this.tasks = tasks;
    }

    @Override
    public SourceFactory open(PhysicalPlan.Scan scan, List<Split> splits, TaskContext context) {
        AtomicBoolean taken = new AtomicBoolean();
        return new SourceFactory() {
            @Override
            public Source create() {
                return new RowsSource(scan, context, taken);
            }

            @Override
            public int parallelism() {
                return 1;
            }

            @Override
            public void close() {}
        };
    }

    /// The column of the table by which rows of the scan are shared out; -1 when it does not matter.
    private int key(PhysicalPlan.Scan scan) {
        for (Colocation colocation : colocations) {
            for (Colocation.Key key : colocation.keys()) {
                if (key.scan() == scan.id()) {
                    return scan.columns().get(key.column()).name().charAt(1) - '0';
                }
            }
        }
        return -1;
    }

    private final class RowsSource implements Source {
        private final PhysicalPlan.Scan scan;
        private final TaskContext context;
        private final AtomicBoolean taken;
        private final CompletableFuture<?> awaited;

        RowsSource(PhysicalPlan.Scan scan, TaskContext context, AtomicBoolean taken) {
            this.scan = scan;
            this.context = context;
            this.taken = taken;
            this.awaited = context.filters().awaited(scan.runtimeFilters());
        }

        @Override
        public Progress advance() {
            if (!awaited.isDone()) {
                return Progress.BLOCKED;
            }
            return taken.compareAndSet(false, true) ? Progress.HAVE_OUTPUT : Progress.FINISHED;
        }

        @Override
        public CompletableFuture<?> blocked() {
            return awaited;
        }

        @Override
        public Batch takeOutput() {
            List<List<Object>> rows = new ArrayList<>();
            List<List<Object>> all = data.tables().get(scan.table().table());
            int key = key(scan);
            for (int i = 0; i < all.size(); i++) {
                int reader = key < 0 ? i : Objects.hashCode(all.get(i).get(key));
                if (Math.floorMod(reader, tasks) == task) {
                    rows.add(all.get(i));
                }
            }
            List<Column> columns = new ArrayList<>();
            for (PhysicalPlan.Scan.ScanColumn column : scan.columns()) {
                int position = column.name().charAt(1) - '0';
                List<Object> values = new ArrayList<>();
                rows.forEach(row -> values.add(row.get(position)));
                columns.add(TestColumns.flat(column.type(), values, context.allocator()));
            }
            Batch batch = new Batch(columns, rows.size());
            if (scan.filter() != null) {
                try (Predicate predicate = Predicate.compile(scan.filter(), context.evaluation())) {
                    batch = narrowed(batch, (input, out) -> predicate.select(input, out));
                }
            }
            for (RuntimeFilter filter : scan.runtimeFilters()) {
                RuntimeFilters.KeyFilter published = context.filters().now(filter.id());
                if (published != null) {
                    batch = narrowed(batch, (input, out) -> published.select(input.column(filter.column()), 0, input.rows(), out));
                }
            }
            return batch;
        }

        private Batch narrowed(Batch batch, Selection selection) {
            try (batch; ArrowBuf positions = context.allocator().buffer(4L * Math.max(1, batch.rows()))) {
                int count = selection.select(batch, positions.memoryAddress());
                return Gather.take(batch, positions.memoryAddress(), count, context.allocator());
            }
        }

        @Override
        public void close() {}
    }

    @FunctionalInterface
    private interface Selection {
        int select(Batch batch, long out);
    }
}
