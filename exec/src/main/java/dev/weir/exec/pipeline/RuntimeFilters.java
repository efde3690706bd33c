package dev.weir.exec.pipeline;

import dev.weir.exec.batch.Column;
import dev.weir.exec.plan.RuntimeFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The runtime filters of a task by id: joins publish, scans look. Publishing never waits, looking never blocks.
///
/// A filter may come from another task or go to others; whoever owns the task publishes what arrives and listens to what
/// is published here.
public final class RuntimeFilters {
    private final Map<Integer, Integer> parts;
    private final ConcurrentHashMap<Integer, CompletableFuture<KeyFilter>> filters = new ConcurrentHashMap<>();

    /// Decides which values may have a partner on the build side. False positives are allowed, false negatives are not.
    /// Immutable, shared by threads, on-heap or with its own memory.
    public interface KeyFilter {
        /// Keeps those of the `count` ascending int32 positions at `selection` whose value may match (NULLs never do) and
        /// writes them to `out` (may be the same address); `selection` 0 means all rows of the column.
        int select(Column column, long selection, int count, long out);

        /// Least and greatest key as Long for columns of integers, dates and int64 decimals; null when unknown or other types.
        Range range();

        record Range(long min, long max) {}
    }

    /// Of a task whose filters stay within.
    public RuntimeFilters() {
        this(Map.of());
    }

    /// @param parts by id of a filter that leaves the task: how many tasks make a part of it, 1 when this one makes all of it
    public RuntimeFilters(Map<Integer, Integer> parts) {
        this.parts = Map.copyOf(parts);
    }

    /// How many tasks make a part of this filter for tasks elsewhere; 0 when it is for this task alone.
    public int parts(int id) {
        return parts.getOrDefault(id, 0);
    }

    /// Completes with the filter, or with null when there will be none.
    public CompletableFuture<KeyFilter> get(int id) {
        return filters.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    /// Completes when those of the filters that are worth waiting for are here, or their time is over: from now on a scan
    /// gains nothing by standing still. Never fails.
    public CompletableFuture<?> awaited(List<RuntimeFilter> wanted) {
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (RuntimeFilter filter : wanted) {
            CompletableFuture<KeyFilter> future = get(filter.id());
            if (filter.waitMillis() > 0 && !future.isDone()) {
                // A copy, since the filter itself must not be given up.
                open.add(future.copy().completeOnTimeout(null, filter.waitMillis(), TimeUnit.MILLISECONDS).handle((_, _) -> null));
            }
        }
        return CompletableFuture.allOf(open.toArray(CompletableFuture[]::new));
    }

    /// The filter if it is here and there is one, else null.
    public KeyFilter now(int id) {
        CompletableFuture<KeyFilter> future = get(id);
        return future.isDone() && !future.isCompletedExceptionally() ? future.join() : null;
    }

    /// @param filter null when none is worth having or none will come; the first call counts
    public void publish(int id, KeyFilter filter) {
        get(id).complete(filter);
    }
}
