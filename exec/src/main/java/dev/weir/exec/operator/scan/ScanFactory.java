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
import java.util.concurrent.atomic.AtomicInteger;

/// A scan of one task: its morsels, shared out to the threads in the order of the splits.
final class ScanFactory implements SourceFactory {
    final ScanPlan plan;
    final DomainFolder folder;
    final OpenFiles files;
    final TaskContext context;
    /// What the policy's expressions are evaluated with: the worker's own clock and UTC, since callers choose the session's.
    final EvaluationContext policyContext;
    private final List<Morsel> morsels;
    private final List<RuntimeFilter> filters;
    private CompletableFuture<?> awaited;
    private final AtomicInteger next = new AtomicInteger();

    ScanFactory(ScanPlan plan, List<RuntimeFilter> filters, List<Morsel> morsels, DomainFolder folder, OpenFiles files, TaskContext context) {
        this.filters = filters;
        this.plan = plan;
        this.morsels = morsels;
        this.folder = folder;
        this.files = files;
        this.context = context;
        EvaluationContext session = context.evaluation();
        this.policyContext = new EvaluationContext(
                session.allocator(), ZoneOffset.UTC, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), session.user());
    }

    /// The next morsel that no thread has taken, or null.
    Morsel take() {
        int index = next.getAndIncrement();
        return index < morsels.size() ? morsels.get(index) : null;
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
        return new ScanOperator(this);
    }

    @Override
    public int parallelism() {
        return Math.clamp(morsels.size(), 1, Math.max(1, context.threads()));
    }

    @Override
    public void close() {}
}
