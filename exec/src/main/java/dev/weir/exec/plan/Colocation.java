package dev.weir.exec.plan;

import java.util.Set;

/// Scans of one stage that are to be cut at the same values of a key, so that all rows with an equal key are read by one
/// task. Where the cuts are is decided when the stage is placed; a stage on its way to a worker has its ranges in the
/// filters of its scans.
public record Colocation(Set<Key> keys) {
    public Colocation {
        keys = Set.copyOf(keys);
    }

    /// @param scan   id of the scan
    /// @param column position among the scan's columns; of an integral type or a date, read as it is
    public record Key(int scan, int column) {}
}
