package dev.weir.formats.parquet.prune;

import java.util.ArrayList;
import java.util.List;

/// Ascending, disjoint, non-empty ranges of rows.
public record RowRanges(List<Range> ranges) {
    /// From a row to one past the last.
    public record Range(long from, long to) {}

    public RowRanges {
        ranges = List.copyOf(ranges);
    }

    public static RowRanges of(long from, long to) {
        return new RowRanges(from < to ? List.of(new Range(from, to)) : List.of());
    }

    public RowRanges intersect(RowRanges other) {
        List<Range> result = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ranges.size() && j < other.ranges.size()) {
            Range left = ranges.get(i);
            Range right = other.ranges.get(j);
            long from = Math.max(left.from, right.from);
            long to = Math.min(left.to, right.to);
            if (from < to) {
                result.add(new Range(from, to));
            }
            if (left.to < right.to) {
                i++;
            } else {
                j++;
            }
        }
        return new RowRanges(result);
    }

    public RowRanges union(RowRanges other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        all.sort((left, right) -> Long.compare(left.from, right.from));
        List<Range> result = new ArrayList<>();
        for (Range range : all) {
            int last = result.size() - 1;
            if (last >= 0 && range.from <= result.get(last).to) {
                result.set(last, new Range(result.get(last).from, Math.max(result.get(last).to, range.to)));
            } else {
                result.add(range);
            }
        }
        return new RowRanges(result);
    }

    public long rows() {
        long sum = 0;
        for (Range range : ranges) {
            sum += range.to - range.from;
        }
        return sum;
    }
}
