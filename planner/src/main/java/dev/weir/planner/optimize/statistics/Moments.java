package dev.weir.planner.optimize.statistics;

/// How values lie around their mean, where that says more than a range does: sums and counts of groups.
///
/// @param variance positive
record Moments(double mean, double variance) {
    /// Of values spread evenly over a range.
    static Moments ofRange(double min, double max) {
        return new Moments((min + max) / 2, Math.max((max - min) * (max - min) / 12, Double.MIN_NORMAL));
    }

    /// Of the sum of values like these, as many as rows fall into a group by chance (a compound Poisson distribution).
    ///
    /// @param count how many on average, positive
    Moments sum(double count) {
        return new Moments(count * mean, count * (variance + mean * mean));
    }

    /// The share of values above the bound: half of what is possible at most (Cantelli's inequality), since nothing is known
    /// of the distribution's shape.
    double above(double bound) {
        double distance = (bound - mean) * (bound - mean) / variance;
        double beyond = 0.5 / (1 + distance);
        return bound >= mean ? beyond : 1 - beyond;
    }
}
