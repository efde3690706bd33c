package dev.weir.coordinator.schedule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Column;
import dev.weir.exec.expression.Expression.Comparison;
import dev.weir.exec.expression.Expression.IsNull;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.plan.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The values at which tables are cut: part `i` has the keys above cut `i - 1` up to and including cut `i`; the first has
/// everything below, too, and NULL, the last everything above.
///
/// @param cuts ascending, none twice; one less than there are parts
record KeyCuts(List<Long> cuts) {
    KeyCuts {
        cuts = List.copyOf(cuts);
    }

    /// The keys of a row group and how much there is to read.
    record Weighed(KeyRange keys, long bytes) {}

    /// Cuts where a row group ends, into parts of about equally many bytes. Few values that most row groups have make fewer
    /// parts.
    static KeyCuts of(List<Weighed> rowGroups, int parts) {
        List<Weighed> sorted = new ArrayList<>(rowGroups);
        sorted.sort(Comparator.comparingLong(group -> group.keys().greatest()));
        double total = 0;
        for (Weighed group : sorted) {
            total += group.bytes();
        }
        List<Long> cuts = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < sorted.size() - 1 && cuts.size() < parts - 1; i++) {
            sum += sorted.get(i).bytes();
            long end = sorted.get(i).keys().greatest();
            boolean ends = end < sorted.get(i + 1).keys().greatest();
            if (ends && sum >= total * (cuts.size() + 1) / parts) {
                cuts.add(end);
            }
        }
        return new KeyCuts(cuts);
    }

    int parts() {
        return cuts.size() + 1;
    }

    /// Whether a row group has rows of the part; nobody knows of one without a range.
    boolean meets(int part, KeyRange keys) {
        return keys == null || keys.greatest() >= least(part) && keys.least() <= greatest(part);
    }

    /// Whether a row group has rows of this part only.
    boolean contains(int part, KeyRange keys) {
        return keys != null && keys.least() >= least(part) && keys.greatest() <= greatest(part);
    }

    /// Which rows are the part's, of two parts or more.
    ///
    /// @param nulls whether the key may be NULL
    Expression condition(int part, Column key, boolean nulls) {
        List<Expression> bounds = new ArrayList<>();
        if (part > 0) {
            bounds.add(new Comparison(Comparison.Operator.GREATER, key, new Literal(cuts.get(part - 1), key.type())));
        }
        if (part < cuts.size()) {
            bounds.add(new Comparison(Comparison.Operator.LESS_OR_EQUAL, key, new Literal(cuts.get(part), key.type())));
        }
        if (part == 0 && nulls) {
            bounds.add(new IsNull(key));
            return new Expression.Or(bounds);
        }
        return bounds.size() == 1 ? bounds.getFirst() : new Expression.And(bounds);
    }

    private long least(int part) {
        return part == 0 ? Long.MIN_VALUE : cuts.get(part - 1) + 1;
    }

    private long greatest(int part) {
        return part == cuts.size() ? Long.MAX_VALUE : cuts.get(part);
    }
}
