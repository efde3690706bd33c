package dev.weir.bench.governed;

import java.util.Arrays;

/// A median and the narrowest interval between two of the values, as far from either end, that holds the true median with at
/// least 95 % probability, whatever the distribution (the interval of the sign test; Conover, Practical Nonparametric
/// Statistics, 3.2). With fewer than six values there is none, and the ends are the least and the greatest.
///
/// @param low  lower end of the interval
/// @param high upper end
public record MedianInterval(double median, double low, double high) {
    private static final double OUTSIDE = 0.05;

    public static MedianInterval of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        int left = left(count);
        return new MedianInterval((sorted[(count - 1) / 2] + sorted[count / 2]) / 2, sorted[left], sorted[count - 1 - left]);
    }

    /// How many values lie on each side of the interval: the most, such that so few of `count` fair coins show heads in less
    /// than 2.5 % of all throws.
    static int left(int count) {
        double probability = Math.pow(0.5, count);
        double sum = 0;
        int left = 0;
        for (int heads = 0; heads < count / 2; heads++) {
            sum += probability;
            if (sum > OUTSIDE / 2) {
                break;
            }
            left = heads;
            probability = probability * (count - heads) / (heads + 1);
        }
        return left;
    }
}
