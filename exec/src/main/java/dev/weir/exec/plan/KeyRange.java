package dev.weir.exec.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The values of a column in a row group that has no NULL there.
///
/// @param least    integers as they are, dates as days since 1970
/// @param greatest not less than the least
public record KeyRange(long least, long greatest) {
    /// Of a table that is cut at some key, so many row groups may belong to two parts.
    private static final double MOST_OVERLAPPING = 0.25;

    public KeyRange {
        if (least > greatest) {
            throw new IllegalArgumentException("range " + least + ".." + greatest);
        }
    }

    /// Whether row groups follow one another by these ranges, in whatever order they lie: few begin before another's end.
    /// One that begins with the value with which another ends does not count.
    public static boolean clustered(List<KeyRange> ranges) {
        if (ranges.size() < 2) {
            return false;
        }
        List<KeyRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(KeyRange::least).thenComparingLong(KeyRange::greatest));
        int overlapping = 0;
        long end = sorted.getFirst().greatest();
        for (KeyRange range : sorted.subList(1, sorted.size())) {
            overlapping += range.least() < end ? 1 : 0;
            end = Math.max(end, range.greatest());
        }
        return overlapping <= MOST_OVERLAPPING * ranges.size() && sorted.getFirst().least() < end;
    }
}
