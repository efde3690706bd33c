package dev.weir.exec.pipeline;

import dev.weir.exec.batch.Column;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The runtime filters of a task by id: joins publish, scans look. Publishing never waits, looking never blocks.
public final class RuntimeFilters {
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

    public CompletableFuture<KeyFilter> get(int id) {
        return filters.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    public void publish(int id, KeyFilter filter) {
        get(id).complete(filter);
    }
}
