package dev.weir.exec.operator.join;

import dev.weir.exec.batch.FlatColumn;

/// Remembers for the last dictionaries which entries pass a filter; a dictionary is one instance for a whole row group.
final class EntryDecisions {
    private static final int KEPT = 8;

    private record Decided(FlatColumn dictionary, boolean[] passes) {}

    private final Decided[] last = new Decided[KEPT];

    /// The decisions for this dictionary, or null. Slots are picked by thread; a lost race only means deciding again.
    boolean[] of(FlatColumn dictionary) {
        Decided decided = last[slot()];
        return decided != null && decided.dictionary() == dictionary ? decided.passes() : null;
    }

    void keep(FlatColumn dictionary, boolean[] passes) {
        last[slot()] = new Decided(dictionary, passes);
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() & (KEPT - 1);
    }
}
