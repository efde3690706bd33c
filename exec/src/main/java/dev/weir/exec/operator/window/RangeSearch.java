package dev.weir.exec.operator.window;

import dev.weir.exec.batch.FlatColumn;

/// Finds where a RANGE bound with an offset lies: the first row whose key reaches the row's limit, or passes it. Searches
/// from where the last row's bound was, in steps that double, since neighbours' bounds are near each other.
final class RangeSearch {
    private final RowOrder order;
    private final boolean descending;
    /// Whether rows that equal the limit come before the bound: an end does not stop at them.
    private final boolean passes;
    private int hint;

    RangeSearch(FlatColumn keys, FlatColumn limits, boolean descending, boolean passes) {
        this.order = new RowOrder(keys, limits);
        this.descending = descending;
        this.passes = passes;
    }

    /// Searches the rows `from` to `to - 1`, which are sorted and not NULL; answers `to` when no row is there yet.
    int find(int row, int from, int to) {
        int low = Math.clamp(hint, from, to);
        int high = low;
        int step = 1;
        if (low < to && before(low, row)) {
            // Invariant: the row at low is before the bound.
            high = low + 1;
            while (high < to && before(high, row)) {
                low = high;
                high = (int) Math.min(to, (long) high + step);
                step = step < 1 << 29 ? step * 2 : step;
            }
        } else {
            low--;
            while (low >= from && !before(low, row)) {
                high = low;
                low = (int) Math.max(from - 1L, (long) low - step);
                step = step < 1 << 29 ? step * 2 : step;
            }
        }
        // The row at low (or none) is before the bound, the one at high (or none) is not.
        while (high - low > 1) {
            int middle = (int) (((long) low + high) >>> 1);
            if (before(middle, row)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        hint = high;
        return high;
    }

    private boolean before(int key, int row) {
        int compared = order.compare(key, row);
        compared = descending ? -compared : compared;
        return passes ? compared <= 0 : compared < 0;
    }
}
