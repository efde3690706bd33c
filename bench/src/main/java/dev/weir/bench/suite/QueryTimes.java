package dev.weir.bench.suite;

import java.util.Arrays;
import java.util.List;

/// The times of one query on one engine.
///
/// @param problem what went wrong or differed; empty when all was well
public record QueryTimes(String query, List<Long> nanos, String problem) {
    public QueryTimes {
        nanos = List.copyOf(nanos);
    }

    public double medianMillis() {
        return percentile(0.5);
    }

    public double minMillis() {
        return percentile(0);
    }

    public double maxMillis() {
        return percentile(1);
    }

    private double percentile(double share) {
        if (nanos.isEmpty()) {
            return Double.NaN;
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        if (share == 0.5 && sorted.length % 2 == 0) {
            return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2e6;
        }
        return sorted[(int) Math.round(share * (sorted.length - 1))] / 1e6;
    }
}
