package dev.weir.worker.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Estimates how many distinct values a column of whole numbers has over all row groups, from the range and the number of
/// each. Where ranges overlap the same values are thought to come again; where they do not, as of dates in a table that
/// grew day by day, there are others.
final class DistinctValues {
    /// The range `[low, end)` of a row group.
    private record Range(double low, double end, double distinct) {
        double density() {
            return Math.min(1, distinct / (end - low));
        }
    }

    private record Edge(double place, double density, boolean begins) {}

    private final List<Range> ranges = new ArrayList<>();

    /// @param distinct values from `low` to `high`, at least 1
    void add(long low, long high, double distinct) {
        ranges.add(new Range(low, (double) high + 1, distinct));
    }

    /// At least as many as any one row group has.
    double estimate() {
        List<Edge> edges = new ArrayList<>();
        double least = 0;
        for (Range range : ranges) {
            least = Math.max(least, range.distinct());
            edges.add(new Edge(range.low(), range.density(), true));
            edges.add(new Edge(range.end(), range.density(), false));
        }
        edges.sort((a, b) -> Double.compare(a.place(), b.place()));
        TreeMap<Double, Integer> open = new TreeMap<>();
        double all = 0;
        double from = 0;
        for (Edge edge : edges) {
            if (!open.isEmpty()) {
                all += (edge.place() - from) * open.lastKey();
            }
            from = edge.place();
            open.merge(edge.density(), edge.begins() ? 1 : -1, (before, change) -> before + change == 0 ? null : before + change);
        }
        return Math.max(least, all);
    }
}
