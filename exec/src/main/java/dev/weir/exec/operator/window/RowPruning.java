package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.sort.SortBuffer;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Leaves away, before they are collected, rows that are behind the first ones of their partition already among the rows that
/// one thread has seen. It sorts them a quarter of a million at a time; where that drops less than half of them, it stops.
final class RowPruning implements AutoCloseable {
    private static final int ROUND = 1 << 18;

    private final PhysicalPlan.Window plan;
    private final TaskContext context;
    private final OperatorMemory memory;
    private final Consumer<Batch> next;
    private final List<Batch> held = new ArrayList<>();
    private long rows;
    private long bytes;
    private boolean useless;

    /// @param next takes over the rows that are left
    RowPruning(PhysicalPlan.Window plan, TaskContext context, OperatorMemory memory, Consumer<Batch> next) {
        this.plan = plan;
        this.context = context;
        this.memory = memory;
        this.next = next;
    }

    /// Takes over the batch.
    void add(Batch batch) {
        if (useless) {
            next.accept(batch);
            return;
        }
        hold(batch);
        if (rows >= ROUND) {
            long before = rows;
            prune();
            if (rows > before / 2) {
                useless = true;
                finish();
            }
        }
    }

    /// Hands on what is held.
    void finish() {
        while (!held.isEmpty()) {
            Batch batch = held.removeFirst();
            released(batch);
            next.accept(batch);
        }
    }

    private void hold(Batch batch) {
        held.add(batch);
        rows += batch.rows();
        bytes += batch.size();
        memory.add(batch.size());
    }

    private void released(Batch batch) {
        rows -= batch.rows();
        bytes -= batch.size();
        memory.add(-batch.size());
    }

    private void prune() {
        PhysicalPlan.Sort sort = new PhysicalPlan.Sort(plan.input(), plan.keys());
        try (SortBuffer buffer = new SortBuffer(sort, context); BlockCutter cutter = new BlockCutter(plan, context.allocator());
                FirstRows first = new FirstRows(plan, context.allocator())) {
            try (Sink sink = buffer.create()) {
                while (!held.isEmpty()) {
                    Batch batch = held.removeFirst();
                    released(batch);
                    sink.addInput(batch);
                }
                sink.finish();
            }
            buffer.complete();
            try (Source source = buffer.results().create()) {
                Progress progress;
                while ((progress = source.advance()) != Progress.FINISHED) {
                    if (progress == Progress.HAVE_OUTPUT) {
                        cutter.add(source.takeOutput());
                        keep(cutter.cut(false), first);
                    } else if (progress == Progress.BLOCKED) {
                        throw new QueryException(ErrorCode.INTERNAL, "A sort of a few rows waits");
                    }
                }
                keep(cutter.cut(true), first);
            }
        }
    }

    private void keep(WindowBlock block, FirstRows first) {
        if (block == null) {
            return;
        }
        try (block) {
            first.begin(block);
            int row = 0;
            for (Batch batch : block.batches()) {
                Batch kept = first.of(batch.retain(), row);
                row += batch.rows();
                if (kept.rows() == 0) {
                    kept.close();
                } else {
                    hold(kept);
                }
            }
        }
    }

    @Override
    public void close() {
        for (Batch batch : held) {
            batch.close();
        }
        held.clear();
        memory.add(-bytes);
        bytes = 0;
        rows = 0;
    }
}
