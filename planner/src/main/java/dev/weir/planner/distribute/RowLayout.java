package dev.weir.planner.distribute;

import dev.weir.exec.plan.Colocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/// How the rows of a stage lie with its tasks, or can be made to.
///
/// @param hash   columns by whose hash they lie; empty when they do not
/// @param ranged columns by whose ranges they lie if the scans of these keys are cut at the same values. Any number of them
///               while nobody has asked for one
record RowLayout(List<Integer> hash, List<Ranged> ranged) {
    static final RowLayout ANYHOW = new RowLayout(List.of(), List.of());

    RowLayout {
        hash = List.copyOf(hash);
        ranged = List.copyOf(ranged);
    }

    record Ranged(int column, Set<Colocation.Key> keys) {
        /// Whether two are about one scan, by whichever column.
        boolean sharesScan(Set<Colocation.Key> others) {
            for (Colocation.Key key : keys) {
                for (Colocation.Key other : others) {
                    if (key.scan() == other.scan()) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    static RowLayout byHash(List<Integer> columns) {
        return new RowLayout(columns, List.of());
    }

    Optional<Ranged> ranged(int column) {
        for (Ranged candidate : ranged) {
            if (candidate.column() == column) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /// The layout of rows with other columns.
    ///
    /// @param to where a column is now; negative when it is gone
    RowLayout moved(IntUnaryOperator to) {
        List<Integer> columns = new ArrayList<>();
        for (int column : hash) {
            columns.add(to.applyAsInt(column));
        }
        List<Ranged> kept = new ArrayList<>();
        for (Ranged candidate : ranged) {
            int column = to.applyAsInt(candidate.column());
            if (column >= 0) {
                kept.add(new Ranged(column, candidate.keys()));
            }
        }
        return new RowLayout(columns.contains(-1) ? List.of() : columns, kept);
    }
}
