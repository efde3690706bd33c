package dev.weir.bench.governed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MedianIntervalTest {
    @Test
    void ranksAreThoseOfTheSignTest() {
        // from tables of the binomial distribution
        assertEquals(0, MedianInterval.left(6));
        assertEquals(1, MedianInterval.left(9));
        assertEquals(5, MedianInterval.left(20));
        assertEquals(9, MedianInterval.left(31));
        assertEquals(39, MedianInterval.left(100));
    }

    @Test
    void orderOfTheValuesDoesNotMatter() {
        double[] values = IntStream.rangeClosed(1, 31).mapToDouble(i -> i * 7 % 31 + 1).toArray();
        assertEquals(new MedianInterval(16, 10, 22), MedianInterval.of(values));
    }

    @Test
    void fewValuesGiveTheirRange() {
        assertEquals(new MedianInterval(2, 1, 3), MedianInterval.of(new double[] {3, 1}));
        assertEquals(new MedianInterval(5, 5, 5), MedianInterval.of(new double[] {5}));
    }
}
