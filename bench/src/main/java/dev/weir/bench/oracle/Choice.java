package dev.weir.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Makes choices that a seed decides.
public final class Choice {
    private final SplittableRandom random;

    public Choice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// A number from 0 below the bound.
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /// A number of the closed range.
    public int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    public long bits() {
        return random.nextLong();
    }

    /// True once in so many times.
    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    @SafeVarargs
    public final <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }

    public <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    public <T> List<T> shuffled(List<T> values) {
        List<T> rest = new ArrayList<>(values);
        List<T> result = new ArrayList<>();
        while (!rest.isEmpty()) {
            result.add(rest.remove(random.nextInt(rest.size())));
        }
        return result;
    }
}
