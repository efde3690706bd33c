package dev.weir.exec.operator.scan;

import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.RuntimeFilter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A scan of one task: its morsels, in the order of the splits, shared out to the threads.
final class ScanFactory implements SourceFactory {
    final ScanPlan plan;
    final DomainFolder folder;
    final OpenFiles files;
    final TaskContext context;
    /// What the policy's expressions are evaluated with: the worker's own clock and UTC, since callers choose the session's.
    final EvaluationContext policyContext;
    private final MorselRuns morsels;
    private final int parallelism;
    private final List<RuntimeFilter> filters;
    private CompletableFuture<?> awaited;

    ScanFactory(ScanPlan plan, List<RuntimeFilter> filters, List<Morsel> morsels, DomainFolder folder, OpenFiles files, TaskContext context) {
        this.filters = filters;
        this.plan = plan;
        this.parallelism = Math.clamp(morsels.size(), 1, Math.max(1, context.threads()));
        this.morsels = new MorselRuns(morsels, parallelism);
        this.folder = folder;
        this.files = files;
        this.context = context;
        EvaluationContext session = context.evaluation();
        this.policyContext = new EvaluationContext(
                session.allocator(), ZoneOffset.UTC, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), session.user());
    }

    /// What its threads stand still for before the first morsel; time runs from the first one's asking.
    synchronized CompletableFuture<?> awaited() {
        if (awaited == null) {
            awaited = context.filters().awaited(filters);
        }
        return awaited;
    }

    @Override
    public Source create() {
        return new ScanOperator(this, morsels);
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void close() {}
}
