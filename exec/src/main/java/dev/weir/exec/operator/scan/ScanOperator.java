package dev.weir.exec.operator.scan;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Compact;
import dev.weir.exec.kernel.Concatenate;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.formats.BatchReader;
import dev.weir.formats.FormatException;
import dev.weir.formats.ScanRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.BufferAllocator;

/// One thread's scan: takes a morsel, prunes it, and for each window of rows runs the steps and decodes the rest for the
/// rows that are left.
final class ScanOperator implements Source, Measured {
    /// Batches below this are put together, so that a selective scan does not spend its consumers' time on tiny batches.
    private static final int SMALL = Batch.MAX_ROWS / 8;
    private static final int ENOUGH = Batch.MAX_ROWS / 2;

    private final ScanFactory factory;
    private final ScanPlan plan;
    private final MorselRuns morsels;
    private final int run;
    private final ArrayDeque<Batch> ready = new ArrayDeque<>(2);
    private final List<Batch> small = new ArrayList<>();
    private int smallRows;

    private ScanWindow window;
    private StepRunner steps;
    private ScanFile file;
    private BatchReader reader;
    /// Rows of the morsel that are counted and not read.
    private long counted;
    private boolean started;
    private long rowGroups;
    private long pruned;
    private long decompressed;
    private long cached;

    ScanOperator(ScanFactory factory, MorselRuns morsels) {
        this.morsels = morsels;
        this.run = morsels.run();
        this.factory = factory;
        this.plan = factory.plan;
    }

    @Override
    public Progress advance() {
        if (!ready.isEmpty()) {
            return Progress.HAVE_OUTPUT;
        }
        if (!started) {
            if (!factory.awaited().isDone()) {
                return Progress.BLOCKED;
            }
            started = true;
        }
        try {
            if (counted > 0) {
                int rows = (int) Math.min(counted, Batch.MAX_ROWS);
                counted -= rows;
                ready.add(new Batch(List.of(), rows));
                return Progress.HAVE_OUTPUT;
            }
            if (reader == null) {
                return nextMorsel() ? Progress.NEED_INPUT : Progress.FINISHED;
            }
            int rows = reader.next(Batch.MAX_ROWS);
            if (rows < 0) {
                endMorsel();
            } else {
                scan(rows);
            }
            return ready.isEmpty() ? Progress.NEED_INPUT : Progress.HAVE_OUTPUT;
        } catch (FormatException failure) {
            throw FileErrors.translate(failure, file == null ? "" : file.split().path());
        }
    }

    private boolean nextMorsel() {
        Morsel morsel = morsels.take(run);
        if (morsel == null) {
            return false;
        }
        if (file == null || file.split() != morsel.split()) {
            openFile(morsel);
        }
        rowGroups++;
        if (plan.outputs.length == 0 && plan.groups.isEmpty()) {
            counted = file.rows(morsel);
            return true;
        }
        ScanRequest request = file.request(morsel, factory.context.filters());
        if (file.file().pruned(request)) {
            pruned++;
            return true;
        }
        if (window == null) {
            window = new ScanWindow(plan, factory.context.allocator(), factory.policyContext);
            steps = new StepRunner(plan, factory.context.evaluation(), factory.policyContext, factory.context.filters());
        }
        reader = file.file().read(request, factory.context.allocator());
        window.open(reader, file.readers);
        steps.begin(file.bytes(morsel));
        return true;
    }

    private void openFile(Morsel morsel) {
        ScanFile before = file;
        file = null;
        if (before != null) {
            before.close();
        }
        OpenFiles.Lease lease = factory.files.lease(factory.folder.file(morsel.split().path()), morsel.split());
        file = new ScanFile(plan, morsel.split(), lease, factory.context.evaluation());
    }

    private void scan(int rows) {
        window.start(rows);
        steps.run(window);
        if (window.rows() == 0) {
            return;
        }
        Batch output = window.output();
        window.clear();
        if (output.rows() >= SMALL) {
            ready.add(output);
            return;
        }
        small.add(output);
        smallRows += output.rows();
        if (smallRows >= ENOUGH) {
            flush();
        }
    }

    /// Dictionaries belong to a row group, so small batches are put together within one. Few rows do not keep pages alive:
    /// their strings are copied.
    private void flush() {
        if (small.isEmpty()) {
            return;
        }
        BufferAllocator allocator = factory.context.allocator();
        try (Batch together = Concatenate.batches(small, allocator)) {
            small.forEach(Batch::close);
            small.clear();
            smallRows = 0;
            List<Column> columns = new ArrayList<>(together.columns().size());
            try {
                for (Column column : together.columns()) {
                    columns.add(column instanceof FlatColumn flat ? Compact.compact(flat, allocator) : column.retain());
                }
                ready.add(new Batch(columns, together.rows()));
            } catch (RuntimeException | Error failure) {
                columns.forEach(Column::close);
                throw failure;
            }
        }
    }

    private void endMorsel() {
        flush();
        BatchReader ended = reader;
        reader = null;
        window.clear();
        count(ended.pages());
        ended.close();
    }

    private void count(BatchReader.PageCounts pages) {
        decompressed += pages.decompressed();
        cached += pages.cached();
    }

    @Override
    public CompletableFuture<?> blocked() {
        return factory.awaited();
    }

    @Override
    public Batch takeOutput() {
        return ready.poll();
    }

    @Override
    public void measure(Figures figures) {
        // What a governed scan read and skipped depends on hidden rows.
        if (!plan.governed) {
            figures.add("row groups", rowGroups);
            figures.add("row groups pruned", pruned);
            if (reader != null) {
                // A limit was reached within the morsel.
                count(reader.pages());
            }
            if (decompressed + cached > 0) {
                figures.add("pages decompressed", decompressed);
                figures.add("pages cached", cached);
            }
            if (steps != null && !plan.pruningFilters.isEmpty()) {
                figures.add("rows asked of runtime filters", steps.asked());
                figures.add("rows dropped by runtime filters", steps.dropped());
            }
        }
    }

    @Override
    public void close() {
        ready.forEach(Batch::close);
        small.forEach(Batch::close);
        if (window != null) {
            window.close();
        }
        if (steps != null) {
            steps.close();
        }
        if (reader != null) {
            reader.close();
        }
        if (file != null) {
            file.close();
        }
    }
}
